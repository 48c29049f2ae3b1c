import * as z from 'zod/mini';

/**
 * Why something did not work, as plain data: it is stored, sent between background and pages, and turned into a sentence
 * only where it is shown. `detail` names a place in an answer, never a value from it; instants are Unix milliseconds.
 */
export const failureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unauthorized') }),
  z.object({
    kind: z.literal('forbidden'),
    /**
     * What refused to read a counter: the rules of the database, or of the program in front of it, which does not say whether it
     * was the command or the login; `login`: the database wants one that this program does not give.
     */
    reason: z.optional(z.enum(['database', 'gateway', 'login'])),
  }),
  /** Nothing is stored under the name of the counter. */
  z.object({ kind: z.literal('counter-missing') }),
  /** What is stored under the name is no number. */
  z.object({ kind: z.literal('not-a-counter'), reason: z.enum(['wrong-type', 'not-a-number']) }),
  /** No answer with the headers of the account has passed by yet. */
  z.object({ kind: z.literal('not-passed-by') }),
  z.object({ kind: z.literal('exhausted') }),
  z.object({ kind: z.literal('rate-limited'), retryAt: z.number() }),
  z.object({ kind: z.literal('challenge') }),
  z.object({ kind: z.literal('redirected') }),
  z.object({ kind: z.literal('unavailable'), status: z.number() }),
  z.object({ kind: z.literal('network') }),
  z.object({ kind: z.literal('timeout') }),
  z.object({
    kind: z.literal('bad-response'),
    detail: z.string().check(z.maxLength(120)),
    /** What the service itself says is wrong, cleaned and cut, where it answers an error as if it were a success. */
    said: z.optional(z.string().check(z.maxLength(120))),
  }),
  z.object({ kind: z.literal('permission-missing'), origins: z.array(z.string()) }),
  z.object({
    kind: z.literal('session-missing'),
    /** No session of the website was seen yet, or the person has not allowed to look. Absent: a key was used where only a session helps. */
    reason: z.optional(z.enum(['not-seen', 'off'])),
  }),
  z.object({ kind: z.literal('session-expired') }),
  z.object({ kind: z.literal('wrong-organization') }),
  z.object({ kind: z.literal('locked') }),
  /** `retryAt`: after many wrong ones there is a pause. */
  z.object({ kind: z.literal('wrong-passphrase'), retryAt: z.optional(z.number()) }),
  /** Accounts whose stored keys do not open; what was asked for would leave them behind. */
  z.object({ kind: z.literal('unreadable-keys'), ids: z.array(z.string()) }),
  /** Deriving a key from a passphrase takes memory that this computer did not have. */
  z.object({ kind: z.literal('out-of-memory') }),
  z.object({ kind: z.literal('unsupported'), detail: z.string().check(z.maxLength(120)) }),
  z.object({ kind: z.literal('damaged'), part: z.enum(['key', 'record', 'newer-record', 'device-key', 'storage', 'full']) }),
  /** A file that was chosen to be taken over. `unsafe`: opening it would never end, or its passphrase is protected by next to nothing. */
  z.object({ kind: z.literal('unusable-file'), reason: z.enum(['not-a-backup', 'damaged', 'newer', 'too-large', 'unsafe']) }),
  z.object({ kind: z.literal('invalid-input'), field: z.string().check(z.maxLength(40)), reason: z.string().check(z.maxLength(40)) }),
]);

export type Failure = z.output<typeof failureSchema>;
