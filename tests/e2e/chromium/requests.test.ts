import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, addCustom, customDraft, refresh, row, send, waitForState } from './pages.ts';
import { quota } from './replies.ts';

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
  browser.services.on('other.example.com', '/v1/usage', quota(666));
});

afterAll(() => browser.close());

async function goodAccount(host: string): Promise<string> {
  browser.services.on(host, '/v1/usage', quota(12.5));
  const [id = ''] = await addCustom(options, [host], browser.watch.newKey);
  await waitForState(options, id, 'fresh');
  return id;
}

describe('a redirect', () => {
  const targets = {
    'to another host': () => 'https://other.example.com/v1/usage',
    'to plain http': () => `http://127.0.0.1:${browser.services.httpPort}/v1/usage`,
    'to a place on the same host': () => '/v1/elsewhere',
  };
  const cases = [
    ...[301, 302, 303, 307, 308].map((status) => ({ status, target: 'to another host' as const })),
    ...(['to plain http', 'to a place on the same host'] as const).map((target) => ({ status: 302, target })),
  ];

  it.each(cases)('security 36: $status $target is not followed: nobody else is asked, and no key goes there', async ({ status, target }) => {
    const host = `from-${status}-${target.replaceAll(' ', '-')}.example.com`;
    const id = await goodAccount(host);
    browser.services.on(host, '/v1/usage', { status, headers: { location: targets[target]() } });
    const before = browser.services.seen().length;
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'redirected', value: '12.5' });
    expect(await row(options, id).textContent()).toContain('The address sends on to another one.');
    expect(browser.services.seen()).toHaveLength(before + 1);
    expect(browser.services.seen('other.example.com')).toEqual([]);
    expect(browser.services.seen('127.0.0.1')).toEqual([]);
  });
});

it.each([
  [
    'x-api-key',
    {
      providerId: 'custom',
      definition: JSON.stringify({
        version: 1,
        auth: { header: 'x-api-key' },
        requests: [{ path: '/v1/usage' }],
        reading: { remaining: '/total_quota', unit: 'USD' },
      }),
    },
    '/v1/usage',
  ],
  ['new-api-user', { providerId: 'new-api', credential: 'access-token' as const, fields: { userId: '4711' } }, '/api/user/self'],
])('security 36: what %s carries goes to no other host, which browsers would not strip', async (header, changes, path) => {
  const host = `${header}.example.com`;
  browser.services.on(host, '/api/status', { body: { success: true, data: { quota_per_unit: 500_000, quota_display_type: 'USD' } } });
  browser.services.on(host, path, { status: 307, headers: { location: 'https://other.example.com/v1/usage' } });
  const answer = await send(options, 'account.add', { drafts: [{ ...customDraft(host, browser.watch.newKey()), ...changes }] });
  const [id = ''] = answer.ok ? answer.value.ids : [];
  await waitForState(options, id, 'failed');
  expect((await accountOn(options, id)).failure).toBe('redirected');
  expect(browser.services.seen(host).at(-1)?.headers).toHaveProperty(header);
  expect(browser.services.seen('other.example.com')).toEqual([]);
});

it.each(['data:application/json,{"total_quota":1,"used_quota":0}', 'file:///etc/hostname', 'javascript:alert(1)'])(
  'a redirect to %s gives no figure',
  async (location) => {
    const host = `from-${location.slice(0, 4)}.example.com`;
    const id = await goodAccount(host);
    browser.services.on(host, '/v1/usage', { status: 302, headers: { location } });
    await refresh(options, id);
    await waitForState(options, id, 'failed');
    // The browser refuses it before the product can: that is no answer at all.
    expect(await accountOn(options, id)).toMatchObject({ failure: 'network', value: '12.5' });
  },
);

describe('a request', () => {
  it('security 37, 50: carries the key to its own origin, and neither cookie nor origin nor referrer', async () => {
    const host = 'cookies.example.com';
    browser.services.on(host, '/login', { headers: { 'set-cookie': 'session=secret; Path=/; Secure; SameSite=None' }, body: '<p>Signed in</p>' });
    const tab = await browser.context().newPage();
    await tab.goto(`https://${host}/login`);
    await tab.reload();
    // The browser does have the cookie, and sends it with the page's own requests.
    expect(browser.services.seen(host).at(-1)?.headers.cookie).toBe('session=secret');
    await tab.close();

    browser.services.on(host, '/v1/usage', { ...quota(3), headers: { 'set-cookie': 'planted=yes; Path=/' } });
    const key = browser.watch.newKey();
    const [id = ''] = await addCustom(options, [host], () => key);
    await waitForState(options, id, 'fresh');
    await refresh(options, id);
    const requests = browser.services.seen(host).filter(({ path }) => path === '/v1/usage');
    expect(requests).toHaveLength(2);
    for (const { headers, method } of requests) {
      expect(method).toBe('GET');
      expect(headers.authorization).toBe(`Bearer ${key}`);
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('origin');
      expect(headers).not.toHaveProperty('referer');
    }
    const kept = await browser.context().cookies(`https://${host}`);
    expect(kept.map(({ name }) => name)).toEqual(['session']);
  });

  it('goes over plain http to this machine when the address says so', async () => {
    browser.services.on('127.0.0.1', '/v1/usage', quota(21));
    const [id = ''] = await addCustom(options, [`http://127.0.0.1:${browser.services.httpPort}`], browser.watch.newKey);
    await waitForState(options, id, 'fresh');
    expect((await accountOn(options, id)).value).toBe('21');
  });

  it('is made once when two refreshes of an account are asked for at the same time', async () => {
    const id = await goodAccount('twice.example.com');
    const before = browser.services.seen('twice.example.com').length;
    browser.services.on('twice.example.com', '/v1/usage', { ...quota(13), delayMs: 400 });
    const popup = await browser.open('popup.html');
    const answers = await Promise.all([refresh(options, id), refresh(options, id), refresh(popup, id)]);
    await popup.close();
    for (const answer of answers) expect(answer).toMatchObject({ ok: true, value: { succeeded: 1, failed: 0 } });
    expect(browser.services.seen('twice.example.com')).toHaveLength(before + 1);
    expect((await accountOn(options, id)).value).toBe('13');
  });
});
