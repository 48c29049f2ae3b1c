import { browser } from 'wxt/browser';

/** Pages of a website that are open in tabs. */
export interface Pages {
  /**
   * Runs a constant function inside an open page, apart from the page's own scripts.
   *
   * @returns what the function gives in the first page that gives something; `null` where none does, `undefined` where none
   * is open.
   */
  run<Args extends unknown[], Result>(origin: string, work: (...args: Args) => Result | Promise<Result>, args: Args): Promise<Result | null | undefined>;
}

export function browserPages(): Pages {
  return {
    async run<Args extends unknown[], Result>(origin: string, work: (...args: Args) => Result | Promise<Result>, args: Args) {
      const tabs = await browser.tabs.query({ url: `${origin}/*` });
      // The page that was looked at last is the one that a person means.
      const latest = tabs.sort((left, right) => (right.lastAccessed ?? 0) - (left.lastAccessed ?? 0));
      let nothing: null | undefined;
      for (const { id, incognito } of latest) {
        if (id === undefined || incognito) continue;
        // At once: a page that never finishes loading would hold up whoever waits.
        const injection = { target: { tabId: id }, func: work, args, injectImmediately: true };
        // A tab may have gone, or show an error of the browser's own.
        const [injected] = await browser.scripting.executeScript<Args, unknown>(injection).catch(() => []);
        const result = injected?.result as Result | null | undefined;
        if (result !== undefined && result !== null) return result;
        if (injected) nothing = null;
      }
      return nothing;
    },
  };
}

interface PageAnswer {
  status: number;
  text: string;
  headers: Record<string, string>;
}

/** More than any answer that is taken; what is longer is refused by whoever reads it. */
const mostCharacters = 300_000;

/**
 * Makes requests from inside an open page: a service that wants to see a browser gets to see one. The page's own scripts
 * get to know nothing of it.
 *
 * @throws TypeError where no page is open, as a `fetch` without a network does; the reason of a signal that breaks it off.
 */
export function fetchThrough(pages: Pages, origin: string): typeof globalThis.fetch {
  return async (input, { method = 'GET', headers = {}, body, signal } = {}) => {
    // It is the page that asks, and it says so itself.
    const { origin: _ours, ...sent } = headers as Record<string, string>;
    const asked = { url: String(input), method, headers: sent, ...(typeof body === 'string' ? { body } : {}) };
    const answer = await Promise.race([pages.run(origin, askFromPage, [asked, mostCharacters]), aborted(signal)]);
    if (!answer) throw new TypeError('no page is open');
    return new Response(answer.text === '' ? null : answer.text, { status: answer.status, headers: answer.headers });
  };
}

/** Never ends by itself: what goes on inside a page cannot be stopped from here, but it need not be waited for. */
function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Runs inside the page, so it may use nothing but its arguments. */
async function askFromPage(
  { url, ...request }: { url: string; method: string; headers: Record<string, string>; body?: string },
  most: number,
): Promise<PageAnswer | null> {
  // biome-ignore lint/style/noRestrictedGlobals: it is the page's own, and what comes of it goes through the host like any other answer.
  const ask = (credentials: RequestCredentials) => fetch(url, { ...request, credentials, cache: 'no-store', redirect: 'error' });
  try {
    // With the cookies of the website, where its service takes them from there: they show that the check was passed.
    const response = await ask('include').catch(() => ask('omit'));
    const headers: Record<string, string> = {};
    for (const name of ['content-type', 'cf-mitigated', 'retry-after']) {
      const value = response.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    return { status: response.status, text: (await response.text()).slice(0, most), headers };
  } catch {
    return null;
  }
}
