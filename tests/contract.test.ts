import { describe, expect, test } from 'vitest';
import type { CredentialKind } from '../lib/account';
import type { Fields } from '../lib/account-fields';
import type { Confirmed } from '../lib/confirmed-balance';
import { type TemplateId, templateIds, templates } from '../lib/definition/templates';
import type { Failure } from '../lib/failure';
import { failureSchema } from '../lib/failure-schema';
import type { LedgerEntry } from '../lib/ledger-entry';
import { providerById, providers } from '../lib/provider-host/catalog';
import type { Provider } from '../lib/provider-host/define';
import { type ReadOutcome, readAccount } from '../lib/provider-host/read-account';
import { type Reading, readingSchema } from '../lib/reading';
import { attemptSchema, type OtherAnswer, otherAnswerSchema } from '../lib/status';

/** One recorded or invented conversation with a service, and what must come of it. */
interface Fixture {
  about: string;
  credential: CredentialKind;
  /** The provider's own when left out. */
  baseUrl?: string;
  fields?: Fields;
  /** How the service is asked and read, as a person would have written it down. */
  definition?: object;
  /** One of the definitions that the product proposes. */
  template?: TemplateId;
  /** What spend is taken from. */
  confirmed?: Confirmed;
  /** The account's own ledger. */
  entries?: LedgerEntry[];
  /** Headers of an answer that has passed by. */
  passing?: Record<string, string>;
  /** ISO 8601. */
  now: string;
  /** In the order in which they are asked for; each is asked for exactly once. `{{key}}` stands for the key. */
  answers: FixtureAnswer[];
  /** Each attempt: the method, and the kind of its failure. */
  attempts?: string[];
  method?: string;
  reading?: Reading;
  /** What the methods that check the first one answered. */
  others?: OtherAnswer[];
  failure?: Failure;
}

interface FixtureAnswer {
  path: string;
  /** A name that is sent several times has several values. */
  query?: Record<string, string | string[]>;
  /** `GET` when left out. */
  method?: 'HEAD' | 'POST';
  /** What is sent as JSON. */
  requestBody?: unknown;
  /** `false`: this request carries no key. A header: it carries it there, and not where the method says. */
  auth?: false | { header: string; scheme?: string };
  /** What is asked for; JSON when left out. */
  accept?: string;
  /** Sent besides `accept` and the key: none when left out. */
  requestHeaders?: Record<string, string>;
  status: number;
  /** `content-type` is JSON when left out. */
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it stands: for numbers whose digits count, and for what is no JSON. */
  bodyText?: string;
}

interface Asked {
  url: URL;
  init: RequestInit;
}

const files = import.meta.glob<Fixture>('./fixtures/*/*.json', { eager: true, import: 'default' });
const providerFiles = import.meta.glob<Provider>('../lib/providers/*.ts', { eager: true, import: 'default' });
const cases = Object.entries(files).map(([path, fixture]) => {
  const [providerId = '', name = ''] = path.replace('./fixtures/', '').replace('.json', '').split('/');
  return { providerId, name, fixture };
});

// Like nobody's key in particular, so that only its own value can give it away to what blots out keys.
const key = 'Fixture.7hQ2mZx9TbW4rKd8';

function serve(answers: readonly FixtureAnswer[]) {
  const asked: Asked[] = [];
  async function fetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const answer = answers[asked.length];
    asked.push({ url: new URL(String(input)), init });
    if (!answer) return new Response(null, { status: 599 });
    const text = (answer.bodyText ?? JSON.stringify(answer.body)).replaceAll('{{key}}', key);
    return new Response(text === '' ? null : text, { status: answer.status, headers: { 'content-type': 'application/json', ...answer.headers } });
  }
  return { fetch: fetch as typeof globalThis.fetch, asked };
}

async function play(provider: Provider, fixture: Fixture) {
  const { fetch, asked } = serve(fixture.answers);
  const now = Date.parse(fixture.now);
  const baseUrl = fixture.baseUrl ?? provider.baseUrl ?? '';
  const { credential, fields = {}, confirmed, entries = [], passing } = fixture;
  const written = fixture.template ? templates[fixture.template]() : fixture.definition;
  const definition = written && JSON.stringify(written);
  const outcome = await readAccount(
    { provider, credential, baseUrl, fields, definition, kept: {}, confirmed, passing, secret: async () => key, entries: async () => entries },
    { fetch, now: () => now },
  );
  return { outcome, asked, baseUrl };
}

function expectedResult(fixture: Fixture): ReadOutcome['result'] {
  if (fixture.failure) return { ok: false, failure: fixture.failure };
  const { method = '', others } = fixture;
  return { ok: true, reading: fixture.reading as Reading, method, ...(others ? { others } : {}) };
}

/** Everything that was asked for, by name: a name that was sent several times with all its values. */
function queryOf({ searchParams }: URL): FixtureAnswer['query'] {
  const entries = [...new Set(searchParams.keys())].map((name): [string, string | string[]] => {
    const [first = '', ...more] = searchParams.getAll(name);
    return [name, more.length > 0 ? [first, ...more] : first];
  });
  return Object.fromEntries(entries);
}

