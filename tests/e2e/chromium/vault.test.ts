import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { scanForSecret } from '../disk-scan.ts';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, eventually, refresh, store, stored, waitForState } from './pages.ts';
import { quota } from './replies.ts';

declare const chrome: Browser;

const host = 'wallet.example.com';
// No other number in the profile looks like it.
const amount = 7351.2468;
const shown = '7351.2468';

let browser: TestBrowser;
let options: Page;
let popup: Page;
let id: string;
let passphrase: string;

beforeAll(async () => {
  browser = await startBrowser();
  passphrase = randomBytes(15).toString('base64url');
  options = await browser.open('options.html');
  browser.services.on(host, '/v1/usage', quota(amount));
  [id = ''] = await addCustom(options, [host], browser.watch.newKey);
  await waitForState(options, id, 'fresh');
});

afterAll(() => browser.close());

const asked = () => browser.services.seen(host).length;
const named = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

async function visit(section: string) {
  await options.goto(`${options.url().replace(/#.*/, '')}#/${section}`);
}

/** Everything that lies readable in the extension's storage, as text. */
const disk = () => options.evaluate(async () => JSON.stringify(await chrome.storage.local.get(null)));

async function unlock(page: Page, words = passphrase) {
  await field(page, 'Passphrase').fill(words);
  await named(page, 'Unlock').click();
}

/** As if the interval had passed: the stored instant of the next attempt lies behind us. */
async function becomeDue() {
  const key = `v1:f:${id}`;
  const status = (await stored(options, key)) as object;
  await store(options, { [key]: { ...status, nextAttemptAt: Date.now() - 1000 } });
}

/** As after a start of the browser, by whoever has the profile. */
async function restart(between?: () => Promise<void>) {
  await browser.restart(between);
  options = await browser.open('options.html');
  popup = await browser.open('popup.html');
}

describe('a passphrase', () => {
  it('is suggested as six words, once; they fill the first field only, and are gone with the page', async () => {
    await visit('security');
    await named(options, 'Suggest six words').click();
    const words = options.getByTestId('suggested-words');
    await eventually(() => words.textContent()).toMatch(/^[a-z]+(-[a-z]+){5}$/);
    expect(await field(options, 'Passphrase').inputValue()).toBe(await words.textContent());
    expect(await field(options, 'Repeat passphrase').inputValue()).toBe('');
    await visit('accounts');
  });

  it('is set on the Security page, typed twice', async () => {
    await visit('security');
    expect(await options.getByTestId('suggested-words').textContent()).toBe('');
    await field(options, 'Passphrase').fill(passphrase);
    await field(options, 'Repeat passphrase').fill(`${passphrase}!`);
    await named(options, 'Set passphrase').click();
    await options.getByText(/not the same|do not match|differ/i).waitFor();
    await field(options, 'Passphrase').fill(passphrase);
    await field(options, 'Repeat passphrase').fill(passphrase);
    await named(options, 'Set passphrase').click();
    await named(options, 'Change passphrase').waitFor();
    await visit('accounts');
  });

  it('leaves the account working while the vault is open', async () => {
    browser.services.on(host, '/v1/usage', quota(amount + 1));
    await refresh(options, id);
    expect(await accountOn(options, id)).toMatchObject({ state: 'fresh', value: '7352.2468' });
    browser.services.on(host, '/v1/usage', quota(amount));
    await refresh(options, id);
  });
});

