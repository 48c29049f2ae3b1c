import { describe, expect, test } from 'vitest';
import type { CredentialKind } from '../lib/account';
import { providerById } from '../lib/provider-host/catalog';
import { readAccount } from '../lib/provider-host/read-account';
import { billingPeriods } from '../lib/usage-report';

// What is clumsy in a file: answers of more than 256 KiB, and questions counted by the dozen.

const now = Date.UTC(2026, 7, 28, 15);
const day = 24 * 60 * 60_000;
const midnight = Date.UTC(2026, 7, 28);

async function read(id: string, answer: (url: URL) => Response, credential: CredentialKind = 'admin-key') {
  const provider = providerById(id);
  if (!provider) throw new Error(`no ${id}`);
  const asked: URL[] = [];
  async function fetch(input: RequestInfo | URL): Promise<Response> {
    const url = new URL(String(input));
    asked.push(url);
    return answer(url);
  }
  const request = { provider, credential, baseUrl: provider.baseUrl ?? '', fields: {}, kept: {}, secret: async () => 'Fixture.7hQ2mZx9TbW4rKd8' };
  return { outcome: await readAccount(request, { fetch: fetch as typeof globalThis.fetch, now: () => now }), asked };
}

/** Names of about a hundred characters, so many that the answer is out of bounds. */
const longNames = Array.from({ length: 2500 }, (_, index) => `Item ${index} ${'x'.repeat(100)}`);
const isGrouped = (url: URL) => url.searchParams.has('group_by[]');
const noSpendLimit = new Response(null, { status: 404 });

describe('a report that is too long in parts', () => {
  test('is read from OpenAI without them', async () => {
    const { outcome, asked } = await read('openai', (url) => {
      if (!url.pathname.endsWith('/costs')) return noSpendLimit.clone();
      const names = isGrouped(url) ? longNames : [null];
      const results = names.map((line_item) => ({ amount: { value: 10 / names.length, currency: 'usd' }, line_item }));
      return Response.json({ data: [{ start_time: midnight / 1000, results }], has_more: false });
    });
    expect(outcome.result).toMatchObject({ ok: true, reading: { used: { value: '10', unit: 'USD' }, daily: [{ day: '2026-08-28' }] } });
    expect(outcome.result).not.toHaveProperty('reading.parts');
    expect(asked.map((url) => [url.pathname, isGrouped(url)])).toEqual([
      ['/v1/organization/costs', true],
      ['/v1/organization/costs', false],
      ['/v1/organization/spend_limit', false],
    ]);
    // Otherwise the same question.
    const [grouped, whole] = asked.map(({ searchParams }) => {
      const rest = new URLSearchParams(searchParams);
      rest.delete('group_by[]');
      return rest.toString();
    });
    expect(whole).toBe(grouped);
  });

  test('is begun anew where a later page is too long, so that no day counts twice', async () => {
    const { outcome, asked } = await read('openai', (url) => {
      if (!url.pathname.endsWith('/costs')) return noSpendLimit.clone();
      const isFirst = !url.searchParams.has('page');
      const names = isGrouped(url) && !isFirst ? longNames : [null];
      const results = names.map((line_item) => ({ amount: { value: 5, currency: 'usd' }, line_item }));
      const at = isFirst ? midnight - day : midnight;
      return Response.json({ data: [{ start_time: at / 1000, results }], has_more: isFirst, next_page: isFirst ? 'page_2' : null });
    });
    expect(outcome.result).toMatchObject({ ok: true, reading: { used: { value: '10', unit: 'USD' } } });
    expect(asked).toHaveLength(5);
  });

  test('is read from Anthropic without them', async () => {
    const { outcome, asked } = await read('anthropic', (url) => {
      const names = isGrouped(url) ? longNames : [null];
      const results = names.map((description) => ({ amount: '400', currency: 'USD', description }));
      return Response.json({ data: [{ starting_at: '2026-08-28T00:00:00Z', results }], has_more: false, next_page: null });
    });
    expect(outcome.result).toMatchObject({ ok: true, reading: { used: { value: '4', unit: 'USD' } } });
    expect(outcome.result).not.toHaveProperty('reading.parts');
    expect(asked.map(isGrouped)).toEqual([true, false]);
  });

  test('and too long without them is no figure', async () => {
    const { outcome, asked } = await read('openai', () =>
      Response.json({ data: [{ start_time: midnight / 1000, results: longNames.map((line_item) => ({ amount: { value: 1, currency: 'usd' }, line_item })) }] }),
    );
    expect(outcome.result).toEqual({ ok: false, failure: { kind: 'bad-response', detail: 'size' } });
    expect(asked).toHaveLength(2);
  });

  test('is the only reason to leave them out', async () => {
    const { outcome, asked } = await read('openai', () => new Response('{', { headers: { 'content-type': 'application/json' } }));
    expect(outcome.result).toEqual({ ok: false, failure: { kind: 'bad-response', detail: 'json' } });
    expect(asked).toHaveLength(1);
  });
});

test('pages without an end are not asked for for ever', async () => {
  let page = 0;
  const { outcome, asked } = await read('openai', () => {
    page += 1;
    return Response.json({ data: [], has_more: true, next_page: `page_${page}` });
  });
  expect(outcome.result).toEqual({ ok: false, failure: { kind: 'bad-response', detail: '/next_page' } });
  expect(asked.length).toBeLessThan(50);
});

describe('what usage is asked for', () => {
  const lengthOf = ({ start_date, end_date }: { start_date: string; end_date: string }) => (Date.parse(end_date) - Date.parse(start_date)) / day;

  test.each([1, 2, 99, 100, 101, 199, 200, 201, 250, 1000])('%i days are each asked for once, a hundred at most', (days) => {
    const since = new Date(Date.UTC(2026, 7, 29) - days * day).toISOString().slice(0, 10);
    const periods = billingPeriods({}, since, now);
    expect(periods[0]?.start_date).toBe(since);
    expect(periods.at(-1)?.end_date).toBe('2026-08-29');
    for (const [index, period] of periods.entries()) {
      expect(lengthOf(period)).toBeLessThanOrEqual(100);
      if (index > 0) expect(period.start_date).toBe(periods[index - 1]?.end_date);
    }
    expect(periods.map(lengthOf).reduce((sum, length) => sum + length)).toBe(days);
    expect(periods).toHaveLength(Math.ceil(days / 100));
  });

  test('a year mistyped is not asked for from the beginning of time', () => {
    expect(billingPeriods({}, '0202-08-01', now).length).toBeLessThan(30);
    expect(billingPeriods({}, '0202-08-01', now)[0]?.start_date).toBe('2020-06-01');
  });

  test('a first day that is none is left out: nothing asked for would be nothing used', () => {
    expect(billingPeriods({}, 'soon', now)).toEqual([{ start_date: '2026-05-22', end_date: '2026-08-29' }]);
    expect(billingPeriods({}, 'soon', now)).toEqual(billingPeriods({}, undefined, now));
  });
});
