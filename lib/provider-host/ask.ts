import * as z from 'zod/mini';
import { type Failure, FailureError, fail } from '../failure';
import { classify } from './classify';
import type { ExplainedAnswer, GetOptions, Method } from './define';
import { type HttpAnswer, type HttpOptions, send } from './http';

/** One question to one path of one origin. */
export interface Question {
  /** The path must stay on its origin. */
  baseUrl: string;
  /** From the base URL, beginning with a slash. */
  path: string;
  query?: GetOptions['query'] | undefined;
  headers?: Record<string, string> | undefined;
  /** Sent as JSON with POST. */
  json?: unknown;
  /** Where the credential goes, and who hands it out; without it the question carries none. */
  credential?: { auth: Method['auth']; secret(): Promise<string> } | undefined;
  /** What the body of a success has to be; JSON when left out. */
  wanted?: 'json' | 'text' | 'none' | undefined;
  /** Asks for the headers only. */
  head?: boolean | undefined;
  /** The headers of the answer that are wanted, by lower-case name. */
  keepHeaders?: readonly string[] | undefined;
  explain?: ((answer: ExplainedAnswer) => Failure | undefined) | undefined;
  /** How long to wait after a 429 that names no instant, in milliseconds. */
  silentWaitMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told as soon as each is known, so that a failure has them as well. */
  note?: ((seen: { path: string; status?: number }) => void) | undefined;
}

/**
 * Asks, and judges the answer.
 *
 * @returns the JSON of a success.
 * @throws FailureError for everything else, classified.
 */
export async function ask(question: Question, http: HttpOptions): Promise<unknown> {
  const { content } = await answerTo(question, http);
  return content.kind === 'json' ? content.body : undefined;
}

/**
 * Asks, and judges the answer.
 *
 * @returns a success, with its headers if some were wanted.
 * @throws FailureError for everything else, classified.
 */
export async function answerTo(question: Question, http: HttpOptions): Promise<HttpAnswer> {
  const { credential, headers = {}, json, signal, note, wanted = 'json', head = false, keepHeaders } = question;
  const now = http.now();
  const url = urlOf(question.baseUrl, question.path, question.query);
  note?.({ path: url.pathname });
  const authorization = credential && (await authorizationFor(credential));
  const request = { url, headers: checkedHeaders(headers), json, head, wantsText: wanted === 'text' };
  const more = { ...(authorization ? { authorization } : {}), ...(signal ? { signal } : {}), ...(keepHeaders ? { keepHeaders } : {}) };
  const answer = await send({ ...request, ...more }, http);
  note?.({ path: url.pathname, status: answer.status });
  const explained = answer.content.kind === 'json' ? question.explain?.({ status: answer.status, body: answer.content.body, now }) : undefined;
  const failure = explained ?? classify(answer, url.pathname, now, question.silentWaitMs ?? 5 * 60_000, wanted);
  if (failure) fail(failure);
  return answer;
}

/** The token of a website's own sign-in is longer than any key that a person pastes. */
function isFitForHeader(credential: string): boolean {
  return /^[\x21-\x7e]{8,8192}$/.test(credential);
}

/** Schemas that have been made: many accounts ask the same. */
const made = new WeakMap<() => z.ZodMiniType, z.ZodMiniType>();

/** @throws FailureError `bad-response` with the place where the answer is not what the schema says. */
export function validated<Schema extends z.ZodMiniType>(schema: () => Schema, body: unknown): z.output<Schema> {
  const known = (made.get(schema) as Schema | undefined) ?? schema();
  made.set(schema, known);
  const parsed = z.safeParse(known, body);
  return parsed.success ? parsed.data : fail({ kind: 'bad-response', detail: placeOf(parsed.error) });
}

/** @throws FailureError when the path would leave the account's origin. */
function urlOf(baseUrl: string, path: string, query: GetOptions['query'] = {}): URL {
  const base = new URL(baseUrl);
  if (!path.startsWith('/') || path.startsWith('//')) fail({ kind: 'unsupported', detail: 'path' });
  const url = URL.canParse(baseUrl + path) ? new URL(baseUrl + path) : fail({ kind: 'unsupported', detail: 'path' });
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') fail({ kind: 'unsupported', detail: 'path' });
  for (const [name, values] of Object.entries(query)) {
    for (const value of typeof values === 'string' ? [values] : values) url.searchParams.append(name, value);
  }
  return url;
}

/** A value from a form may become a header's; one that no header may hold would be repeated in the browser's own error. */
function checkedHeaders(headers: Record<string, string>): Record<string, string> {
  const isSound = Object.entries(headers).every(([name, value]) => /^[a-z0-9-]+$/.test(name) && /^[\x21-\x7e]{1,200}$/.test(value));
  return isSound ? headers : fail({ kind: 'unsupported', detail: 'header' });
}

async function authorizationFor({ auth, secret }: NonNullable<Question['credential']>): Promise<{ header: string; value: string } | undefined> {
  if (auth === 'none') return undefined;
  const value = await secret();
  if (!isFitForHeader(value)) throw new FailureError({ kind: 'damaged', part: 'key' });
  if (auth === 'basic') return { header: 'authorization', value: `Basic ${btoa(value)}` };
  if (auth === 'bearer') return { header: 'authorization', value: `Bearer ${value}` };
  return { header: auth.header, value: auth.scheme ? `${auth.scheme} ${value}` : value };
}

/** Where in the answer the schema failed, by the names that the schema itself gives: never a name or value from the answer. */
function placeOf(error: z.core.$ZodError): string {
  const path = error.issues[0]?.path ?? [];
  // A record's key is chosen by the service, which may put anything there.
  const place = path.slice(0, 5).map((part) => (/^\w{1,30}$/.test(String(part)) ? String(part) : '…'));
  return place.length === 0 ? 'shape' : `/${place.join('/')}`;
}
