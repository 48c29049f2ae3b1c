import { randomBytes } from 'node:crypto';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerAsCompanyChat, type ChatPage, type CompanyChat } from '../../servers/company-chat';
import { account, click, find, granted, isAwake, withdrawPermission } from './page';
import { hosts, type Scene, startScene } from './scene';

declare const chat: ChatPage;
declare const browser: { storage: Record<'local' | 'session', { get(keys: null): Promise<object> }> };

const secret = `canary${randomBytes(20).toString('hex')}`;
const name = 'Company chat';

let scene: Scene;
let company: CompanyChat;
let options: Page;
let page: Page;

beforeAll(async () => {
  scene = await startScene({ idleTimeoutMs: 1500 });
  company = answerAsCompanyChat(scene.services, { host: hosts.relay, secret });
  scene.services.on(hosts.relay, '/favicon.ico', { status: 204 });
  options = await scene.firefox.open('options.html#/accounts');
  page = await scene.firefox.browse(company.page);
});

afterAll(() => scene?.end());

const say = () => page.evaluate(() => chat.say('hello'));
const soonestAgain = () => new Promise((resolve) => setTimeout(resolve, 10_500));
const asked = () => scene.services.seen().filter(({ path, headers }) => path === '/api/say' && headers.referer === undefined);

async function asleep(): Promise<void> {
  await expect.poll(() => isAwake(options), { timeout: 30_000, interval: 200 }).toBe(false);
}

test('without an account nothing of the website is looked at', async () => {
  company.quota = { 'x-quota-remaining': '46000' };
  await say();
  await asleep();
  await say();
  expect(await isAwake(options)).toBe(false);
});

test('an account waits for answers, once its address was allowed', async () => {
  await options.bringToFront();
  await click(options, 'Add account');
  await (await find(options, 'combobox', 'Provider')).select('quota-headers');
  await (await find(options, 'textbox', 'Base URL')).type(hosts.relay);
  await (await find(options, 'textbox', 'Name')).type(name);
  await click(options, 'Save');
  await expect.poll(() => account(options, name), { timeout: 10_000 }).toMatchObject({ state: 'new', text: expect.stringContaining('waits for answers of') });
  expect(await granted(options, [hosts.relay])).toBe(true);
});

test('the next answer gives the figure, and nothing was asked', async () => {
  company.quota = { 'X-Quota-Remaining': '45000' };
  await say();
  await expect.poll(() => account(options, name), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '45000', unit: 'tokens' });
  expect(asked()).toEqual([]);
});

test.each(['44000', '43000'])('an event page that sleeps is woken, and the very first answer is taken: %s', async (left) => {
  await soonestAgain();
  await asleep();
  company.quota = { 'x-quota-remaining': left };
  await say();
  await expect.poll(() => account(options, name), { timeout: 10_000 }).toMatchObject({ value: left });
});

test('so it is after the browser was started anew', async () => {
  await scene.restart();
  options = await scene.firefox.open('options.html#/accounts');
  page = await scene.firefox.browse(company.page);
  await soonestAgain();
  await asleep();
  company.quota = { 'x-quota-remaining': '42000' };
  await say();
  await expect.poll(() => account(options, name), { timeout: 10_000 }).toMatchObject({ value: '42000' });
});

test('nothing else of the answers is in storage or in memory', async () => {
  const kept = await options.evaluate(async () => JSON.stringify([await browser.storage.local.get(null), await browser.storage.session.get(null)]));
  expect(kept).toContain('42000');
  for (const text of [secret, 'x-request-secret', '/api/say']) expect(kept).not.toContain(text);
});

test('without the permission it stops, and says so', async () => {
  await withdrawPermission(options, hosts.relay);
  await expect.poll(() => account(options, name), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'permission-missing', value: '42000' });
  await soonestAgain();
  company.quota = { 'x-quota-remaining': '1' };
  await say();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await account(options, name)).toMatchObject({ value: '42000' });
  expect(asked()).toEqual([]);
});

test('it leaves no line on the console', () => {
  expect(scene.messages()).toEqual([]);
});
