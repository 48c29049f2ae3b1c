import { type Failure, failureOf } from '../failure';
import type { Reading } from '../reading';
import { ask } from './ask';
import { providers } from './catalog';
import type { ExplainedAnswer, Provider } from './define';
import type { HttpOptions } from './http';
import type { ReadOutcome } from './read-account';

export type Detected = { provider: Provider; reading: Reading; failure?: never } | { provider?: Provider; failure: Failure; reading?: never };

interface Question {
  baseUrl: string;
  /** Those that are known to answer at this origin. */
  known: readonly Provider[];
  /** Reads once with the key, within the limits of the origin. */
  read(provider: Provider): Promise<ReadOutcome['result']>;
}

/** Failures that say that something else than this service answers. The others concern the key or the network. */
const isNotThis: ReadonlySet<Failure['kind']> = new Set(['unsupported', 'bad-response', 'redirected']);
/** The key was refused by what may be this service. */
const isRefusal: ReadonlySet<Failure['kind']> = new Set(['unauthorized', 'forbidden', 'exhausted']);

/**
 * Finds out which service answers at an address. What can be told without the key comes first: public paths, whose answer
 * names the software. Then the key is tried where it most likely belongs, one service after the other, to the first answer.
 *
 * @returns the service with its reading, or with the failure of a key that it knows but does not accept; a failure alone
 * where nobody could be asked; nothing where nobody answered in a way that any service does.
 */
export async function detect({ baseUrl, known, read }: Question, http: HttpOptions): Promise<Detected | undefined> {
  const greeted = await greetedBy(baseUrl, http);
  if (!Array.isArray(greeted)) return greeted;
  const sure = new Set([...known.filter(isDetectable), ...greeted]);
  let refused: Failure | undefined;
  for (const provider of sure) {
    const result = await read(provider);
    if (result.ok) return { provider, reading: result.reading };
    if (!isNotThis.has(result.failure.kind)) return { provider, failure: result.failure };
  }
  for (const provider of inOrder().filter((candidate) => !sure.has(candidate))) {
    const result = await read(onlyFirstMethod(provider));
    if (result.ok) return { provider, reading: result.reading };
    if (isRefusal.has(result.failure.kind)) refused ??= result.failure;
    else if (!isNotThis.has(result.failure.kind) && result.failure.kind !== 'challenge') return { failure: result.failure };
  }
  // Some services look at the key before they look at the path: then every path refuses it.
  return refused && { failure: refused };
}

/** @returns those that the public answers are of, in the order of asking; a failure where the address cannot be reached at all. */
async function greetedBy(baseUrl: string, http: HttpOptions): Promise<Provider[] | { failure: Failure }> {
  const answers = new Map<string, ExplainedAnswer | undefined>();
  const matching: Provider[] = [];
  for (const provider of providers) {
    const { greeting } = provider.detection ?? {};
    if (!greeting) continue;
    if (!answers.has(greeting.path)) {
      const answer = await greet(baseUrl, greeting.path, http);
      if (answer && 'failure' in answer) return answer;
      answers.set(greeting.path, answer);
    }
    const answer = answers.get(greeting.path);
    if (answer && greeting.isFrom(answer)) matching.push(provider);
  }
  return matching.sort(byOrder);
}

async function greet(baseUrl: string, path: string, http: HttpOptions): Promise<ExplainedAnswer | { failure: Failure } | undefined> {
  let seen: ExplainedAnswer | undefined;
  const explain = (answer: ExplainedAnswer) => {
    seen = answer;
    return undefined;
  };
  try {
    await ask({ baseUrl, path, explain }, http);
  } catch (error) {
    const failure = failureOf(error, { kind: 'network' });
    if (failure.kind === 'network' || failure.kind === 'timeout') return { failure };
  }
  return seen;
}

/** Whoever can be asked with a key though nothing public has named it. */
function inOrder(): Provider[] {
  return providers.filter(({ detection }) => detection?.withKey === true).sort(byOrder);
}

function byOrder(left: Provider, right: Provider): number {
  return (left.detection?.order ?? 0) - (right.detection?.order ?? 0);
}

function isDetectable({ detection, baseUrl }: Provider): boolean {
  return detection !== undefined && baseUrl === undefined;
}

/** Its first method is what tells a service apart; the ones after it may be its whole family's. */
function onlyFirstMethod(provider: Provider): Provider {
  return { ...provider, methods: provider.methods.filter(({ credential }) => credential === 'api-key').slice(0, 1) };
}