describe('security 19: a locked vault', () => {
  it('after a start of the browser shows the last figure, greyed, and asks nobody', async () => {
    const before = asked();
    await restart();
    await eventually(() => accountOn(popup, id)).toMatchObject({ state: 'locked', value: shown });
    await named(popup, 'Unlock').waitFor();
    const { text, title } = await browser.badge();
    expect(text).toBe('7.3k');
    expect(title).toContain('Locked.');
    const answer = await refresh(options, id);
    expect(answer.ok && answer.value.succeeded).toBeFalsy();
    await popup.waitForTimeout(1500);
    expect(asked()).toBe(before);
  });

  it('says that a passphrase is wrong, and stays as it was', async () => {
    await unlock(popup, `${passphrase}x`);
    await popup
      .getByText(/passphrase/i)
      .and(popup.getByRole('alert'))
      .waitFor({ timeout: 15_000 })
      .catch(() => undefined);
    await eventually(() => popup.textContent('body'), 15_000).toMatch(/wrong|not the passphrase|does not open/i);
    expect(await accountOn(popup, id)).toMatchObject({ state: 'locked' });
  });

  it('is opened by one field, and reads at once what is due', async () => {
    const before = asked();
    browser.services.on(host, '/v1/usage', quota(42));
    await becomeDue();
    await unlock(popup);
    await named(popup, 'Lock').waitFor({ timeout: 20_000 });
    await eventually(() => accountOn(popup, id), 15_000).toMatchObject({ state: 'fresh', value: '42' });
    expect(asked()).toBeGreaterThan(before);
    await eventually(async () => (await browser.badge()).text).toBe('42');
  });

  it('stays open when the worker is put to sleep', async () => {
    await browser.stopWorker(options);
    browser.services.on(host, '/v1/usage', quota(41));
    await refresh(options, id);
    await eventually(() => accountOn(options, id)).toMatchObject({ state: 'fresh', value: '41' });
  });

  it('is locked by hand', async () => {
    const before = asked();
    await named(popup, 'Lock').click();
    await named(popup, 'Unlock').waitFor();
    await refresh(options, id);
    expect(asked()).toBe(before);
    expect(await accountOn(popup, id)).toMatchObject({ state: 'locked', value: '41' });
  });

  it('security 31: keeps nothing of a request that was on its way', async () => {
    await unlock(popup);
    await named(popup, 'Lock').waitFor({ timeout: 20_000 });
    // Unlocking reads the figure from before: that must be over.
    const readAgain = asked();
    await refresh(options, id);
    await eventually(asked).toBeGreaterThan(readAgain);
    await waitForState(options, id, 'fresh');
    browser.services.on(host, '/v1/usage', { ...quota(99), delayMs: 3000 } as never);
    const before = asked();
    const refreshing = refresh(options, id);
    await eventually(asked).toBe(before + 1);
    await named(popup, 'Lock').click();
    await named(popup, 'Unlock').waitFor();
    await refreshing;
    await popup.waitForTimeout(3500);
    expect(await accountOn(options, id)).toMatchObject({ state: 'locked' });
    expect(await disk()).not.toContain('"99"');
    browser.services.on(host, '/v1/usage', quota(amount));
  });
});

describe('security 20: amounts hidden while locked', () => {
  it('are nowhere: not on the badge, not in the popup, not in the storage', async () => {
    await unlock(popup);
    await named(popup, 'Lock').waitFor({ timeout: 20_000 });
    await refresh(options, id);
    await eventually(() => accountOn(options, id), 15_000).toMatchObject({ state: 'fresh', value: shown });
    await visit('security');
    await options.getByRole('combobox', { name: 'While locked' }).selectOption('hide');
    await eventually(disk).not.toContain(shown);
    await visit('accounts');
    await named(popup, 'Lock').click();
    await named(popup, 'Unlock').waitFor();
    await eventually(async () => (await browser.badge()).text).toBe('');
    await eventually(async () => (await browser.badge()).title).not.toContain('351');
    expect(await popup.content()).not.toContain('351');
    expect(await disk()).not.toContain(shown);
  });

  it('are there again after unlocking, also after a start of the browser', async () => {
    await restart();
    expect(await popup.content()).not.toContain('351');
    await unlock(popup);
    await eventually(() => accountOn(popup, id), 20_000).toMatchObject({ value: shown });
  });
});

describe('security 53: the passphrase', () => {
  it('is in no byte of the profile', async () => {
    await browser.quit();
    expect(scanForSecret(browser.profile, passphrase).hits).toEqual([]);
  });
});
