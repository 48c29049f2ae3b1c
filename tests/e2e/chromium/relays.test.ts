import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { customDraft, eventually, fillForm, openForm, refresh, send } from './pages.ts';

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

const newApi = { success: true, data: { system_name: 'A relay', quota_per_unit: 500_000, quota_display_type: 'USD', usd_exchange_rate: 7.3 } };
const usage = { code: true, message: 'ok', data: { name: 'key', total_granted: 1_000_000, total_used: 250_000, total_available: 750_000, expires_at: 0 } };

function answerAsNewApi(host: string) {
  browser.services.on(host, '/api/status', { body: newApi });
  browser.services.on(host, '/api/usage/token/', { body: usage });
}

const outcome = () => options.locator('form [role="status"]');
const withKey = (host: string) => browser.services.seen(host).filter(({ headers }) => headers.authorization !== undefined);
const button = (name: string) => options.getByRole('button', { name, exact: true });

describe('an address whose service nobody has named', () => {
  it('says what it is before it sees the key, and the account is saved as that', async () => {
    const host = 'relay.example.com';
    answerAsNewApi(host);
    await openForm(options);
    await fillForm(options, { key: browser.watch.newKey('any-'), baseUrl: `https://${host}/v1` });
    expect(browser.services.seen(host)).toEqual([]);
    await button('Save').click();
    await options.waitForFunction(() => location.hash === '#/accounts');
    const first = browser.services.seen(host)[0];
    expect([first?.path, first?.headers.authorization]).toEqual(['/api/status', undefined]);
    expect(withKey(host).map(({ path }) => path)).toEqual(expect.arrayContaining(['/api/usage/token/']));
    expect(new Set(withKey(host).map(({ path }) => path)).size).toBe(1);
    await eventually(async () => await options.locator('[data-testid="account"][data-provider="new-api"]').count()).toBe(1);
    await eventually(async () => await options.locator('[data-testid="account"]').getAttribute('data-state')).toBe('fresh');
  });

  it('is tried out, and the choice that was found stays in the form', async () => {
    const host = 'one.example.com';
    browser.services.on(host, '/api/status', { body: { success: true, data: { system_name: 'One API', quota_per_unit: 500_000, display_in_currency: true } } });
    browser.services.on(host, '/v1/dashboard/billing/subscription', { body: { object: 'billing_subscription', hard_limit_usd: 10, access_until: 0 } });
    browser.services.on(host, '/v1/dashboard/billing/usage', { body: { object: 'list', total_usage: 250 } });
    await openForm(options);
    await fillForm(options, { key: browser.watch.newKey('any-'), baseUrl: `https://${host}` });
    await button('Test').click();
    await eventually(() => outcome().textContent()).toBe('This is One API. It works: $7.50 left.');
    expect(await options.getByRole('combobox', { name: 'Provider' }).inputValue()).toBe('one-api');
  });

  it('that nobody knows leaves everything in the form, and says what can be done', async () => {
    await openForm(options);
    const key = browser.watch.newKey('any-');
    await fillForm(options, { key, baseUrl: 'https://company.example.com' });
    await button('Save').click();
    await eventually(() => outcome().textContent()).toContain('Nothing at this address answers like a service that Remainder knows');
    expect(await options.getByRole('textbox', { name: 'API key' }).inputValue()).toBe(key);
  });
});

describe('a relay that counts requests', () => {
  it('gets no more than 16 with a key in 20 minutes, however many keys and refreshes there are, the worker killed in between', async () => {
    const host = 'limited.example.com';
    answerAsNewApi(host);
    const drafts = Array.from({ length: 30 }, () => ({ ...customDraft(host, browser.watch.newKey()), providerId: 'new-api', fields: {} }));
    const added = await send(options, 'account.add', { drafts });
    expect(added.ok && added.value.ids.length).toBe(30);
    await options.evaluate(() => location.assign('#/accounts'));
    await eventually(() => options.locator('[data-testid="account"][data-provider="new-api"][data-state="fresh"]').count()).toBeGreaterThanOrEqual(16);
    expect(withKey(host)).toHaveLength(16);
    await browser.stopWorker(options);
    await refresh(options);
    expect(withKey(host)).toHaveLength(16);
    // Those that have not had their turn show no figure, rather than nothing left.
    const waiting = options.locator('[data-testid="account"][data-provider="new-api"][data-state="new"]').first();
    await waiting.waitFor();
    expect(await waiting.textContent()).not.toMatch(/\$/);
  });
});