/** The header that a method declares, with the key in it. */
function declaredHeader(provider: Provider, methodId: string): Record<string, string> {
  const auth = provider.methods.find(({ id }) => id === methodId)?.auth;
  if (auth === undefined || auth === 'none') return {};
  if (auth === 'basic') return { authorization: `Basic ${btoa(key)}` };
  if (auth === 'bearer') return { authorization: `Bearer ${key}` };
  return { [auth.header]: auth.scheme ? `${auth.scheme} ${key}` : key };
}

describe.each(providers.map((provider) => ({ id: provider.id, provider })))('$id', ({ id, provider }) => {
  const own = cases.filter(({ providerId }) => providerId === id);

  test.each(own)('$name: $fixture.about', async ({ fixture }) => {
    const { outcome, asked, baseUrl } = await play(provider, fixture);

    expect(outcome.result).toStrictEqual(expectedResult(fixture));
    if (fixture.attempts) expect(outcome.attempts.map(({ method, failure }) => (failure ? `${method} ${failure.kind}` : method))).toEqual(fixture.attempts);
    // Every answer was asked for, in order, and nothing else was.
    expect(asked.map(({ url }) => ({ path: url.pathname, query: queryOf(url) }))).toEqual(fixture.answers.map(({ path, query = {} }) => ({ path, query })));

    const headers = provider.methods.map((method) => declaredHeader(provider, method.id));
    for (const [index, { url, init }] of asked.entries()) {
      const { signal, headers: sent, ...rest } = init;
      const { method = 'GET', requestBody, auth, accept = 'application/json', requestHeaders = {} } = fixture.answers[index] ?? {};
      const { body, ...options } = rest;
      expect(body === undefined ? undefined : JSON.parse(String(body))).toEqual(requestBody);
      expect(options).toEqual({ method, redirect: 'manual', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', mode: 'cors' });
      expect(signal).toBeInstanceOf(AbortSignal);
      expect(url.origin).toBe(new URL(baseUrl).origin);
      expect(decodeURIComponent(url.href)).not.toContain(key);
      const allowed = auth === false ? [{}] : auth === undefined ? headers : [{ [auth.header]: auth.scheme ? `${auth.scheme} ${key}` : key }];
      const type = requestBody === undefined ? {} : { 'content-type': 'application/json', origin: 'null' };
      expect(allowed.map((header) => ({ accept, ...type, ...requestHeaders, ...header }))).toContainEqual(sent);
    }

    expect(JSON.stringify(outcome)).not.toContain(key);
    for (const attempt of outcome.attempts) expect(attemptSchema.parse(attempt)).toEqual(attempt);
    if (outcome.result.ok) {
      const { reading, others = [] } = outcome.result;
      expect(readingSchema.parse(reading)).toEqual(reading);
      for (const other of others) expect(otherAnswerSchema.parse(other)).toEqual(other);
    } else expect(failureSchema.parse(outcome.result.failure)).toEqual(outcome.result.failure);
  });

  test('has a fixture that ends in a reading for every method, and one that ends in a failure', () => {
    const methodsRead = new Set(own.map(({ fixture }) => fixture.method));
    expect(provider.methods.map((method) => method.id).filter((method) => !methodsRead.has(method))).toEqual([]);
    expect(own.some(({ fixture }) => fixture.failure)).toBe(true);
  });

  test('is named after its file, and is found by that name', () => {
    expect(providerFiles[`../lib/providers/${id}.ts`]).toBe(provider);
    expect(providerById(id)).toBe(provider);
  });

  test('says where its contract was read, and keeps its own addresses on https', () => {
    for (const method of provider.methods) {
      expect(new URL(method.source.url).protocol).toBe('https:');
      expect(method.source.checked).toMatch(/^(?:never|\d{4}-\d{2}-\d{2})$/);
    }
    for (const address of [provider.baseUrl, provider.billingUrl]) expect(address ?? 'https:').toMatch(/^https:/);
  });

  test('names each of its methods once', () => {
    const ids = provider.methods.map((method) => method.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('gives up its methods to nothing but a header', () => {
    for (const { auth } of provider.methods) {
      if (typeof auth === 'object') expect(auth.header).toMatch(/^[a-z][a-z0-9-]*$/i);
    }
  });
});

test('every folder of fixtures belongs to a provider', () => {
  expect(cases.filter(({ providerId }) => !providerById(providerId)).map(({ providerId, name }) => `${providerId}/${name}`)).toEqual([]);
});

test('every definition that is proposed has a fixture that ends in a reading', () => {
  const read = new Set(cases.flatMap(({ fixture: { template, reading } }) => (template && reading ? template : [])));
  expect(templateIds.filter((id) => !read.has(id))).toEqual([]);
});

test('every fixture expects either a reading with its method or a failure', () => {
  const undecided = cases.filter(({ fixture: { reading, failure, method } }) => (failure ? reading || method : !reading || !method));
  expect(undecided.map(({ providerId, name }) => `${providerId}/${name}`)).toEqual([]);
});

test('every provider file is in the catalog', () => {
  expect(new Set(Object.values(providerFiles))).toEqual(new Set(providers));
});
