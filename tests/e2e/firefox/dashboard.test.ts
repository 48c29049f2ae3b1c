import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, billingPage, creditPath, type FakeDashboard, loginPath, signIn, startDashboard } from './dashboard-page';
import { account, addAccount, amounts, click, granted, isAwake, textOf, toolbar, total, waitUntilRead } from './page';
import { answers, hosts, randomKey, type Scene, startScene } from './scene';

const [usual, personal] = ['org-EXAMPLE0000000000000002', 'org-EXAMPLE0000000000000001'] as const;
const tokens = { first: randomKey.session(), second: randomKey.session(), third: randomKey.session(), evil: `sess-EVIL${'0'.repeat(36)}` };

let scene: Scene;
let dashboard: FakeDashboard;
let options: Page;
let popup: Page;
let page: Page;

beforeAll(async () => {
  scene = await startScene({ idleTimeoutMs: 1500 });
  dashboard = startDashboard(scene.services);
  dashboard.minted = tokens.first;
  dashboard.credit.set(tokens.first, { [usual]: 12.4 });
  options = await scene.firefox.open('options.html#/accounts');
  popup = await scene.firefox.open('popup.html');
  page = await scene.firefox.browse(`https://${hosts.platform}/idle`);
  await signIn(page);
});

afterAll(() => scene?.end());

test('security 75: before it is switched on, nothing is taken from the pages of the website', async () => {
  await ask(page, tokens.first, usual);
  await options.bringToFront();
  expect(await granted(options, [hosts.platform, hosts.openAi])).toBe(false);
  await expect.poll(() => toolbar(options)).toMatchObject({ text: '' });
  expect(dashboard.own()).toEqual([]);
});

test('switched on, a look at the billing page, which asks for much at once, brings one account with one request of ours', async () => {
  await click(options, 'Turn on');
  await expect.poll(() => textOf(options), { timeout: 5000 }).toContain('Open the OpenAI billing page once.');
  expect(await granted(options, [hosts.platform, hosts.openAi])).toBe(true);
  const billing = await scene.firefox.browse(billingPage);
  await expect
    .poll(() => account(options, 'OpenAI · Example Org'), { timeout: 10_000 })
    .toMatchObject({ provider: 'openai', state: 'fresh', value: '12.4', unit: 'USD' });
  expect(await account(popup, 'OpenAI · Example Org')).toMatchObject({ state: 'fresh', value: '12.4' });
  await expect.poll(() => toolbar(popup)).toMatchObject({ text: '12', title: expect.stringContaining('$12.40 left in 1 account.') });
  await expect.poll(() => textOf(options)).toContain('$12.40 left · Example Org · read just now');
  const [request, ...others] = dashboard.own(creditPath);
  expect(others).toEqual([]);
  expect(dashboard.ofPages(creditPath).length).toBe(3);
  expect(request?.method).toBe('GET');
  expect(request?.headers).toMatchObject({ authorization: `Bearer ${tokens.first}`, 'openai-organization': usual });
  expect(request?.headers.cookie).toBeUndefined();
  expect(dashboard.own(loginPath)).toEqual([]);
  expect(await total(popup)).toMatchObject({ value: '12.4', count: '1' });
  await billing.close();
});

test('a refresh asks once and hears nothing of itself', async () => {
  const before = dashboard.own().length;
  dashboard.credit.set(tokens.first, { [usual]: 11.9 });
  await popup.bringToFront();
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'OpenAI'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '11.9' });
  await asleep();
  expect(dashboard.own().length - before).toBe(1);
});

test('the event page sleeps, and the request of a page wakes it', async () => {
  await asleep();
  dashboard.credit.set(tokens.second, { [usual]: 9.75 });
  expect(await ask(page, tokens.second, usual)).toBe(200);
  await expect.poll(() => account(popup, 'OpenAI'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '9.75' });
  await expect.poll(async () => (await toolbar(popup)).text).toBe('9.7');
  expect(dashboard.own(creditPath).at(-1)?.headers.authorization).toBe(`Bearer ${tokens.second}`);
});

test('a foreign page that asks the same service is not listened to, even where its own host is allowed', async () => {
  scene.services.on(hosts.relay, '/api/status', answers.relayStatus);
  scene.services.on(hosts.relay, '/api/usage/token/', answers.relayUsage(500_000));
  scene.services.on(hosts.relay, '/', { body: '<main>Relay</main>' });
  await options.bringToFront();
  await addAccount(options, { key: randomKey.relay(), name: 'Relay', baseUrl: `https://${hosts.relay}` });
  await waitUntilRead(options, 'Relay');
  dashboard.credit.set(tokens.evil, { [usual]: 666, [personal]: 666 });
  const foreign = await scene.firefox.browse(`https://${hosts.relay}/`);
  const before = dashboard.own().length;
  expect(await ask(foreign, tokens.evil, usual)).toBe(200);
  expect(await ask(foreign, tokens.evil, personal)).toBe(200);
  await foreign.close();
  await asleep();
  expect(dashboard.own().length).toBe(before);
  expect(await account(popup, 'OpenAI')).toMatchObject({ value: '9.75' });
});

