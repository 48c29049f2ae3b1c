import { randomBytes } from 'node:crypto';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { type Heard, tapMessages, waysOf } from '../message-tap';
import { account, addAccount, click, find, paste, textOf, toolbar } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

declare const browser: Browser;

const keys = { first: randomKey.deepSeek(), second: randomKey.deepSeek() };
const passphrase = randomBytes(15).toString('base64url');
const routes = ['accounts', 'accounts/add', 'history', 'alerts', 'security', 'general', 'data', 'about'];
let scene: Scene;
let options: Page;
let popup: Page;
let heard: Heard[];

beforeAll(async () => {
  scene = await startScene();
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
  options = await scene.firefox.open('options.html');
  popup = await scene.firefox.open('popup.html');
  await options.evaluate(`(async () => (${tapMessages})(await browser.runtime.getBackgroundPage()))()`);
  for (const page of [options, popup]) {
    await page.evaluate(
      `(${tapMessages})(); var violations = []; addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));`,
    );
  }
});

afterAll(() => scene?.end());

const goTo = (route: string) => options.evaluate((place) => location.assign(`#/${place}`), route);
const type = async (page: Page, name: string, text: string) => paste(page, await find(page, 'textbox', name), text);
const core = (key: string) => key.slice(4, -4);

/** Opens every section of the options page, and gives what each holds. */
async function everywhere<Found>(look: (page: Page) => Promise<Found>): Promise<Found[]> {
  const found = [await look(popup)];
  for (const route of routes) {
    await goTo(route);
    await options.waitForFunction(() => document.querySelector('h1')?.textContent, { timeout: 10_000 });
    found.push(await look(options));
  }
  return found;
}

describe('security 56: what the parts of the extension say to each other', () => {
  test('was heard, while a person lived with an account', async () => {
    // A page behind another one is drawn once a second, and waited for as long.
    await options.bringToFront();
    await addAccount(options, { key: keys.first, name: 'Work' });
    await popup.evaluate(() => browser.runtime.sendMessage({ type: 'account.refresh', input: {} }));
    await click(options, 'Edit');
    await type(options, 'API key', keys.second);
    await click(options, 'Test');
    await options.waitForFunction(() => document.body.textContent.includes('83.58'), { timeout: 10_000 });
    await click(options, 'Save');
    await expect.poll(() => scene.services.seen(hosts.deepSeek).at(-1)?.headers.authorization, { timeout: 10_000 }).toBe(`Bearer ${keys.second}`);
    await options.waitForFunction(() => location.hash === '#/accounts', { timeout: 10_000 });
    await goTo('security');
    for (const name of ['Passphrase', 'Repeat passphrase']) await type(options, name, passphrase);
    await click(options, 'Set passphrase');
    await popup.bringToFront();
    await find(popup, 'button', 'Lock');
    await click(popup, 'Lock');
    await type(popup, 'Passphrase', passphrase);
    await click(popup, 'Unlock');
    await popup.waitForSelector('::-p-aria([name="Lock"][role="button"])', { timeout: 40_000 });
    const background = (await options.evaluate('browser.runtime.getBackgroundPage().then((page) => JSON.stringify(page.heard))')) as string;
    const own = await Promise.all([options, popup].map((page) => page.evaluate('JSON.stringify(heard)') as Promise<string>));
    heard = [background, ...own].flatMap((text) => JSON.parse(text) as Heard[]);
    const ways = heard.map(({ way, type: command }) => `${way} ${command}`);
    for (const command of ['account.add', 'account.edit', 'account.test', 'account.refresh', 'vault.setPassphrase', 'vault.lock', 'vault.unlock']) {
      for (const way of ['sent', 'received', 'answered']) expect(ways).toContain(`${way} ${command}`);
    }
    expect(heard.filter(({ way }) => way === 'stored').length).toBeGreaterThan(3);
  });

  test('holds a key only on its way in, and never a passphrase', () => {
    const inbound = (...commands: string[]) => ['received', 'sent'].flatMap((way) => commands.map((command) => `${way} ${command}`));
    expect(waysOf(heard, core(keys.first))).toEqual(inbound('account.add'));
    expect(waysOf(heard, core(keys.second))).toEqual(inbound('account.edit', 'account.test'));
    expect(waysOf(heard, passphrase)).toEqual([]);
  });
});

