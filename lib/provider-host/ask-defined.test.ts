import { describe, expect, test } from 'vitest';
import type { AskedRequest } from '../definition/asked';
import { failureOf } from '../failure';
import { createAsk } from './ask-defined';

const secret = 'sk-0123456789';

async function asked(changes: Partial<AskedRequest>, baseUrl = 'https://api.yourcompany.com/gateway') {
  const seen: { url: URL; headers: Record<string, string> }[] = [];
  async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    seen.push({ url: new URL(String(input)), headers: init?.headers as Record<string, string> });
    return Response.json({ left: 1 });
  }
  const ask = createAsk({ baseUrl, secret: async () => secret }, { fetch: fetch as typeof globalThis.fetch, now: () => 0 });
  const request: AskedRequest = { method: 'GET', path: '/v1/usage', headers: {}, auth: 'bearer', answer: 'json', keepHeaders: [], ...changes };
  const outcome = await ask(request).catch((error: unknown) => failureOf(error, { kind: 'timeout' }));
  return { seen, outcome };
}

// What a definition says was checked when it was saved; here it is judged as if nobody had.
describe('a definition that nobody has checked', () => {
  test.each(['//evil.example/usage', 'https://evil.example/usage', '@evil.example/usage', '.evil.example/usage', ':1234/usage', '\\\\evil.example/usage', ''])(
    'does not get the key to another origin: %s',
    async (path) => {
      const { seen, outcome } = await asked({ path }, 'https://api.yourcompany.com');
      expect(outcome).toEqual({ kind: 'unsupported', detail: 'path' });
      expect(seen).toEqual([]);
    },
  );

  test.each(['Cookie', 'host', 'Sec-Fetch-Site', 'x\r\ny', ''])('does not put the key into a header of the browser: %o', async (header) => {
    const { seen, outcome } = await asked({ auth: { header } });
    expect(outcome).toEqual({ kind: 'unsupported', detail: 'header' });
    expect(seen).toEqual([]);
  });

  test('cannot put anything in the place of the key', async () => {
    const { seen, outcome } = await asked({ auth: { header: 'X-Api-Key' }, headers: { 'x-api-key': 'another-key' } });
    expect(outcome).toEqual({ kind: 'unsupported', detail: 'header' });
    expect(seen).toEqual([]);
  });
});

test('the key stands in one header, and in none where none is wanted', async () => {
  expect((await asked({})).seen[0]?.headers).toEqual({ accept: 'application/json', authorization: `Bearer ${secret}` });
  expect((await asked({ auth: { header: 'X-Api-Key' } })).seen[0]?.headers).toEqual({ accept: 'application/json', 'x-api-key': secret });
  expect((await asked({ auth: { header: 'Authorization', scheme: 'Key' } })).seen[0]?.headers).toEqual({
    accept: 'application/json',
    authorization: `Key ${secret}`,
  });
  expect((await asked({ auth: 'none' })).seen[0]?.headers).toEqual({ accept: 'application/json' });
});

test('a service that lives under a path is asked under that path', async () => {
  expect((await asked({ path: '/v1/usage?from=2026-01-01' })).seen[0]?.url.href).toBe('https://api.yourcompany.com/gateway/v1/usage?from=2026-01-01');
});
