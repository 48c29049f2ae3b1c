import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { artifacts, startBrowser, type TestBrowser } from './browser.ts';
import { type Display, difference, startDisplay, toPng } from './display.ts';
import { accountOn, eventually, fillForm, openForm, storedKeys, waitForState } from './pages.ts';
import { answerAsServices } from './replies.ts';
import { card, loadIn, mintIn, openWebsite, sessionsIn, startWebsite, usual } from './website.ts';

declare const chrome: Browser;

let display: Display;
let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  mkdirSync(artifacts, { recursive: true });
  display = await startDisplay();
  browser = await startBrowser({ build: 'production', display: display.name });
  answerAsServices(browser.services);
  options = await browser.open('options.html');
  await options.bringToFront();
});

afterAll(async () => {
  await browser?.close();
  display?.close();
});

const allowed = () => options.evaluate(async () => (await chrome.permissions.getAll()).origins);

/** More than what the page itself changes while it waits, less than the prompt that covers it. */
const pixelsOfPrompt = 40_000;

/** Fills the form and saves, and waits until the browser asks. */
async function saveAndBeAsked(entry: Parameters<typeof fillForm>[1]) {
  await openForm(options);
  await fillForm(options, entry);
  await beAsked(options.getByRole('button', { name: 'Save' }));
}

/** Clicks, and waits until the browser asks. */
async function beAsked(button: Locator) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = display.picture();
  await button.click();
  await eventually(() => difference(before, display.picture())).toBeGreaterThan(pixelsOfPrompt);
  // The prompt ignores keys for a moment, so that nobody accepts it by accident.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  writeFileSync(join(artifacts, 'permission-prompt.png'), toPng(display.picture()));
}

describe('security 46: the browser asks for the permission, with the build as it is shipped', () => {
  it('and nothing is allowed before', async () => {
    expect(await allowed()).toEqual([]);
  });

  it('and when it is denied nothing is saved, nothing is sent, and the form stays', async () => {
    const key = browser.watch.newKey('sk-', 32);
    await saveAndBeAsked({ key, name: 'Denied' });
    await display.press('Escape');
    await eventually(() => options.getByRole('status').textContent()).toBe('Without access to api.deepseek.com nothing can be read, so nothing was saved.');
    expect(await options.getByRole('textbox', { name: 'API key' }).inputValue()).toBe(key);
    expect(await options.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Denied');
    expect((await storedKeys(options)).filter((name) => /^v1:[asm]:/.test(name))).toEqual([]);
    expect(await allowed()).toEqual([]);
    expect(browser.services.seen()).toEqual([]);
  });

  it('and when it is accepted the balance arrives', async () => {
    await saveAndBeAsked({ key: browser.watch.newKey('sk-', 32), name: 'Allowed' });
    await display.press('Tab', 'Return');
    await options.getByRole('button', { name: 'Add account' }).waitFor();
    const account = options.getByTestId('account');
    await account.waitFor();
    const id = (await account.getAttribute('data-account-id')) ?? '';
    await waitForState(options, id, 'fresh');
    expect(await accountOn(options, id)).toMatchObject({ provider: 'deepseek', value: '110', unit: 'CNY' });
    expect(await allowed()).toEqual(['https://api.deepseek.com/*']);
    await eventually(async () => (await browser.badge()).text).toBe('110');
  });

  it('and when it is taken away on the Security page the account says so, keeps its figure, and is asked for nothing', async () => {
    const id = (await options.getByTestId('account').getAttribute('data-account-id')) ?? '';
    const before = browser.services.seen().length;
    await options.evaluate(() => location.assign('#/security'));
    await options.getByRole('button', { name: 'Take the right away' }).click();
    await options.getByText('Nothing is sent: access is not allowed. Its account stays, with its key and its last figure.').waitFor();
    expect(await allowed()).toEqual([]);
    await options.evaluate(() => location.assign('#/accounts'));
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'permission-missing', value: '110' });
    expect(browser.services.seen()).toHaveLength(before);
    // Allowed once, the browser does not ask again: the button alone brings the figure back.
    await options.getByRole('button', { name: 'Allow' }).click();
    await waitForState(options, id, 'fresh');
    expect(browser.services.seen()).toHaveLength(before + 1);
  });
});

describe('the signed-in dashboard, with the build as it is shipped', () => {
  it('is allowed by one question for both hosts; a page that was open before is heard at once', async () => {
    const website = startWebsite(browser);
    const page = await openWebsite(browser, website.idle);
    await mintIn(page);
    await options.bringToFront();
    await options.evaluate(() => location.assign('#/accounts'));
    await beAsked(card(options).getByRole('button', { name: 'Turn on' }));
    await display.press('Tab', 'Return');
    await card(options).getByRole('button', { name: 'Turn off' }).waitFor();
    expect(await allowed()).toEqual(expect.arrayContaining(['https://api.openai.com/*', 'https://platform.openai.com/*']));
    await loadIn(page, usual);
    await options.locator('[data-provider="openai"][data-state="fresh"]').waitFor();
    expect(Object.values(await sessionsIn(options))).toEqual([website.next]);
  });

  it('gives both hosts back when it is turned off, and its account says that it is off', async () => {
    await card(options).getByRole('button', { name: 'Turn off' }).click();
    await eventually(allowed).toEqual(['https://api.deepseek.com/*']);
    const account = options.locator('[data-provider="openai"]');
    await eventually(() => account.textContent()).toContain('Read the credit balance with your signed-in OpenAI dashboard.');
    expect(await account.getAttribute('data-failure')).toBe('session-missing');
    expect(await account.getByTestId('remaining').getAttribute('data-value')).toBe('12.4');
    expect(await sessionsIn(options)).toEqual({});
  });
});
