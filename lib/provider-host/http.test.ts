import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Failure, failureOf } from '../failure';
import { type HttpAnswer, type HttpOptions, type HttpRequest, retryInstant, send } from './http';

const now = Date.UTC(2026, 7, 15, 12);
const hour = 60 * 60_000;

// A real server and the engine's own fetch: only those show what a signal does to a body on its way.
type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;
let handle: Handler = (_, response) => void response.end();
const requests: http.IncomingMessage[] = [];
const server = http.createServer((request, response) => {
  requests.push(request);
  handle(request, response);
});
let base: URL;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(() => {
  requests.length = 0;
  server.closeAllConnections();
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

async function outcomeOf(answering: Promise<HttpAnswer>): Promise<HttpAnswer | Failure> {
  try {
    return await answering;
  } catch (error) {
    return failureOf(error, { kind: 'invalid-input', field: 'not', reason: 'a failure' });
  }
}

function ask(handler: Handler, options: Partial<HttpOptions> = {}, request: Partial<HttpRequest> = {}): Promise<HttpAnswer | Failure> {
  handle = handler;
  return outcomeOf(send({ url: new URL('/balance', base), ...request }, { fetch: globalThis.fetch, now: () => now, ...options }));
}

/** Answers with a type and a body. */
function reply(body: string | Uint8Array, type: string | undefined = 'application/json', status = 200, headers: Record<string, string> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, { ...(type === '' ? {} : { 'content-type': type }), ...headers });
    response.end(body);
  };
}

describe('a request', () => {
  test('carries the credential in its header, and nothing else of anybody', async () => {
    await ask(reply('{}'), {}, { authorization: { header: 'x-api-key', value: 'secret-1' } });
    const [request] = requests;
    expect(request?.headers['x-api-key']).toBe('secret-1');
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(request?.headers).not.toHaveProperty('cookie');
    expect(request?.headers).not.toHaveProperty('referer');
    expect(request?.url).toBe('/balance');
    expect(request?.method).toBe('GET');
  });

  test('goes out with the options that keep it to itself', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({}));
    await ask(reply(''), { fetch });
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ redirect: 'manual', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' });
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('with status %i is not followed', async (status) => {
    expect(await ask(reply('', undefined, status, { location: '/elsewhere' }), {}, { authorization: { header: 'x-api-key', value: 'secret-1' } })).toEqual({
      kind: 'redirected',
    });
    expect(requests.map(({ url }) => url)).toEqual(['/balance']);
  });

  test('that the browser has made opaque is one', async () => {
    const opaque = Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' });
    expect(await ask(reply(''), { fetch: async () => opaque })).toEqual({ kind: 'redirected' });
  });
});

describe('the time', () => {
  test('runs out before any answer', async () => {
    expect(await ask(() => {}, { timeoutMs: 50 })).toEqual({ kind: 'timeout' });
  });

  test('security 39: runs out in the middle of a body that never ends', async () => {
    const drip: Handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    };
    const started = performance.now();
    expect(await ask(drip, { timeoutMs: 100 })).toEqual({ kind: 'timeout' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('is not to blame when the caller gives up', async () => {
    const caller = new AbortController();
    const answering = ask(() => caller.abort(), {}, { signal: caller.signal });
    expect(await answering).toEqual({ kind: 'network' });
  });
});

describe('a body', () => {
  test('security 38: of ten megabytes is cut off early', async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 64 * 1024;
        if (sent > 10 * 1024 * 1024) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024).fill(32));
      },
    });
    const fetch = async () => new Response(body, { headers: { 'content-type': 'application/json' } });
    expect(await ask(reply(''), { fetch })).toEqual({ kind: 'bad-response', detail: 'size' });
    expect(sent).toBeLessThan(1024 * 1024);
  });

  test('security 38: of a declared length that is a lie is counted, not believed', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '2' };
    const fetch = async () => new Response(`"${'x'.repeat(300_000)}"`, { headers });
    expect(await ask(reply(''), { fetch })).toEqual({ kind: 'bad-response', detail: 'size' });
  });

  test('security 38: of ten kilobytes that unfold to ten megabytes is cut off', async () => {
    const bomb = gzipSync(`"${'x'.repeat(10 * 1024 * 1024)}"`);
    expect(bomb.byteLength).toBeLessThan(20_000);
    expect(await ask(reply(bomb, undefined, 200, { 'content-encoding': 'gzip' }))).toEqual({ kind: 'bad-response', detail: 'size' });
  });

  test('security 38: without an end is cut off, and the service is told by the end of the connection', async () => {
    let isOpen = true;
    const endless: Handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
      response.on('close', () => {
        clearInterval(timer);
        isOpen = false;
      });
    };
    expect(await ask(endless)).toEqual({ kind: 'bad-response', detail: 'size' });
    await vi.waitFor(() => expect(isOpen).toBe(false));
  });

  test('that is not UTF-8 is refused', async () => {
    expect(await ask(reply(Uint8Array.of(0x22, 0xc4, 0xe3, 0x22)))).toEqual({ kind: 'bad-response', detail: 'encoding' });
  });

  test('that breaks off is a failure of the network', async () => {
    const breaking: Handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"a":');
      setTimeout(() => response.destroy(), 10);
    };
    expect(await ask(breaking)).toEqual({ kind: 'network' });
  });

  test('comes through in pieces, even when one ends within a character', async () => {
    const bytes = new TextEncoder().encode('{"name":"令牌"}');
    const pieces: Handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(bytes.slice(0, 10));
      setTimeout(() => response.end(bytes.slice(10)), 10);
    };
    expect(await ask(pieces)).toMatchObject({ content: { kind: 'json', body: { name: '令牌' } } });
  });

  test.each([
    ['json', '{"a":1}', 'application/json'],
    ['json', ' \n{"a":1}', 'application/json; charset=utf-8'],
    ['json', '{"a":1}', 'Application/Problem+JSON'],
    ['page', '<!doctype html>', 'text/html'],
    ['page', '  <html>', 'application/json'],
    ['page', 'Just a moment...', 'text/html; charset=UTF-8'],
    ['page', '{"a":1}', 'text/html'],
    ['other', '{"a":1}', 'text/plain'],
    ['other', '{"a":1}', ''],
    ['other', '{"a":1}', 'application/jsonp'],
    ['empty', '', 'application/json'],
    ['empty', ' \n', 'text/html'],
  ])('is %s: %o as %o', async (kind, body, type) => {
    expect(await ask(reply(body, type))).toMatchObject({ status: 200, content: { kind } });
  });

  test.each(['{"a":', 'x', '{"a":1}{"b":2}', '['.repeat(100)])('that is no usable JSON fails a success: %o', async (body) => {
    expect(await ask(reply(body))).toMatchObject({ kind: 'bad-response' });
  });

  test.each([
    ['broken JSON', '{"a":'],
    ['another encoding', Uint8Array.of(0xc4, 0xe3)],
    ['too long a text', 'x'.repeat(300_000)],
  ])('of %s leaves a refusal what it is', async (_, body) => {
    expect(await ask(reply(body, 'application/json', 429, { 'retry-after': '60' }))).toEqual({
      status: 429,
      content: { kind: 'other' },
      challenged: false,
      retryAt: now + 60_000,
    });
  });
});

