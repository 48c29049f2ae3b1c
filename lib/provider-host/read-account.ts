import * as z from 'zod/mini';
import type { CredentialKind } from '../account';
import type { Fields } from '../account-fields';
import { type Confirmed, derivedFrom } from '../confirmed-balance';
import { type Failure, FailureError, fail, failureOf } from '../failure';
import type { LedgerEntry } from '../ledger-entry';
import { type Reading, readingSchema } from '../reading';
import type { Attempt, OtherAnswer } from '../status';
import { ask, validated } from './ask';
import { createAsk } from './ask-defined';
import { methodsFor } from './catalog';
import { cleanReading } from './clean-reading';
import type { Method, Provider, ReadContext } from './define';
import type { HttpOptions } from './http';

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
  /** How the service is asked and read, as the person has written it down. */
  definition?: string | undefined;
  /** Hands out the credential for the length of one request. Not called for requests without one. */
  secret(): Promise<string>;
  /** What is already known of the origin; answers to keep are added to it. */
  kept: KeptAnswers;
  /** What spend is taken from, where the service reports nothing but spend. */
  confirmed?: Confirmed | undefined;
  /** Reads the account's own ledger. */
  entries?: () => Promise<readonly LedgerEntry[]>;
  /** Headers of an answer that has just passed by. */
  passing?: Readonly<Record<string, string>> | undefined;
  signal?: AbortSignal;
}

export interface ReadOutcome {
  result: { ok: true; reading: Reading; method: string; others?: OtherAnswer[] } | { ok: false; failure: Failure };
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
function once(kept: KeptAnswers, place: string, question: () => Promise<unknown>): Promise<unknown> {
  const running = beingAsked.get(kept) ?? new Map<string, Promise<unknown>>();
  beingAsked.set(kept, running);
  const answer = running.get(place) ?? question().finally(() => running.delete(place));
  running.set(place, answer);
  return answer;
}

/**
 * Reads one account: the provider's methods in order of preference, until one answers; the best answer wins. Methods that
 * are there to check another one are asked as well. Never throws; every attempt is reported.
 */
export async function readAccount(request: ReadRequest, http: HttpOptions): Promise<ReadOutcome> {
  const attempts: Attempt[] = [];
  const answers: { method: string; reading: Reading; at: number }[] = [];
  let failure: Failure = { kind: 'unsupported', detail: 'method' };
  for (const method of methodsFor(request.provider, request.credential)) {
    if (answers.length > 0 && !method.crossCheck) continue;
    if (method.onlyAfter && !method.onlyAfter.includes(failure.kind)) continue;
    const attempt: Attempt = { method: method.id, at: http.now() };
    attempts.push(attempt);
    try {
      answers.push({ method: method.id, reading: await readOnce(request, method, attempt, http), at: http.now() });
    } catch (error) {
      const found = failureOf(error, { kind: 'bad-response', detail: 'reading' });
      attempt.failure = found;
      const isLast = !nextMethodMayHelp.has(found.kind);
      // The failure of a probe is the account's only while there is no other; so is that of a way out which is not there either.
      const isBeside = method.probe || (method.onlyAfter && found.kind === 'unsupported');
      if (!isBeside || isLast || attempts.length === 1) failure = found;
      if (isLast) break;
    }
  }
  const [best, ...rest] = answers;
  if (!best) return { result: { ok: false, failure }, attempts };
  const others = rest.map(({ method, reading, at }): OtherAnswer => {
    const { remaining, meaning } = reading;
    return { method, meaning, at, ...(remaining === undefined ? {} : { remaining }) };
  });
  return { result: { ok: true, reading: best.reading, method: best.method, ...(others.length > 0 ? { others } : {}) }, attempts };
}

async function readOnce(request: ReadRequest, method: Method, attempt: Attempt, http: HttpOptions): Promise<Reading> {
  let sent = '';
  const secret = async () => {
    sent = await request.secret();
    return sent;
  };
  const reading = await method.read(createContext({ ...request, secret }, method, attempt, http)).catch((error: unknown) => {
    throw withoutSecret(error, sent);
  });
  const derived = request.confirmed ? derivedFrom(reading, request.confirmed) : reading;
  // Cleaned before it is judged: a name of any length must not cost the figure.
  return z.parse(readingSchema, cleanReading(derived, sent));
}

/** What a service says is wrong may repeat what it was sent. */
function withoutSecret(error: unknown, secret: string): unknown {
  if (!(error instanceof FailureError) || error.failure.kind !== 'bad-response' || error.failure.said === undefined || secret === '') return error;
  return new FailureError({ ...error.failure, said: error.failure.said.replaceAll(secret, '…') }, error.cause);
}

function createContext(request: ReadRequest, method: Method, attempt: Attempt, http: HttpOptions): ReadContext {
  const { provider, baseUrl, fields, kept, secret, signal, confirmed, definition, passing } = request;
  const note = ({ path, status }: { path: string; status?: number }) => {
    // What an answer has put into the path of the next request may be long, and so may the name of a counter.
    attempt.path = path.slice(0, 300);
    if (status === undefined) delete attempt.status;
    else attempt.status = status;
  };
  return {
    fields,
    now: http.now(),
    spendSince: confirmed?.at,
    entries: request.entries ?? (async () => fail({ kind: 'unsupported', detail: 'entries' })),
    definition,
    ask: createAsk({ baseUrl, secret, signal, note, silentWaitMs: provider.politeness?.silentWaitMs }, http),
    passing,
    async get(path, schema, { query, headers, auth, keepForMs, aside } = {}) {
      const now = http.now();
      const credential = auth === false ? undefined : { auth: method.auth, secret };
      const silentWaitMs = provider.politeness?.silentWaitMs;
      const question = () =>
        ask({ baseUrl, path, query, headers, credential, explain: method.explain, silentWaitMs, signal, note: aside ? undefined : note }, http);
      if (keepForMs === undefined) return validated(schema, await question());
      // Another provider of the same origin names other fields of the same answer.
      const place = `${provider.id} ${path}`;
      const before = kept[place];
      // An instant too far ahead was written before the clock was set back.
      if (before !== undefined && before.until > now && before.until <= now + keepForMs) return validated(schema, before.answer);
      const answer = validated(schema, await once(kept, place, question));
      kept[place] = { until: now + keepForMs, answer };
      return answer;
    },
  };
}
