import * as z from 'zod/mini';
import { type AccountAlerts, accountAlertsSchema } from './alert-memory';
import { failureSchema } from './failure-schema';
import { quantitySchema } from './money/schemas';
import { readingSchema } from './reading';
import { outlookSchema } from './runway-schema';
import { trendSchema } from './trend-schema';

/** One try of one method: what was asked, when, and what came of it. Times are Unix milliseconds. */
export const attemptSchema = z.object({
  method: z.string().check(z.maxLength(40)),
  /** The last path that was asked, without a query. */
  path: z.optional(z.string().check(z.maxLength(300))),
  at: z.number(),
  /** Asked from inside an open page of the service, because the service turned the background away. */
  inPage: z.optional(z.boolean()),
  /** HTTP status of the last answer; absent when none came. */
  status: z.optional(z.number()),
  failure: z.optional(failureSchema),
});

/** What a further method answered, to be held against the reading. */
export const otherAnswerSchema = z.object({
  method: z.string().check(z.maxLength(40)),
  remaining: z.optional(z.union([quantitySchema, z.literal('unlimited')])),
  meaning: z.enum(['balance', 'budget', 'spend']),
  at: z.number(),
});

/**
 * What is known of one account. `readAt` changes only together with a validated reading; a failed refresh keeps both and
 * lays its failure beside them.
 */
export const statusSchema = z.object({
  v: z.literal(1),
  reading: z.optional(readingSchema),
  readAt: z.optional(z.number()),
  /** The method that gave the reading. */
  method: z.optional(z.string().check(z.maxLength(40))),
  /** Answers of the other methods that were asked together with it. */
  others: z.optional(z.array(otherAnswerSchema)),
  /** The course of the figure, for the small picture beside it. */
  trend: z.optional(trendSchema),
  /** How long it will last, from its history. */
  outlook: z.optional(outlookSchema),
  /** What alerts remember, and the latest of them. Damaged, it costs no more than an alert that is told twice. */
  alerts: z.catch(z.optional(z.lazy((): z.ZodMiniType<AccountAlerts, AccountAlerts> => accountAlertsSchema())), undefined),
  failure: z.optional(failureSchema),
  failedAt: z.optional(z.number()),
  /** Failures in a row, for the back-off. */
  failures: z._default(z.number(), 0),
  attempts: z._default(z.array(attemptSchema), []),
  lastAttemptAt: z.optional(z.number()),
  /** Absent: no attempt until something happens. */
  nextAttemptAt: z.optional(z.number()),
});

export type Status = z.output<typeof statusSchema>;
export type OtherAnswer = z.output<typeof otherAnswerSchema>;
export type Attempt = z.output<typeof attemptSchema>;
