import type { Failure } from './failure-schema';

export type { Failure };
export type FailureKind = Failure['kind'];

/** When the scheduler tries again by itself. */
export type Retry =
  /** Not before a person has acted, or the thing that is missing has come. */
  | 'stop'
  /** With growing pauses: the cause is likely to pass. */
  | 'backoff'
  /** At the usual interval: the service answers, only not with a figure. */
  | 'interval'
  /** At the instant the service named. */
  | 'named-instant';

/** The one thing a person can do about it. */
export type FailureAction = 'replace-key' | 'open-billing' | 'open-site' | 'allow' | 'edit' | 'choose-organization' | 'turn-on' | 'unlock' | 'retry' | 'wait';

/** What each kind of failure means for the scheduler and for the person. */
export const failurePolicy = {
  unauthorized: { retry: 'stop', action: 'replace-key' },
  forbidden: { retry: 'stop', action: 'open-billing' },
  'counter-missing': { retry: 'interval', action: 'edit' },
  'not-a-counter': { retry: 'interval', action: 'edit' },
  'not-passed-by': { retry: 'stop', action: 'wait' },
  exhausted: { retry: 'interval', action: 'open-billing' },
  'rate-limited': { retry: 'named-instant', action: 'wait' },
  challenge: { retry: 'interval', action: 'open-site' },
  redirected: { retry: 'stop', action: 'edit' },
  unavailable: { retry: 'backoff', action: 'retry' },
  network: { retry: 'backoff', action: 'retry' },
  timeout: { retry: 'backoff', action: 'retry' },
  'bad-response': { retry: 'interval', action: 'retry' },
  'permission-missing': { retry: 'stop', action: 'allow' },
  'session-missing': { retry: 'stop', action: 'turn-on' },
  'session-expired': { retry: 'stop', action: 'open-billing' },
  'wrong-organization': { retry: 'stop', action: 'choose-organization' },
  locked: { retry: 'stop', action: 'unlock' },
  'wrong-passphrase': { retry: 'stop', action: 'unlock' },
  'unreadable-keys': { retry: 'stop', action: 'replace-key' },
  'out-of-memory': { retry: 'stop', action: 'retry' },
  unsupported: { retry: 'stop', action: 'edit' },
  damaged: { retry: 'stop', action: 'replace-key' },
  'unusable-file': { retry: 'stop', action: 'edit' },
  'invalid-input': { retry: 'stop', action: 'edit' },
} satisfies Record<FailureKind, { retry: Retry; action: FailureAction }>;

/** What a person can do about this very failure. */
export function actionFor(failure: Failure): FailureAction {
  // The switch is on already: what is missing is a look at the page.
  if (failure.kind === 'session-missing' && failure.reason === 'not-seen') return 'open-billing';
  // Nothing that could be replaced is damaged: it may be readable again.
  if (failure.kind === 'damaged' && (failure.part === 'record' || failure.part === 'newer-record' || failure.part === 'full')) return 'retry';
  // No page of the service mends the rules of a database.
  if (failure.kind === 'forbidden' && failure.reason !== undefined) return 'edit';
  return failurePolicy[failure.kind].action;
}

/** The only thing this program throws on purpose. Its message is the kind: no text from a server can reach it. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.kind, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}

/** Throws a failure. */
export function fail(failure: Failure, cause?: unknown): never {
  throw new FailureError(failure, cause);
}

/** Turns whatever was thrown into a failure. Anything that is not ours becomes `fallback`, and its text is dropped. */
export function failureOf(thrown: unknown, fallback: Failure): Failure {
  return thrown instanceof FailureError ? thrown.failure : fallback;
}
