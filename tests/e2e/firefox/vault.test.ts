import { randomBytes } from 'node:crypto';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { scanForSecret } from '../disk-scan.ts';
import { account, addAccount, click, deviceKey, find, paste, textOf, toolbar, waitUntilRead } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

declare const browser: Browser;

const key = randomKey.deepSeek();
const passphrase = randomBytes(15).toString('base64url');
let scene: Scene;
let options: Page;
let popup: Page;

beforeAll(async () => {
  scene = await startScene();
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('7351.2468'));
  options = await scene.firefox.open('options.html');
  await addAccount(options, { key, name: 'Work' });
  await waitUntilRead(options, 'Work');
});

afterAll(() => scene?.end());

const asked = () => scene.services.seen().length;
const disk = () => options.evaluate(async () => JSON.stringify(await browser.storage.local.get(null)));
const dataKey = () => options.evaluate(async () => ((await browser.storage.session.get('vault'))['vault'] as { key?: string } | undefined)?.key);

async function restart() {
  await scene.restart();
  options = await scene.firefox.open('options.html#/accounts');
  popup = await scene.firefox.open('popup.html');
}

async function unlock() {
  await paste(popup, await find(popup, 'textbox', 'Passphrase'), passphrase);
  await click(popup, 'Unlock');
  await popup.waitForSelector('::-p-aria([name="Lock"][role="button"])', { timeout: 40_000 });
}

test('a passphrase is set on the Security page, and the device key is gone from the profile', async () => {
  expect(await deviceKey(options, 'note')).toEqual({ file: true, material: true });
  await options.evaluate(() => location.assign('#/security'));
  await paste(options, await find(options, 'textbox', 'Passphrase'), passphrase);
  await paste(options, await find(options, 'textbox', 'Repeat passphrase'), passphrase);
  await click(options, 'Set passphrase');
  await options.waitForFunction(() => document.body.textContent.includes('Change passphrase'), { timeout: 40_000 });
  await expect.poll(() => deviceKey(options, 'look'), { timeout: 10_000 }).toEqual({ file: false, material: false });
});

test('security 26: the start after a change that was broken off finishes it: both halves of the device key are removed', async () => {
  // As they lie there when the browser was ended after the write and before the rest.
  expect(await deviceKey(options, 'put back')).toEqual({ file: true, material: true });
  await restart();
  await expect.poll(() => deviceKey(options, 'look'), { timeout: 10_000 }).toEqual({ file: false, material: false });
});

test('security 19: locked after a start of the browser, it shows the last figure greyed, and asks nobody', async () => {
  const before = asked();
  await restart();
  await find(popup, 'button', 'Unlock');
  await expect.poll(() => account(popup, 'Work'), { timeout: 10_000 }).toMatchObject({ state: 'locked', value: '7351.2468' });
  await expect.poll(() => toolbar(popup), { timeout: 10_000 }).toMatchObject({ text: '7k', title: expect.stringContaining('Locked.') });
  await options.evaluate(() => browser.runtime.sendMessage({ type: 'account.refresh', input: {} }));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(asked()).toBe(before);
  expect(await dataKey()).toBeUndefined();
});

test('it is opened by one field, and the figure is read anew', async () => {
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('42'));
  const before = asked();
  await unlock();
  await expect.poll(() => account(popup, 'Work'), { timeout: 15_000 }).toMatchObject({ state: 'fresh', value: '42' });
  expect(asked()).toBeGreaterThan(before);
});

test('security 31: locked by hand in the middle of a request, it keeps nothing of the answer', async () => {
  scene.services.on(hosts.deepSeek, '/user/balance', { ...answers.deepSeek('99.75'), delayMs: 2500 });
  const before = asked();
  const refreshing = options.evaluate(() => browser.runtime.sendMessage({ type: 'account.refresh', input: {} }));
  await expect.poll(asked, { timeout: 5000 }).toBe(before + 1);
  await click(popup, 'Lock');
  await find(popup, 'button', 'Unlock');
  await refreshing;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(await disk()).not.toContain('99.75');
  expect(await account(popup, 'Work')).toMatchObject({ state: 'locked', value: '42' });
});

test('security 20: amounts hidden while locked are in no badge, tooltip, popup or storage', async () => {
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('7351.2468'));
  await unlock();
  await expect.poll(() => account(popup, 'Work'), { timeout: 15_000 }).toMatchObject({ state: 'fresh', value: '7351.2468' });
  await options.evaluate(() => location.assign('#/security'));
  await (await find(options, 'combobox', 'While locked')).select('hide');
  await expect.poll(disk, { timeout: 10_000 }).not.toContain('7351.2468');
  await click(popup, 'Lock');
  await find(popup, 'button', 'Unlock');
  await expect.poll(async () => (await toolbar(popup)).text, { timeout: 10_000 }).toBe('');
  expect((await toolbar(popup)).title).not.toContain('351');
  expect(await textOf(popup)).not.toContain('351');
  expect(await popup.content()).not.toContain('351');
  expect(await disk()).not.toContain('7351.2468');
});

test('security 53, 54: neither the passphrase nor the data key is in any byte of the profile', async () => {
  await unlock();
  const held = await dataKey();
  expect(held).toHaveLength(43);
  await scene.firefox.close();
  expect(scanForSecret(scene.profile, passphrase).hits).toEqual([]);
  expect(scanForSecret(scene.profile, held ?? '').hits).toEqual([]);
  expect(scanForSecret(scene.profile, Buffer.from(held ?? '', 'base64url').toString('hex')).hits).toEqual([]);
});
