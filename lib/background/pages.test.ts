import { afterEach, describe, expect, test, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { json } from '@/tests/fakes/network';
import { browserPages, fetchThrough, type Pages } from './pages';

const origin = 'https://platform.openai.com';
const url = 'https://api.openai.com/v1/dashboard/billing/credit_grants';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a function run inside an open page', () => {
  interface Tab {
    id?: number;
    lastAccessed?: number;
    incognito?: boolean;
  }
  type Injected = { target: { tabId: number }; func: (...args: never[]) => unknown; args: never[] };

  /** Tabs of the website, and what each gives; one that gives an error refuses. */
  function withTabs(tabs: Tab[], given: Record<number, unknown> = {}) {
    const query = vi.spyOn(browser.tabs, 'query').mockImplementation((async () => tabs.map((tab) => ({ incognito: false, ...tab }))) as never);
    const run: number[] = [];
    const work = vi.spyOn(browser.scripting, 'executeScript').mockImplementation((async ({ target: { tabId } }: Injected) => {
      run.push(tabId);
      const result = given[tabId];
      if (result instanceof Error) throw result;
      return result === 'nothing injected' ? [] : [{ result }];
    }) as never);
    return { query, work, run };
  }

  const look = () => browserPages().run(origin, (amount: number) => amount, [1]);

  test('is the one given, with its arguments, in pages of the website only, loaded or not', async () => {
    const { query, work } = withTabs([{ id: 1 }], { 1: 'found' });
    const func = (first: number, second: string) => `${first}${second}`;
    expect(await browserPages().run(origin, func, [1, 'a'])).toBe('found');
    expect(query).toHaveBeenCalledWith({ url: 'https://platform.openai.com/*' });
    // Not in the world of the page's own scripts.
    expect(work.mock.calls).toEqual([[{ target: { tabId: 1 }, func, args: [1, 'a'], injectImmediately: true }]]);
  });

  test('is run in the page that was looked at last', async () => {
    const { run } = withTabs([{ id: 1, lastAccessed: 10 }, { id: 2, lastAccessed: 30 }, { id: 3 }, { id: 4, lastAccessed: 20 }], { 2: 'latest' });
    expect(await look()).toBe('latest');
    expect(run).toEqual([2]);
  });

  test('is run in one page after the other until one gives something', async () => {
    const { run } = withTabs(
      [
        { id: 1, lastAccessed: 1 },
        { id: 2, lastAccessed: 2 },
        { id: 3, lastAccessed: 3 },
      ],
      { 3: null, 2: 'second', 1: 'first' },
    );
    expect(await look()).toBe('second');
    expect(run).toEqual([3, 2]);
  });

  test.each([0, '', false])('may give %j', async (result) => {
    withTabs([{ id: 1 }], { 1: result });
    expect(await look()).toBe(result);
  });

  test('is never run in a private window, nor in what is no tab', async () => {
    const { run } = withTabs([{ id: 1, incognito: true, lastAccessed: 9 }, { lastAccessed: 8 }, { id: 2, lastAccessed: 1 }], { 1: 'private', 2: 'open' });
    expect(await look()).toBe('open');
    expect(run).toEqual([2]);
  });

  test('passes over a page that refuses', async () => {
    const tabs = [
      { id: 1, lastAccessed: 3 },
      { id: 2, lastAccessed: 2 },
      { id: 3, lastAccessed: 1 },
    ];
    const { run } = withTabs(tabs, { 1: new Error('Cannot access contents of the page'), 2: 'nothing injected', 3: 'third' });
    expect(await look()).toBe('third');
    expect(run).toEqual([1, 2, 3]);
  });

  test('gives nothing where no page is open, and null where none gives anything', async () => {
    withTabs([]);
    expect(await look()).toBeUndefined();
    withTabs([{ id: 2 }], { 2: new Error('No tab with id: 2') });
    expect(await look()).toBeUndefined();
    withTabs([{ id: 1 }, { id: 2 }], { 1: null, 2: new Error('No tab with id: 2') });
    expect(await look()).toBeNull();
  });
});