test('a question beforehand, which carries no session of its own, is not listened to', async () => {
  const before = dashboard.own().length;
  expect(scene.services.seen(hosts.openAi).map(({ method }) => method)).toContain('OPTIONS');
  await ask(page, tokens.third, personal, { method: 'OPTIONS' });
  await asleep();
  expect(dashboard.own().length).toBe(before);
});

test('two organizations are two accounts, each asked for by its name', async () => {
  dashboard.organizations.push({ id: personal, title: 'Personal', is_default: false });
  dashboard.credit.set(tokens.third, { [usual]: 9.75, [personal]: 3.21 });
  await ask(page, tokens.third, undefined, { path: '/v1/organizations' });
  await ask(page, tokens.third, personal);
  await expect.poll(() => account(popup, 'OpenAI · Personal'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', value: '3.21' });
  expect(await account(popup, 'OpenAI · Example Org')).toMatchObject({ state: 'fresh', value: '9.75' });
  expect(await total(popup)).toMatchObject({ value: '13.96', count: '3' });
  expect(dashboard.own(creditPath).at(-1)?.headers).toMatchObject({ authorization: `Bearer ${tokens.third}`, 'openai-organization': personal });
});

test.each([
  { takesCookies: false, left: 2.5 },
  { takesCookies: true, left: 2.25 },
])('where a gate turns the background away, the open page asks (cookies: $takesCookies)', async ({ takesCookies, left }) => {
  dashboard.gate = { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: '<!DOCTYPE html><title>Just a moment...</title>' };
  dashboard.takesCookies = takesCookies;
  dashboard.credit.set(tokens.third, { [usual]: 9.75, [personal]: left });
  const [own, ofPages] = [dashboard.own().length, dashboard.ofPages().length];
  await popup.bringToFront();
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'OpenAI · Personal'), { timeout: 10_000 }).toMatchObject({ state: 'fresh', failure: '', value: String(left) });
  await asleep();
  expect(dashboard.own().length - own).toBe(2);
  const inPage = dashboard.ofPages().slice(ofPages);
  expect(inPage.map(({ path, headers }) => [path, headers['openai-organization'], headers.origin]).sort()).toEqual([
    [creditPath, personal, `https://${hosts.platform}`],
    [creditPath, usual, `https://${hosts.platform}`],
  ]);
});

test('where no page is open either, it says so and keeps the figure', async () => {
  await page.close();
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'OpenAI · Personal'), { timeout: 10_000 }).toMatchObject({ state: 'failed', failure: 'challenge', value: '2.25' });
  expect((await account(options, 'OpenAI · Personal'))?.text).toContain('OpenAI asked for a browser check. Open the billing page, then refresh.');
  dashboard.gate = undefined;
  await click(popup, 'Refresh');
  await expect.poll(() => account(popup, 'OpenAI · Personal'), { timeout: 10_000 }).toMatchObject({ state: 'fresh' });
});

test('an admin key shows what was spent over all pages of the report, and the limit; never anything that is left', async () => {
  const start = Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth()) / 1000;
  const bucket = (value: unknown) => ({ start_time: start, results: [{ amount: { value, currency: 'usd' }, line_item: 'gpt', project_id: 'proj_1' }] });
  scene.services.on(hosts.openAi, '/v1/organization/costs', ({ query }) => ({
    body:
      query.get('page') === 'two'
        ? { data: [bucket('0.728766')], has_more: false, next_page: null }
        : { data: [bucket(12.5)], has_more: true, next_page: 'two' },
  }));
  scene.services.on(hosts.openAi, '/v1/organization/spend_limit', { body: { currency: 'USD', interval: 'month', threshold_amount: 12_000 } });
  await options.bringToFront();
  await addAccount(options, { key: randomKey.admin(), credential: 'Admin key', name: 'Company' });
  await waitUntilRead(options, 'Company');
  expect(await amounts(options, 'Company')).toEqual({ remaining: '', used: '13.228766', limit: '120' });
  expect(await amounts(popup, 'Company')).toEqual({ remaining: '', used: '13.228766', limit: '120' });
});

test('nothing of ours was written to the console', () => {
  expect(scene.messages()).toEqual([]);
});

/** Waits until the event page is asleep: whatever it had to do, it has done. */
async function asleep(): Promise<void> {
  await expect.poll(() => isAwake(popup), { timeout: 15_000, interval: 200 }).toBe(false);
}
