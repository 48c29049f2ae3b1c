/** A request as it left the program. */
export interface Asked {
  url: URL;
  authorization: string | null;
  /** What was sent along, as text. */
  body?: string;
  at: number;
}

export type Answer = (asked: Asked) => Response | Promise<Response>;

/** The network: answers by path, for every host, and remembers what it was asked. */
export interface FakeNetwork {
  fetch: typeof globalThis.fetch;
  asked: Asked[];
  /** What a path answers from now on. */
  on(path: string, answer: Answer): void;
  /** How often a path was asked, of one origin or of all. */
  count(path: string, origin?: string): number;
}

export function createFakeNetwork(now: () => number): FakeNetwork {
  const answers = new Map<string, Answer>();
  const asked: Asked[] = [];
  return {
    asked,
    on: (path, answer) => void answers.set(path, answer),
    count: (path, origin) => asked.filter(({ url }) => url.pathname === path && (origin === undefined || url.origin === origin)).length,
    async fetch(input, init) {
      // As the browser does: what was broken off before it began never leaves.
      init?.signal?.throwIfAborted();
      const url = new URL(String(input));
      const request = {
        url,
        authorization: new Headers(init?.headers).get('authorization'),
        at: now(),
        ...(typeof init?.body === 'string' ? { body: init.body } : {}),
      };
      asked.push(request);
      const signal = init?.signal;
      const answer = answers.get(url.pathname)?.(request) ?? json({ error: { message: 'not found' } }, 404);
      if (!signal) return answer;
      return Promise.race([answer, new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))]);
    },
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}