describe('a request from inside an open page', () => {
  /** One open page, whose functions run here. */
  const open: Pages = { run: async (_origin, work, args) => (await work(...args)) ?? undefined };
  const closed: Pages = { run: async () => undefined };

  function stubFetch(answer: (init: RequestInit) => Response | Promise<Response>) {
    const asked: [string, RequestInit][] = [];
    vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
      asked.push([input, init]);
      return answer(init);
    });
    return asked;
  }

  test('asks in pages of the website only', async () => {
    const run = vi.fn(async () => ({ status: 204, text: '', headers: {} }));
    await fetchThrough({ run } as unknown as Pages, origin)(url);
    expect(run.mock.calls).toEqual([[origin, expect.any(Function), [{ url, method: 'GET', headers: {} }, expect.any(Number)]]]);
  });

  test('asks with the headers, the cookies of the website, and nothing that leads elsewhere', async () => {
    const asked = stubFetch(() => json({ total_available: 12.4 }));
    const headers = { accept: 'application/json', authorization: 'Bearer sess-1' };
    const response = await fetchThrough(open, origin)(new URL(url), { headers, signal: AbortSignal.timeout(1000) });
    expect(asked).toEqual([[url, { method: 'GET', headers, credentials: 'include', cache: 'no-store', redirect: 'error' }]]);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ total_available: 12.4 });
  });

  test('sends what is to be sent', async () => {
    const asked = stubFetch(() => json({}));
    await fetchThrough(open, origin)(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"app":"api"}' });
    expect(asked).toMatchObject([[url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"app":"api"}' }]]);
  });

  test('goes without cookies where the service does not take them', async () => {
    const asked = stubFetch(({ credentials }) => (credentials === 'include' ? Promise.reject(new TypeError('Failed to fetch')) : json({ ok: true })));
    expect(await (await fetchThrough(open, origin)(url)).json()).toEqual({ ok: true });
    expect(asked.map(([, { credentials }]) => credentials)).toEqual(['include', 'omit']);
  });

  test.each([401, 403, 404, 429, 500])('gives back a refusal with %d and the headers that say why, and no others', async (status) => {
    const headers = { 'content-type': 'text/html', 'cf-mitigated': 'challenge', 'retry-after': '30', 'set-cookie': 'a=1', 'x-request-id': 'r' };
    stubFetch(() => new Response('<!DOCTYPE html>', { status, headers }));
    const response = await fetchThrough(open, origin)(url);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('<!DOCTYPE html>');
    expect([...response.headers]).toEqual([
      ['cf-mitigated', 'challenge'],
      ['content-type', 'text/html'],
      ['retry-after', '30'],
    ]);
  });

  test.each([200, 204, 401])('gives back an answer of %d without a body', async (status) => {
    stubFetch(() => new Response(null, { status }));
    const response = await fetchThrough(open, origin)(url);
    expect(response.status).toBe(status);
    expect(response.body).toBeNull();
  });

  test('takes no more of an answer than can be of use', async () => {
    stubFetch(() => new Response('1'.repeat(5_000_000)));
    expect((await (await fetchThrough(open, origin)(url)).text()).length).toBe(300_000);
  });

  test('is not waited for any more when it is broken off, before or while it runs', async () => {
    const endless: Pages = { run: () => new Promise(() => undefined) };
    const controller = new AbortController();
    const running = fetchThrough(endless, origin)(url, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await expect(fetchThrough(endless, origin)(url, { signal: controller.signal })).rejects.toThrow('enough');
  });

  test('fails as one without a network does where no page is open, or the page has none', async () => {
    await expect(fetchThrough(closed, origin)(url)).rejects.toThrow(TypeError);
    const asked = stubFetch(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(fetchThrough(open, origin)(url)).rejects.toThrow(TypeError);
    expect(asked).toHaveLength(2);
  });
});
