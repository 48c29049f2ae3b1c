import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { accountOn, customDraft, row, send, waitForState } from './pages.ts';

let browser: TestBrowser;
let options: Page;

beforeAll(async () => {
  browser = await startBrowser();
  options = await browser.open('options.html');
});

afterAll(() => browser.close());

const planted = `sk-${'Planted0123456789abcdef'.repeat(2)}`;
const texts = {
  markup: '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>',
  'ten thousand characters': 'x'.repeat(10_000),
  'direction controls': 'USD\u202e\u2066txt.exe\u2069\u200f\u0000\u001b[31m',
  'something like a key': `Your key ${planted} and sess-${planted.slice(3)}`,
};

/** A relay that says something of its own in every field that takes text. */
function answerWith(host: string, text: string, number: unknown = 5) {
  const token = {
    object: text,
    name: text,
    total_granted: 5_000_000,
    total_used: 0,
    total_available: 5_000_000,
    model_limits: { [text]: true },
    model_limits_enabled: true,
    expires_at: 0,
  };
  const symbol = text.slice(0, 16);
  browser.services.on(host, '/api/status', {
    body: {
      data: { quota_per_unit: 500000, quota_display_type: 'CUSTOM', custom_currency_symbol: symbol, custom_currency_exchange_rate: 1, system_name: text },
    },
  });
  browser.services.on(host, '/api/usage/token/', { body: { code: true, message: text, data: token } });
  browser.services.on(host, '/v1/usage', {
    status: 400,
    headers: { 'x-text': 'y' },
    body: { error: { message: text, code: text, type: text }, message: text },
  });
  browser.services.on(host, '/v1/dashboard/billing/subscription', { body: { object: text, hard_limit_usd: number, access_until: text } });
  browser.services.on(host, '/v1/dashboard/billing/usage', { body: { total_usage: text } });
}

/** Everything a person or an assistive tool could be given. */
async function everythingOn(page: Page): Promise<string> {
  return page.evaluate(() => document.documentElement.outerHTML + document.title);
}

/** What must be nowhere: invisible characters, keys, and text without end. */
const forbidden = /[\u202a-\u202e\u2066-\u2069\u200f\u0000\u001b]|Planted0123|x{200}/;

describe('security 42: text from a service', () => {
  it.each(Object.entries(texts))('that is %s is never shown raw, in any place that takes text', async (what, text) => {
    const host = `${what.replaceAll(' ', '-')}.example.com`;
    answerWith(host, text);
    const drafts = ['new-api', 'one-api', 'custom'].map((providerId) => ({
      ...customDraft(host, browser.watch.newKey()),
      providerId,
      label: `${what} ${providerId}`,
      fields: {},
    }));
    const answer = await send(options, 'account.add', { drafts });
    const ids = answer.ok ? answer.value.ids : [];
    const [newApi = '', oneApi = '', custom = ''] = ids;
    await waitForState(options, newApi, 'fresh');
    await waitForState(options, oneApi, 'failed');
    await waitForState(options, custom, 'failed');
    expect((await accountOn(options, newApi)).value).toBe('10');

    const popup = await browser.open('popup.html');
    for (const id of ids) {
      await row(popup, id).locator('button[aria-expanded]').first().click();
      await row(popup, id).getByRole('button', { name: 'Edit' }).waitFor();
    }
    const { title } = await browser.badge();
    const stored = await options.evaluate(async () =>
      JSON.stringify(await (globalThis as unknown as { chrome: { storage: { local: { get(all: null): Promise<object> } } } }).chrome.storage.local.get(null)),
    );
    for (const shown of [await everythingOn(popup), await everythingOn(options), title]) {
      expect(forbidden.exec(shown)?.[0]).toBeUndefined();
    }
    expect(stored).not.toContain('Planted0123');
    expect(stored).not.toContain('x'.repeat(200));
    for (const page of [popup, options]) {
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('img').count()).toBe(0);
      // Nothing pushes the page wider than its window.
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    }
    await popup.close();
  });

  it('typed as a name by the person is text as well', async () => {
    answerWith('name.example.com', 'x');
    const draft = { ...customDraft('name.example.com', browser.watch.newKey()), providerId: 'new-api', fields: {}, label: '<b>bold</b> \u202eevil' };
    const answer = await send(options, 'account.add', { drafts: [draft] });
    const id = answer.ok ? (answer.value.ids[0] ?? '') : '';
    await waitForState(options, id, 'fresh');
    expect(await row(options, id).textContent()).toContain('<b>bold</b> evil');
    expect(await row(options, id).locator('b').count()).toBe(0);
  });
});

describe('security 41: an answer made to do harm', () => {
  const cases: [string, string][] = [
    ['a hundred thousand levels deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['with a number beyond all bounds', '{"total_quota": 1e400, "used_quota": 0}'],
    ['with a word for a number', '{"total_quota": "Infinity", "used_quota": 0}'],
    ['with a number of 400 digits', `{"total_quota": ${'9'.repeat(400)}, "used_quota": 0}`],
    ['with true for a number', '{"total_quota": true, "used_quota": 0}'],
    ['with figures in the prototype', '{"__proto__": {"total_quota": 5, "used_quota": 1}}'],
  ];

  it.each(cases)('%s gives no figure', async (what, body) => {
    const host = `harm-${what.replaceAll(' ', '-')}.example.com`;
    browser.services.on(host, '/v1/usage', { headers: { 'content-type': 'application/json' }, body });
    const answer = await send(options, 'account.add', { drafts: [customDraft(host, browser.watch.newKey())] });
    const id = answer.ok ? (answer.value.ids[0] ?? '') : '';
    await options.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await waitForState(options, id, 'failed');
    expect(await accountOn(options, id)).toMatchObject({ failure: 'bad-response', value: '' });
  });
});
