import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, addAccount, click, isAwake, makeDue, standingAlarm, toolbar, waitUntilRead } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

const key = randomKey.deepSeek();
let scene: Scene;
let page: Page;

beforeAll(async () => {
  scene = await startScene({ idleTimeoutMs: 1500 });
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('83.58'));
  const options = await scene.firefox.open('options.html');
  await addAccount(options, { key, name: 'DeepSeek' });
  await waitUntilRead(options, 'DeepSeek');
  await options.close();
});

afterAll(() => scene?.end());

test('the event page goes to sleep, and the badge stays', async () => {
  page = await scene.firefox.open('popup.html');
  await asleep();
  await expect.poll(async () => (await toolbar(page)).text).toBe('83');
  expect(await standingAlarm(page)).toBeGreaterThan(Date.now());
  expect(await isAwake(page)).toBe(false);
});

test('the popup shows its figures without waking it', async () => {
  await page.close();
  page = await scene.firefox.open('popup.html');
  expect(await account(page, 'DeepSeek')).toMatchObject({ state: 'fresh', value: '83.58' });
  expect(await isAwake(page)).toBe(false);
});

test('Refresh wakes it, and it opens the stored key', async () => {
  await asleep();
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('41.07'));
  await click(page, 'Refresh');
  await expect.poll(() => account(page, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '41.07' });
  await expect.poll(async () => (await toolbar(page)).text).toBe('41');
  expect(scene.services.seen().at(-1)?.headers.authorization).toBe(`Bearer ${key}`);
});

test('the alarm wakes it: a new figure on the badge, with nobody there', async () => {
  await asleep();
  const before = scene.services.seen().length;
  scene.services.on(hosts.deepSeek, '/user/balance', answers.deepSeek('7.5'));
  await makeDue(page);
  await expect.poll(() => toolbar(page), { timeout: 10_000 }).toMatchObject({ text: '7.5', title: expect.stringContaining('$7.50') });
  expect(await account(page, 'DeepSeek')).toMatchObject({ state: 'fresh', value: '7.5' });
  expect(scene.services.seen().length - before).toBe(1);
  // The next attempt is planned before sleep comes again.
  expect(await standingAlarm(page)).toBeGreaterThan(Date.now() + 10 * 60_000);
});

test('woken with a service that is down, it keeps the figure and plans the next attempt', async () => {
  await asleep();
  scene.services.on(hosts.deepSeek, '/user/balance', { status: 500, body: { error: 'down' } });
  await makeDue(page);
  await expect.poll(() => account(page, 'DeepSeek'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'unavailable', value: '7.5' });
  await expect.poll(() => toolbar(page)).toMatchObject({ text: '7.5', title: expect.stringContaining('1 account could not be read.') });
  await asleep();
  expect(await standingAlarm(page)).toBeLessThan(Date.now() + 61_000);
});

test('sleeping and waking leaves no line on the console', () => {
  expect(scene.messages()).toEqual([]);
});

/** Waits until the browser has put the event page to sleep. */
async function asleep(): Promise<void> {
  await expect.poll(() => isAwake(page), { timeout: 15_000, interval: 200 }).toBe(false);
}
