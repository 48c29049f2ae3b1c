import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { fail } from '../failure';
import type { Reading } from '../reading';
import type { GetOptions, Method, Provider } from './define';
import { type KeptAnswers, type ReadRequest, readAccount } from './read-account';

const now = Date.UTC(2026, 7, 15, 12);
const key = 'Fixture.7hQ2mZx9TbW4rKd8';
const reading: Reading = { remaining: { value: '5', unit: 'USD' }, meaning: 'balance', basis: 'reported', scope: 'key', rule: { kind: 'as-reported' } };

function methodThat(read: Method['read'], more: Partial<Method> = {}): Method {
  return { id: 'balance', credential: 'api-key', auth: 'bearer', gives: 'balance', source: { url: 'https://example.com', checked: 'never' }, read, ...more };
}

function providerWith(...methods: Method[]): Provider {
  return { id: 'sample', name: 'Sample', icon: { text: 'S', color: '#000000' }, methods };
}

/** Reads with a method that asks for one path. */
function asking(path: string, options?: GetOptions): Method {
  return methodThat(async ({ get }) => {
    await get(path, () => z.object({ value: z.number() }), options);
    return reading;
  });
}

function read(provider: Provider, more: Partial<ReadRequest> = {}, answer: () => Response | Promise<Response> = () => Response.json({ value: 1 }), at = now) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => answer());
  const secret = vi.fn(async () => key);
  const request: ReadRequest = { provider, credential: 'api-key', baseUrl: 'https://relay.example.com/relay', fields: {}, kept: {}, secret, ...more };
  return { fetch, secret, outcome: readAccount(request, { fetch, now: () => at }) };
}

describe('a path', () => {
  test.each(['//evil.example', 'evil', '@evil.example', '.evil.example', 'https://evil.example', ''])('cannot leave the host: %o', async (path) => {
    const { fetch, outcome } = read(providerWith(asking(path)), { baseUrl: 'https://relay.example.com' });
    expect((await outcome).result).toEqual({ ok: false, failure: { kind: 'unsupported', detail: 'path' } });
    expect(fetch).not.toHaveBeenCalled();
  });

  test('is put behind that of the base address, with its query, and recorded without', async () => {
    const { fetch, outcome } = read(providerWith(asking('/usage', { query: { from: '2026-08-01', odd: 'a&b=c' } })));
    expect((await outcome).attempts).toEqual([{ method: 'balance', at: now, path: '/relay/usage', status: 200 }]);
    expect(String(fetch.mock.calls[0]?.[0])).toBe('https://relay.example.com/relay/usage?from=2026-08-01&odd=a%26b%3Dc');
  });
});

