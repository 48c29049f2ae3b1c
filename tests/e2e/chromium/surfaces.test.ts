import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { startBrowser, type TestBrowser } from './browser.ts';
import { addThroughForm, eventually, refresh, row, waitForState } from './pages.ts';
import { textsInReact } from './react-texts.ts';
import { quota } from './replies.ts';

declare const chrome: Browser;

const host = 'surface.example.com';
const routes = ['accounts', 'accounts/add', 'history', 'alerts', 'security', 'general', 'data', 'about'];
let browser: TestBrowser;
let options: Page;
let popup: Page;
let id: string;
let key: string;
let core: string;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
  key = browser.watch.newKey();
  core = key.slice(4, -4);
  browser.services.on(host, '/v1/usage', quota(3));
  id = await addThroughForm(options, { key, provider: 'custom', name: 'Work', baseUrl: `https://${host}`, fields: { Unit: 'USD' } });
  await waitForState(options, id, 'fresh');
  // The service gives the key back in its error.
  browser.services.on(host, '/v1/usage', { status: 401, body: { error: { message: `Incorrect API key provided: ${key}`, key } } });
  await refresh(options, id);
  await waitForState(options, id, 'failed');
  popup = await browser.open('popup.html');
  await row(popup, id).locator('button[aria-expanded]').first().click();
  await row(popup, id).getByRole('button', { name: 'Edit' }).waitFor();
});

afterAll(() => browser.close());

/** Opens every section of the options page, and gives what each holds. */
async function everywhere<Found>(look: (page: Page) => Promise<Found>): Promise<Found[]> {
  const found = [await look(popup)];
  for (const route of [...routes, `accounts/${id}`]) {
    await options.evaluate((place) => location.assign(`#/${place}`), route);
    await options.getByRole('heading', { level: 1 }).waitFor();
    found.push(await look(options));
  }
  return found;
}

describe('a key that was typed, stored, sent, and given back by the service in its error', () => {
  it('security 57: is in no page, nor in anything that React holds', async () => {
    const texts = await everywhere((page) => page.content());
    expect(texts.filter((text) => text.includes(core))).toEqual([]);
    expect(texts.filter((text) => text.includes(`${key.slice(0, 3)}…${key.slice(-4)}`)).length).toBeGreaterThan(1);
    const held = await everywhere((page) => page.evaluate(textsInReact));
    for (const { count, all } of held) {
      expect(count).toBeGreaterThan(20);
      expect(all.includes(core)).toBe(false);
    }
    // What React holds was really looked through.
    expect(held[0]?.all).toContain(`${key.slice(0, 3)}…${key.slice(-4)}`);
  });

  it('security 58: is in no badge, tooltip, notification, title, address or download', async () => {
    const { text, title } = await browser.badge();
    const told = await browser.worker().evaluate(async () => {
      const { notifications } = chrome as unknown as { notifications?: { getAll(): Promise<object> } };
      return JSON.stringify([await notifications?.getAll(), await chrome.alarms.getAll(), await chrome.storage.session.get(null)]);
    });
    const titles = await everywhere(async (page) => `${await page.title()} ${page.url()} ${await page.evaluate(() => JSON.stringify(history.state))}`);
    for (const shown of [text, title, told, ...titles]) expect(shown).not.toContain(core);
    expect(title).toContain('$3');
  });

  it('security 55: is on no console, and the console was heard', async () => {
    // biome-ignore lint/suspicious/noConsole: what is heard there is looked at.
    await options.evaluate(() => console.info('heard in the page'));
    // biome-ignore lint/suspicious/noConsole: as above.
    await browser.worker().evaluate(() => console.info('heard in the background'));
    await eventually(() => browser.watch.console).toEqual(['heard in the page', 'heard in the background']);
    browser.watch.console.length = 0;
  });

  it('security 68: and no page broke its policy, which would have been heard', async () => {
    await everywhere(async () => undefined);
    expect(browser.watch.console).toEqual([]);
    await options.evaluate(() => {
      document.body.appendChild(document.createElement('img')).src = 'https://surface.example.com/picture.png';
    });
    await eventually(() => browser.watch.console.join()).toContain('securitypolicyviolation img-src');
    await options.waitForTimeout(300);
    browser.watch.console.length = 0;
  });
});
