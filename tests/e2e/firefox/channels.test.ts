import { randomBytes } from 'node:crypto';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { click, find, granted, paste } from './page';
import { hosts, type Scene, startScene } from './scene';

const secret = `canary${randomBytes(20).toString('hex')}`;

let scene: Scene;
let options: Page;

beforeAll(async () => {
  scene = await startScene();
  scene.services.on(hosts.relay, `/hook/${secret}`, { status: 204 });
  options = await scene.firefox.open('options.html#/alerts');
});

afterAll(() => scene?.end());

const outcome = () => options.evaluate(() => document.querySelector('[data-testid="channel"] [role="status"]')?.textContent);
const sent = () => scene.services.seen(hosts.relay);

test('a channel is allowed in the click that saves it, and asked by its test', async () => {
  await click(options, 'Add channel');
  await (await find(options, 'combobox', 'Kind of channel')).select('json');
  await (await find(options, 'textbox', 'Name')).type('Phone');
  await paste(options, await find(options, 'textbox', 'Address'), `https://${hosts.relay}/hook/${secret}`);
  await click(options, 'Save');
  await options.waitForSelector('[data-testid="channel"]', { timeout: 10_000 });
  expect(await granted(options, [hosts.relay])).toBe(true);
  expect(sent()).toEqual([]);
  await click(options, 'Test Phone');
  await expect.poll(outcome, { timeout: 10_000 }).toBe('The message was taken.');
  expect(sent()).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }]);
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({ version: 1, kind: 'test', text: 'Alerts arrive here.' });
});

test('security 50: what goes out does not say whose profile it comes from', () => {
  expect(sent().map(({ headers }) => headers.origin)).toEqual([undefined]);
  expect(JSON.stringify(sent())).not.toContain('moz-extension');
});

test('removed, its permission goes back, and nothing of its address was written anywhere', async () => {
  await click(options, 'Remove Phone');
  await click(options, 'Yes, remove Phone');
  await options.waitForFunction(() => document.querySelector('[data-testid="channel"]') === null, { timeout: 10_000 });
  await expect.poll(() => granted(options, [hosts.relay])).toBe(false);
  expect(scene.messages().join('\n')).not.toContain(secret);
});
