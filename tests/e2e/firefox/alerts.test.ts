import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'webextension-polyfill';
import { account, addAccount, click, waitUntilRead } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

declare const browser: Browser;

let scene: Scene;
let options: Page;

beforeAll(async () => {
  scene = await startScene();
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
  options = await scene.firefox.open('options.html');
  await addAccount(options, { key: randomKey.deepSeek(), name: 'DeepSeek' });
  await waitUntilRead(options, 'DeepSeek');
  await options.evaluate(() => location.assign('#/alerts'));
});

afterAll(() => scene?.end());

/** Kinds of the alerts that were given to the browser. Without a desktop to show them on, Firefox ends each at once and says so. */
const shown = () => options.evaluate(() => (globalThis as typeof globalThis & { ended?: string[] }).ended ?? []);
async function noteNotifications() {
  await options.evaluate(() => {
    const page = globalThis as typeof globalThis & { ended?: string[] };
    page.ended = [];
    browser.notifications.onClosed.addListener((id) => void page.ended?.push(id.split(':')[1] ?? id));
  });
}
const listed = () => options.evaluate(() => [...document.querySelectorAll<HTMLElement>('[data-testid="alert"]')].map(({ dataset }) => dataset['kind']));

async function read(left: string) {
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek(left));
  const popup = await scene.firefox.open('popup.html');
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: left });
  await popup.close();
}

test('notifications are allowed in the click that switches them on', async () => {
  const box = await options.waitForSelector('::-p-aria([name="Browser notifications"][role="checkbox"])', { timeout: 10_000 });
  await box?.click();
  await options.waitForSelector('::-p-aria([name="Send a test notification"][role="button"])', { timeout: 10_000 });
  expect(await options.evaluate(() => browser.permissions.contains({ permissions: ['notifications'] }))).toBe(true);
  await noteNotifications();
});

test('a fall below a tenth of what there was is told once, and not again at the next refresh', async () => {
  await read('41.07');
  expect(await shown()).toEqual([]);
  await read('8.02');
  await expect.poll(shown, { timeout: 10_000 }).toEqual(['below-share']);
  await expect.poll(listed).toEqual(['below-share']);
  await read('7.41');
  expect(await listed()).toEqual(['below-share']);
  expect(await shown()).toEqual(['below-share']);
});

test('after a top-up the next fall is told again', async () => {
  await read('50');
  await read('4.99');
  await expect.poll(listed, { timeout: 10_000 }).toEqual(['below-share', 'below-share']);
  await expect.poll(shown, { timeout: 10_000 }).toEqual(['below-share', 'below-share']);
});