describe('a credential', () => {
  test.each([
    ['bearer', { authorization: `Bearer ${key}` }],
    [{ header: 'x-api-key' }, { 'x-api-key': key }],
    [{ header: 'authorization', scheme: 'Token' }, { authorization: `Token ${key}` }],
    ['none', {}],
  ] as const)('goes where the method says: %o', async (auth, headers) => {
    const { fetch, outcome } = read(providerWith({ ...asking('/usage'), auth }));
    await outcome;
    expect(fetch.mock.calls[0]?.[1]?.headers).toEqual({ accept: 'application/json', ...headers });
  });

  test('is not even unsealed for a request without one', async () => {
    const { secret, outcome } = read(providerWith(asking('/status', { auth: false })));
    expect((await outcome).result.ok).toBe(true);
    expect(secret).not.toHaveBeenCalled();
  });

  test('that cannot stand in a header is sent nowhere', async () => {
    const { fetch, outcome } = read(providerWith(asking('/usage')), { secret: async () => 'sk-bad\r\nx-evil: 1' });
    expect((await outcome).result).toEqual({ ok: false, failure: { kind: 'damaged', part: 'key' } });
    expect(fetch).not.toHaveBeenCalled();
  });

  test('behind a lock stops everything', async () => {
    const { fetch, outcome } = read(providerWith(asking('/a'), asking('/b')), { secret: async () => fail({ kind: 'locked' }) });
    expect((await outcome).result).toEqual({ ok: false, failure: { kind: 'locked' } });
    expect((await outcome).attempts).toHaveLength(1);
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('methods', () => {
  const failing = (kind: 'unsupported' | 'network' | 'forbidden', more: Partial<Method> = {}) =>
    methodThat(async () => fail(kind === 'unsupported' ? { kind, detail: 'x' } : { kind }), { id: kind, ...more });

  test('are tried until one answers', async () => {
    const { result, attempts } = await read(providerWith(failing('unsupported'), asking('/usage'), failing('network'))).outcome;
    expect(result).toEqual({ ok: true, reading, method: 'balance' });
    expect(attempts.map(({ method }) => method)).toEqual(['unsupported', 'balance']);
  });

  test('are not tried further when the service is in trouble', async () => {
    const { result, attempts } = await read(providerWith(failing('network'), asking('/usage'))).outcome;
    expect(result).toEqual({ ok: false, failure: { kind: 'network' } });
    expect(attempts).toHaveLength(1);
  });

  test('for another credential are not tried', async () => {
    const { result, attempts } = await read(providerWith({ ...asking('/usage'), credential: 'session' })).outcome;
    expect(result).toEqual({ ok: false, failure: { kind: 'unsupported', detail: 'method' } });
    expect(attempts).toEqual([]);
  });

  test('that only probe do not speak for the account, unless nothing else does', async () => {
    const probe = failing('unsupported', { probe: true });
    expect((await read(providerWith(failing('forbidden'), probe)).outcome).result).toEqual({ ok: false, failure: { kind: 'forbidden' } });
    expect((await read(providerWith(probe)).outcome).result).toEqual({ ok: false, failure: { kind: 'unsupported', detail: 'x' } });
  });

  test('that throw anything else are a bad answer, without its text', async () => {
    const broken = methodThat(() => Promise.reject(new TypeError(`Cannot read ${key}`)));
    const outcome = await read(providerWith(broken)).outcome;
    expect(outcome.result).toEqual({ ok: false, failure: { kind: 'bad-response', detail: 'reading' } });
    expect(JSON.stringify(outcome)).not.toContain(key);
  });

  test('that make an impossible reading are not believed', async () => {
    const float = methodThat(async () => ({ ...reading, remaining: { value: 5 as unknown as string, unit: 'USD' } }));
    expect((await read(providerWith(float)).outcome).result).toEqual({ ok: false, failure: { kind: 'bad-response', detail: 'reading' } });
  });
});

describe('an answer that is kept', () => {
  const day = 24 * 60 * 60_000;
  const provider = providerWith(asking('/status', { auth: false, keepForMs: day }));

  test('is not asked for again until its time is over', async () => {
    const kept: KeptAnswers = {};
    for (const [at, requests] of [
      [now, 1],
      [now + day - 1, 0],
      [now + day, 1],
    ] as const) {
      const { fetch, outcome } = read(provider, { kept }, undefined, at);
      expect((await outcome).result.ok).toBe(true);
      expect(fetch).toHaveBeenCalledTimes(requests);
    }
  });

  test('is asked for again when the clock was set back', async () => {
    const kept: KeptAnswers = {};
    await read(provider, { kept }, undefined, now + day).outcome;
    const { fetch, outcome } = read(provider, { kept }, undefined, now - day);
    await outcome;
    expect(fetch).toHaveBeenCalledOnce();
  });

  test('is asked for once by several accounts at the same time', async () => {
    const kept: KeptAnswers = {};
    const slow = () => new Promise<Response>((resolve) => setTimeout(() => resolve(Response.json({ value: 1 })), 10));
    const reads = [read(provider, { kept }, slow), read(provider, { kept }, slow), read(provider, { kept }, slow)];
    expect((await Promise.all(reads.map(({ outcome }) => outcome))).every(({ result }) => result.ok)).toBe(true);
    expect(reads.reduce((sum, { fetch }) => sum + fetch.mock.calls.length, 0)).toBe(1);
  });

  test('is not kept when it was none', async () => {
    const kept: KeptAnswers = {};
    expect((await read(provider, { kept }, () => Response.json({ value: 'x' })).outcome).result).toEqual({
      ok: false,
      failure: { kind: 'bad-response', detail: '/value' },
    });
    expect((await read(provider, { kept }, () => new Response(null, { status: 500 })).outcome).result.ok).toBe(false);
    expect(kept).toEqual({});
    expect((await read(provider, { kept }).outcome).result.ok).toBe(true);
  });

  test('says nothing to another provider of the same origin, which reads other fields of it', async () => {
    const kept: KeptAnswers = {};
    await read(provider, { kept }).outcome;
    const { fetch, outcome } = read({ ...provider, id: 'other' }, { kept });
    await outcome;
    expect(fetch).toHaveBeenCalledOnce();
  });
});

test('a name in an answer that nobody expects is not named in a failure', async () => {
  const records = methodThat(async ({ get }) => {
    await get('/usage', () => z.record(z.string(), z.number()));
    return reading;
  });
  const { result } = await read(providerWith(records), {}, () => Response.json({ [`${key} is wrong`]: 'x' })).outcome;
  expect(result).toEqual({ ok: false, failure: { kind: 'bad-response', detail: '/…' } });
});
