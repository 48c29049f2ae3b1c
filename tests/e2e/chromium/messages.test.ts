import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Heard, tapMessages, waysOf } from '../message-tap.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { addThroughForm, eventually, row, send, waitForState } from './pages.ts';
import { quota } from './replies.ts';

const host = 'spoken.example.com';
const passphrase = randomBytes(15).toString('base64url');
let browser: TestBrowser;
let options: Page;
let popup: Page;
let heard: Heard[] = [];
const keys = { first: '', second: '' };

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const fill = (page: Page, name: string, text: string) => page.getByRole('textbox', { name, exact: true }).fill(text);

beforeAll(async () => {
  browser = await startBrowser();
  browser.services.on(host, '/v1/usage', quota(3));
  Object.assign(keys, { first: browser.watch.newKey(), second: browser.watch.newKey() });
  const tap = `(${tapMessages})()`;
  await browser.context().addInitScript({ content: tap });
  await browser.worker().evaluate(tap);
  options = await browser.open('options.html');
  popup = await browser.open('popup.html');
});

afterAll(() => browser.close());

/** What a person does in a life with an account. */
async function live(): Promise<void> {
  // A page behind another one is drawn once a second, and waited for as long.
  await options.bringToFront();
  const id = await addThroughForm(options, { key: keys.first, provider: 'custom', name: 'Work', baseUrl: `https://${host}`, fields: { Unit: 'USD' } });
  await waitForState(options, id, 'fresh');
  await send(popup, 'account.refresh', {});
  await row(options, id).getByRole('button', { name: 'Edit' }).click();
  await fill(options, 'API key', keys.second);
  await button(options, 'Test').click();
  await options
    .getByText(/\$3\.00/)
    .first()
    .waitFor();
  await button(options, 'Save').click();
  await eventually(() => browser.services.seen(host).at(-1)?.headers.authorization).toBe(`Bearer ${keys.second}`);
  await row(options, id).getByRole('button', { name: 'Duplicate' }).click();
  await options.evaluate(() => location.assign('#/security'));
  for (const name of ['Passphrase', 'Repeat passphrase']) await fill(options, name, passphrase);
  await button(options, 'Set passphrase').click();
  await button(options, 'Change passphrase').waitFor({ timeout: 30_000 });
  await send(options, 'vault.lock', {});
  await popup.bringToFront();
  await fill(popup, 'Passphrase', passphrase);
  await button(popup, 'Unlock').click();
  await button(popup, 'Lock').waitFor({ timeout: 30_000 });
  await options.bringToFront();
  await options.evaluate(() => location.assign('#/data'));
  for (const name of ['Backup passphrase', 'Repeat backup passphrase']) await fill(options, name, passphrase);
  const download = options.waitForEvent('download', { timeout: 30_000 });
  await button(options, 'Export').click();
  await download;
}

describe('security 56: what the parts of the extension say to each other', () => {
  it('was heard: messages, their answers, and what is stored', async () => {
    await live();
    const everything = () => (globalThis as { heard?: Heard[] }).heard ?? [];
    heard = [...(await options.evaluate(everything)), ...(await popup.evaluate(everything)), ...(await browser.worker().evaluate(everything))];
    const commands = ['account.add', 'account.edit', 'account.test', 'account.refresh', 'vault.setPassphrase', 'vault.unlock', 'backup.export'];
    for (const command of commands) {
      for (const way of ['sent', 'received', 'answered']) expect(heard.map(({ way: heardWay, type }) => `${heardWay} ${type}`)).toContain(`${way} ${command}`);
    }
    expect(heard.filter(({ way }) => way === 'stored').length).toBeGreaterThan(3);
  });

  it('holds a key only on its way in', () => {
    const inbound = (...commands: string[]) => ['received', 'sent'].flatMap((way) => commands.map((command) => `${way} ${command}`));
    expect(waysOf(heard, keys.first.slice(4, -4))).toEqual(inbound('account.add'));
    expect(waysOf(heard, keys.second.slice(4, -4))).toEqual(inbound('account.edit', 'account.test'));
  });

  it('never holds a passphrase', () => {
    expect(waysOf(heard, passphrase)).toEqual([]);
  });
});
