import * as z from 'zod/mini';

/**
 * Why something did not work, as plain data: it is stored, sent between background and pages, and turned into a sentence
 * only where it is shown. `detail` names a place in an answer, never a value from it; instants are Unix milliseconds.
 */
export const failureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unauthorized') }),
  z.object({ kind: z.literal('forbidden') }),
  z.object({ kind: z.literal('exhausted') }),
  z.object({ kind: z.literal('rate-limited'), retryAt: z.number() }),
  z.object({ kind: z.literal('challenge') }),
  z.object({ kind: z.literal('redirected') }),
  z.object({ kind: z.literal('unavailable'), status: z.number() }),
  z.object({ kind: z.literal('network') }),
  z.object({ kind: z.literal('timeout') }),
  z.object({ kind: z.literal('bad-response'), detail: z.string().check(z.maxLength(120)) }),
  z.object({ kind: z.literal('permission-missing'), origins: z.array(z.string()) }),
  z.object({ kind: z.literal('session-missing') }),
  z.object({ kind: z.literal('session-expired') }),
  z.object({ kind: z.literal('locked') }),
  z.object({ kind: z.literal('unsupported'), detail: z.string().check(z.maxLength(120)) }),
  z.object({ kind: z.literal('damaged'), part: z.enum(['key', 'record', 'newer-record', 'device-key', 'storage']) }),
  z.object({ kind: z.literal('invalid-input'), field: z.string().check(z.maxLength(40)), reason: z.string().check(z.maxLength(40)) }),
]);

export type Failure = z.output<typeof failureSchema>;
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
export type FailureAction = 'replace-key' | 'open-billing' | 'open-site' | 'allow' | 'edit' | 'unlock' | 'retry' | 'wait';

/** What each kind of failure means for the scheduler and for the person. */
export const failurePolicy = {
  unauthorized: { retry: 'stop', action: 'replace-key' },
  forbidden: { retry: 'stop', action: 'open-billing' },
  exhausted: { retry: 'interval', action: 'open-billing' },
  'rate-limited': { retry: 'named-instant', action: 'wait' },
  challenge: { retry: 'interval', action: 'open-site' },
  redirected: { retry: 'stop', action: 'edit' },
  unavailable: { retry: 'backoff', action: 'retry' },
  network: { retry: 'backoff', action: 'retry' },
  timeout: { retry: 'backoff', action: 'retry' },
  'bad-response': { retry: 'interval', action: 'retry' },
  'permission-missing': { retry: 'stop', action: 'allow' },
  'session-missing': { retry: 'stop', action: 'open-billing' },
  'session-expired': { retry: 'stop', action: 'open-billing' },
  locked: { retry: 'stop', action: 'unlock' },
  unsupported: { retry: 'stop', action: 'edit' },
  damaged: { retry: 'stop', action: 'replace-key' },
  'invalid-input': { retry: 'stop', action: 'edit' },
} satisfies Record<FailureKind, { retry: Retry; action: FailureAction }>;

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