test('a gate that asks for a browser check is recognised', async () => {
  expect(await ask(reply('<html>', 'text/html', 403, { 'cf-mitigated': 'challenge' }))).toMatchObject({ challenged: true });
  expect(await ask(reply('<html>', 'text/html', 403))).toMatchObject({ challenged: false });
});

test('the message of whatever is thrown goes no further', async () => {
  const fetch = async () => {
    throw new TypeError('Invalid header value: Bearer sk-secret');
  };
  handle = reply('');
  const error: unknown = await send({ url: base }, { fetch, now: () => now }).catch((thrown: unknown) => thrown);
  expect(failureOf(error, { kind: 'timeout' })).toEqual({ kind: 'network' });
  expect(JSON.stringify([String(error), error, (error as Error).stack, (error as Error).cause])).not.toContain('secret');
});

describe('what a definition may ask for', () => {
  test('headers only, of which those that are named are kept', async () => {
    const handler: Handler = (_, response) => {
      response.writeHead(200, { 'x-quota-remaining': '45000', 'set-cookie': 'session=1', 'x-other': '2' });
      response.end();
    };
    expect(await ask(handler, {}, { head: true, keepHeaders: ['x-quota-remaining', 'x-quota-limit'] })).toMatchObject({
      content: { kind: 'empty' },
      headers: { 'x-quota-remaining': '45000' },
    });
    expect(await ask(handler, {}, { head: true, keepHeaders: ['x-quota-remaining'] })).not.toHaveProperty('headers.set-cookie');
    expect(requests[0]?.method).toBe('HEAD');
  });

  test('text, of whatever type, but never a page', async () => {
    expect(await ask(reply('42.5\n', 'text/plain'), {}, { wantsText: true })).toMatchObject({ content: { kind: 'text', text: '42.5\n' } });
    expect(await ask(reply('42.5', 'application/json'), {}, { wantsText: true })).toMatchObject({ content: { kind: 'text', text: '42.5' } });
    expect(await ask(reply('42.5', 'text/plain'))).toMatchObject({ content: { kind: 'other' } });
    expect(await ask(reply('<p>42.5', 'text/plain'), {}, { wantsText: true })).toMatchObject({ content: { kind: 'page' } });
    expect(await ask(reply('42.5', 'text/html'), {}, { wantsText: true })).toMatchObject({ content: { kind: 'page' } });
  });
});

describe('Retry-After', () => {
  test.each([
    ['20', now + 20_000],
    [' 20 ', now + 20_000],
    ['0', now],
    ['Sat, 15 Aug 2026 12:00:30 GMT', now + 30_000],
    ['Saturday, 15-Aug-26 12:00:30 GMT', now + 30_000],
    ['Sat, 15 Aug 2026 11:00:00 GMT', now],
    ['31536000', now + 6 * hour],
    ['9'.repeat(400), now + 6 * hour],
    ['Fri, 31 Dec 2099 23:59:59 GMT', now + 6 * hour],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['soon', undefined],
    [null, undefined],
  ])('%o is %s', (header, expected) => {
    expect(retryInstant(header, now)).toBe(expected);
  });
});
