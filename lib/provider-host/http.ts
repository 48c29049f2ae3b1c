import { parseJson } from '../exact-json';
import { FailureError, fail, failureOf } from '../failure';

/** A request to one origin. The secret is in `authorization`, apart from everything that may be recorded. */
export interface HttpRequest {
  url: URL;
  authorization?: { header: string; value: string };
  /** Further headers, none of them secret. */
  headers?: Record<string, string>;
  /** Sent as JSON with POST; without it the request is a GET. */
  json?: unknown;
  /** Asks for the headers only. */
  head?: boolean;
  /** The body is wanted as text, whatever it is. */
  wantsText?: boolean;
  /** The body is wanted as it was sent, and nothing is made of it: some services say `ok` as if it were a page. */
  asIs?: boolean;
  /** The headers of the answer that are wanted, by lower-case name. */
  keepHeaders?: readonly string[];
  signal?: AbortSignal;
}

/** An answer of any status, read to its end within bounds. */
export interface HttpAnswer {
  status: number;
  /** What the body is: parsed JSON, a web page, some other text, or nothing. */
  content: { kind: 'json'; body: unknown } | { kind: 'page' } | { kind: 'text'; text: string } | { kind: 'other' } | { kind: 'empty' };
  /** Those that were wanted and sent. */
  headers?: Record<string, string>;
  /** The instant from `Retry-After`, Unix milliseconds. */
  retryAt?: number;
  /** The service's gate asks for a browser check. */
  challenged: boolean;
}

export interface HttpOptions {
  fetch: typeof globalThis.fetch;
  /** Unix milliseconds. */
  now(): number;
  /** For the whole request with its body, in milliseconds. */
  timeoutMs?: number;
}

const maximumBytes = 256 * 1024;
const longestWaitMs = 6 * 60 * 60 * 1000;

/**
 * The only place where a request leaves this program.
 *
 * @throws FailureError `timeout`, `network`, `redirected`, or `bad-response` for a body out of bounds.
 */
export async function send(request: HttpRequest, { fetch, now, timeoutMs = 15_000 }: HttpOptions): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
  try {
    const response = await fetch(request.url, {
      ...methodAndBody(request),
      headers: headersOf(request),
      // A redirect would carry the key to a host that nobody chose: browsers strip only `Authorization`.
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      mode: 'cors',
      signal,
    });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      void response.body?.cancel();
      fail({ kind: 'redirected' });
    }
    const answer: HttpAnswer = {
      status: response.status,
      content: await readContent(response, request),
      ...(request.keepHeaders ? { headers: wantedHeaders(response, request.keepHeaders) } : {}),
      challenged: response.headers.get('cf-mitigated') === 'challenge',
    };
    const retryAt = retryInstant(response.headers.get('retry-after'), now());
    return retryAt === undefined ? answer : { ...answer, retryAt };
  } catch (error) {
    // A browser's message may hold the address or a header's value, so it goes no further than here.
    return fail(failureOf(error, timeout.aborted ? { kind: 'timeout' } : { kind: 'network' }));
  }
}

function methodAndBody({ json, head }: HttpRequest): Pick<RequestInit, 'method' | 'body'> {
  if (head) return { method: 'HEAD' };
  return json === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(json) };
}

// The credential's header comes last, so that nothing can stand in its place.
function headersOf({ authorization, headers, json, wantsText }: HttpRequest): Record<string, string> {
  return {
    accept: wantsText ? 'text/plain, */*;q=0.5' : 'application/json',
    // With POST browsers name who asks. Chromium leaves the extension out when told so, Firefox does not (docs/alerts-channels.md).
    ...(json === undefined ? {} : { 'content-type': 'application/json', origin: 'null' }),
    ...headers,
    ...(authorization ? { [authorization.header]: authorization.value } : {}),
  };
}

/** A refusal is one whatever its body looks like: only a success has to be readable. */
async function readContent(response: Response, { wantsText = false, asIs = false }: HttpRequest): Promise<HttpAnswer['content']> {
  try {
    const text = await readText(response);
    if (asIs) return { kind: 'text', text };
    const content = contentOf(response, text, wantsText);
    return content.kind === 'other' && wantsText ? { kind: 'text', text } : content;
  } catch (error) {
    if (error instanceof FailureError && response.status >= 400) return { kind: 'other' };
    throw error;
  }
}

async function readText(response: Response): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maximumBytes) {
      void reader.cancel();
      fail({ kind: 'bad-response', detail: 'size' });
    }
    text += decoded(() => decoder.decode(value, { stream: true }));
  }
  return text + decoded(() => decoder.decode());
}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch {
    return fail({ kind: 'bad-response', detail: 'encoding' });
  }
}

/** Both the declared type and the first character count: relays send their web page with any type. */
function contentOf(response: Response, text: string, wantsText: boolean): HttpAnswer['content'] {
  const start = text.trimStart();
  if (start === '') return { kind: 'empty' };
  if (start.startsWith('<')) return { kind: 'page' };
  const type = response.headers.get('content-type') ?? '';
  if (/^text\/html\b/i.test(type)) return { kind: 'page' };
  if (wantsText || !/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return { kind: 'other' };
  return { kind: 'json', body: parseJson(text) };
}

function wantedHeaders(response: Response, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => [[name, response.headers.get(name)?.slice(0, 4096)]].filter((entry): entry is [string, string] => entry[1] !== undefined)),
  );
}

/** Reads `Retry-After`: seconds or a date. A wait of more than six hours is cut to six. */
export function retryInstant(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : undefined;
  // Engines take `-1` and `1.5` for dates of 2001: a date has letters in it.
  const at = seconds === undefined ? Date.parse(/[a-z]/i.test(header) ? header : '') : now + seconds * 1000;
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(at, now), now + longestWaitMs);
}