describe('a key that its service gives back in an error', () => {
  test('security 58: is in no page, badge, tooltip, notification, title, address or download', async () => {
    const message = `Incorrect API key provided: ${keys.second}`;
    scene.services.on(hosts.deepSeek, '/user/balance', { status: 401, body: { error: { message, key: keys.second } } });
    await click(popup, 'Refresh');
    await expect.poll(() => account(popup, 'Work'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'unauthorized' });
    const { text, title } = await toolbar(options);
    const told = await options.evaluate(async () => {
      const { notifications } = browser as { notifications?: Browser['notifications'] };
      return JSON.stringify([await notifications?.getAll(), await browser.alarms.getAll(), await browser.storage.session.get(null)]);
    });
    const pages = await everywhere(
      async (page) => `${await page.content()} ${await page.evaluate(() => document.title + location.href + JSON.stringify(history.state))}`,
    );
    for (const shown of [text, title, told, ...pages]) for (const key of Object.values(keys)) expect(shown).not.toContain(core(key));
    expect(title).toContain('$83.58');
    expect(pages.join()).toContain(`${keys.second.slice(0, 3)}…${keys.second.slice(-4)}`);
  });

  test('security 68: and no page broke its policy, which would have been heard', async () => {
    const violations = (page: Page) => page.evaluate('violations') as Promise<string[]>;
    expect((await Promise.all([popup, options].map(violations))).flat()).toEqual([]);
    // The browser writes those of the time before anybody listened to the console.
    expect(scene.messages()).toEqual([]);
    await options.evaluate(
      () => void Object.assign(document.body.appendChild(document.createElement('img')), { src: 'https://elsewhere.example/picture.png' }),
    );
    await expect.poll(() => violations(options), { timeout: 5000 }).toContain('img-src');
  });
});

describe('security 44: an address that cannot be one', () => {
  const refused = [
    ['http://relay.company.example', 'Plain http is only possible on this machine or your own network.'],
    ['http://127.0.0.1.evil.example', 'Plain http is only possible on this machine or your own network.'],
    ['http://localhost.evil.example', 'Plain http is only possible on this machine or your own network.'],
    ['http://192.168.7.7', 'Tick this to go on'],
    ['https://user:word@relay.company.example', 'must not contain a user name or password'],
    ['https://relay.company.example.', 'This is not an address.'],
    ['https://relay.company.example/?key=1', 'must not contain a question mark or a hash'],
  ] as const;

  test('is refused with a sentence beside the field, and nobody is asked', async () => {
    const before = scene.services.seen().length;
    await fillForm();
    const field = await find(options, 'textbox', 'Base URL');
    const save = await find(options, 'button', 'Save');
    for (const [address, sentence] of refused) {
      await paste(options, field, address);
      // By keyboard: a sentence below the field may move the button away.
      await save.press('Enter');
      await options.waitForFunction((wanted) => document.body.textContent.includes(wanted), { timeout: 5000, polling: 50 }, sentence);
      expect(await options.evaluate(() => location.hash)).toBe('#/accounts/add');
    }
    expect(scene.services.seen().length).toBe(before);
  });

  test('is shown as what it is when its letters only look like others', async () => {
    await fillForm();
    await type(options, 'Base URL', 'https://rel\u0430y.company.example');
    await click(options, 'Save');
    await options.waitForFunction(() => location.hash === '#/accounts', { timeout: 10_000 });
    expect(await textOf(options)).toContain(new URL('https://rel\u0430y.company.example').origin);
  });

  async function fillForm(): Promise<void> {
    await options.bringToFront();
    await goTo('accounts');
    await click(options, 'Add account');
    await type(options, 'API key', randomKey.relay());
    await (await find(options, 'combobox', 'Provider')).select('new-api');
  }
});
