import * as z from 'zod/mini';
import type { CredentialKind } from '../account';
import type { Fields } from '../account-fields';
import { credentialProblem } from '../credential';
import { type Failure, FailureError, fail, failureOf } from '../failure';
import { type Reading, readingSchema } from '../reading';
import type { Attempt } from '../status';
import { methodsFor } from './catalog';
import { classify } from './classify';
import { cleanReading } from './clean-reading';
import type { GetOptions, Method, Provider, ReadContext } from './define';
import { type HttpOptions, send } from './http';

/**
 * Public answers of an origin that are kept for a while, by provider and path, as the schema left them: a schema whose
 * answers are kept must accept its own output. `until` is Unix milliseconds.
 */
export type KeptAnswers = Record<string, { until: number; answer: unknown }>;

export interface ReadRequest {
  provider: Provider;
  credential: CredentialKind;
  baseUrl: string;
  fields: Fields;
  /** Hands out the credential for the length of one request. Not called for requests without one. */
  secret(): Promise<string>;
  /** What is already known of the origin; answers to keep are added to it. */
  kept: KeptAnswers;
  signal?: AbortSignal;
}

export interface ReadOutcome {
  result: { ok: true; reading: Reading; method: string } | { ok: false; failure: Failure };
  attempts: Attempt[];
}

/** Failures that another method of the same provider may not have. The others concern the service or the network. */
const nextMethodMayHelp: ReadonlySet<Failure['kind']> = new Set([
  'unauthorized',
  'forbidden',
  'unsupported',
  'bad-response',
  'session-missing',
  'exhausted',
  'challenge',
]);

const beingAsked = new WeakMap<KeptAnswers, Map<string, Promise<unknown>>>();

/** Several accounts of an origin that need the same public answer at the same time share one request. */
function once(kept: KeptAnswers, place: string, ask: () => Promise<unknown>): Promise<unknown> {
  const running = beingAsked.get(kept) ?? new Map<string, Promise<unknown>>();
  beingAsked.set(kept, running);
  const answer = running.get(place) ?? ask().finally(() => running.delete(place));
  running.set(place, answer);
  return answer;
}

/**
 * Reads one account: the provider's methods in order, until one answers. Never throws; every attempt is reported.
 */
export async function readAccount(request: ReadRequest, http: HttpOptions): Promise<ReadOutcome> {
  const attempts: Attempt[] = [];
  let failure: Failure = { kind: 'unsupported', detail: 'method' };
  let sent = '';
  const secret = async () => {
    sent = await request.secret();
    return sent;
  };
  for (const method of methodsFor(request.provider, request.credential)) {
    const attempt: Attempt = { method: method.id, at: http.now() };
    attempts.push(attempt);
    try {
      const reading = await method.read(createContext({ ...request, secret }, method, attempt, http));
      // Cleaned before it is judged: a name of any length must not cost the figure.
      const cleaned = z.parse(readingSchema, cleanReading(reading, sent));
      return { result: { ok: true, reading: cleaned, method: method.id }, attempts };
    } catch (error) {
      const found = failureOf(error, { kind: 'bad-response', detail: 'reading' });
      attempt.failure = found;
      const isLast = !nextMethodMayHelp.has(found.kind);
      // The failure of a probe is the account's only while there is no other.
      if (!method.probe || isLast || attempts.length === 1) failure = found;
      if (isLast) break;
    }
  }
  return { result: { ok: false, failure }, attempts };
}

function createContext(request: ReadRequest, method: Method, attempt: Attempt, http: HttpOptions): ReadContext {
  return {
    fields: request.fields,
    now: http.now(),
    async get(path, schema, options = {}) {
      const now = http.now();
      // Another provider of the same origin names other fields of the same answer.
      const place = `${request.provider.id} ${path}`;
      const kept = options.keepForMs === undefined ? undefined : request.kept[place];
      // An instant too far ahead was written before the clock was set back.
      const isUsable = kept !== undefined && kept.until > now && kept.until <= now + (options.keepForMs ?? 0);
      const ask = () => answerTo(path, options, request, method, attempt, http);
      const body = isUsable ? kept.answer : await (options.keepForMs === undefined ? ask() : once(request.kept, place, ask));
      const parsed = z.safeParse(schema, body);
      if (!parsed.success) fail({ kind: 'bad-response', detail: placeOf(parsed.error) });
      if (options.keepForMs !== undefined && !isUsable) request.kept[place] = { until: now + options.keepForMs, answer: parsed.data };
      return parsed.data;
    },
  };
}

async function answerTo(path: string, options: GetOptions, request: ReadRequest, method: Method, attempt: Attempt, http: HttpOptions): Promise<unknown> {
  const now = http.now();
  const url = urlOf(request.baseUrl, path, options.query);
  attempt.path = url.pathname;
  const authorization = options.auth === false ? undefined : await authorizationFor(method, request);
  delete attempt.status;
  const answer = await send({ url, ...(authorization ? { authorization } : {}), ...(request.signal ? { signal: request.signal } : {}) }, http);
  attempt.status = answer.status;
  const explained = answer.content.kind === 'json' ? method.explain?.({ status: answer.status, body: answer.content.body, now }) : undefined;
  const failure = explained ?? classify(answer, url.pathname, now, request.provider.politeness?.silentWaitMs ?? 5 * 60_000);
  if (failure) fail(failure);
  return answer.content.kind === 'json' ? answer.content.body : undefined;
}

/** @throws FailureError when the path would leave the account's origin. */
function urlOf(baseUrl: string, path: string, query: Record<string, string> = {}): URL {
  const base = new URL(baseUrl);
  if (!path.startsWith('/') || path.startsWith('//')) fail({ kind: 'unsupported', detail: 'path' });
  const url = URL.canParse(baseUrl + path) ? new URL(baseUrl + path) : fail({ kind: 'unsupported', detail: 'path' });
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') fail({ kind: 'unsupported', detail: 'path' });
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

async function authorizationFor(method: Method, request: ReadRequest): Promise<{ header: string; value: string } | undefined> {
  if (method.auth === 'none') return undefined;
  const secret = await request.secret();
  if (credentialProblem(secret)) throw new FailureError({ kind: 'damaged', part: 'key' });
  if (method.auth === 'bearer') return { header: 'authorization', value: `Bearer ${secret}` };
  const { header, scheme } = method.auth;
  return { header, value: scheme ? `${scheme} ${secret}` : secret };
}

/** Where in the answer the schema failed, by the names that the schema itself gives: never a name or value from the answer. */
function placeOf(error: z.core.$ZodError): string {
  const path = error.issues[0]?.path ?? [];
  // A record's key is chosen by the service, which may put anything there.
  const place = path.slice(0, 5).map((part) => (/^\w{1,30}$/.test(String(part)) ? String(part) : '…'));
  return place.length === 0 ? 'shape' : `/${place.join('/')}`;
}
