import * as z from 'zod/mini';
import { quantitySchema, storedDecimal } from './money/schemas';

/** A credit with an expiry. Instants are Unix milliseconds; `expiresAt: null` means never. */
const grantSchema = z.object({
  amount: quantitySchema,
  used: z.optional(quantitySchema),
  effectiveAt: z.optional(z.number()),
  expiresAt: z.optional(z.nullable(z.number())),
});

/** A limit that starts anew: per day, per month, or after a time that its name tells. */
const windowSchema = z.object({
  period: z.optional(z.enum(['day', 'week', 'month'])),
  /** What it is called where it is none of these periods. */
  name: z.optional(z.string().check(z.maxLength(60))),
  remaining: z.optional(quantitySchema),
  used: z.optional(quantitySchema),
  limit: z.optional(quantitySchema),
  /** The service says that it does not stop anybody at this limit. */
  enforced: z.optional(z.boolean()),
  resetsAt: z.optional(z.number()),
});

/** What was spent on one day, in UTC: `2026-11-23`. */
const dailySchema = z.object({ day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)), amount: quantitySchema });

/** A part of what was spent, by what the service calls it. */
const partSchema = z.object({
  kind: z.enum(['project', 'workspace', 'line-item']),
  name: z.string().check(z.maxLength(120)),
  amount: quantitySchema,
});

/** How the raw numbers of the answer became the figure, for the person who wants to check. */
const ruleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('as-reported'),
    /** The service did not say in which unit; the documented default was used. */
    unitAssumed: z.optional(z.boolean()),
  }),
  z.object({ kind: z.literal('limit-minus-used') }),
  z.object({
    kind: z.literal('limit-minus-cents'),
    /** The service answers the same whatever the dates: its usage is that of all time. */
    ignoresDates: z.optional(z.boolean()),
  }),
  /** The daily costs of the calendar month, added up. */
  z.object({ kind: z.literal('sum-of-days') }),
  z.object({
    kind: z.literal('confirmed-minus-spend'),
    confirmed: quantitySchema,
    /** When it was confirmed, Unix milliseconds. */
    at: z.number(),
    spent: quantitySchema,
    /** Spent on the day of the confirmation, at an hour that nobody knows: so much more may be left. */
    uncertain: z.optional(quantitySchema),
  }),
  /** A ledger in which credit is negative, in cents; less what the open billing period has cost, where that is known. */
  z.object({ kind: z.literal('negated-cents'), openPeriod: z.optional(quantitySchema) }),
  /** A ledger's own entries, added up. */
  z.object({
    kind: z.literal('entries'),
    /** Entries that count. */
    count: z.number(),
    /** All that are written, corrections and what is still to come among them. */
    through: z.number(),
    /** The instant of the newest, Unix milliseconds. */
    lastAt: z.optional(z.number()),
    /** What recorded balances have added, or taken away where it is negative. */
    adjusted: z.optional(quantitySchema),
  }),
  /** A percentage, of what was granted or of the whole. */
  z.object({ kind: z.literal('percentage') }),
  /** As the person has written it down. */
  z.object({ kind: z.literal('formula'), formula: z.string().check(z.maxLength(400)) }),
  /** The text of a page that the person had open. */
  z.object({ kind: z.literal('page-text') }),
  /** What a counter has counted, times a factor, was taken from a budget. */
  z.object({ kind: z.literal('budget-minus-counter'), scale: storedDecimal }),
  /** Headers of an answer that the person's own pages got; `name` is the one of what is left. */
  z.object({ kind: z.literal('passing-header'), name: z.string().check(z.maxLength(80)) }),
  z.object({
    kind: z.literal('relay-units'),
    /** Quota units in one dollar. */
    perUnit: storedDecimal,
    /** Display currency for one dollar, where the relay shows another currency. */
    rate: z.optional(storedDecimal),
    /** The relay did not say; the documented default was used. */
    assumed: z.boolean(),
  }),
]);

/**
 * What one provider said about one account at one instant. What is absent is unknown; only an explicit zero is zero.
 * `limit` figures (a monthly cap, a key's budget) are told from money by `meaning`.
 */
export const readingSchema = z.object({
  /** Absent where only spend is known. */
  remaining: z.optional(z.union([quantitySchema, z.literal('unlimited')])),
  used: z.optional(quantitySchema),
  granted: z.optional(quantitySchema),
  /** Further balances of the same wallet in other currencies. */
  otherRemaining: z.optional(z.array(quantitySchema)),
  /** `balance` is money; `budget` is what a limit still allows. Spend alone has no `remaining`. */
  meaning: z.enum(['balance', 'budget', 'spend']),
  basis: z.enum(['reported', 'derived', 'estimated']),
  scope: z.enum(['key', 'account', 'organization']),
  /** The service's own id of the wallet's owner: same origin and same owner is one wallet. */
  owner: z.optional(z.string().check(z.maxLength(120))),
  /** The service says that what is left cannot be spent. */
  blocked: z.optional(z.boolean()),
  /**
   * It holds until this instant however long ago it was read, Unix milliseconds; `null`: until something is recorded. Absent: it
   * is a figure of its moment, and grows old.
   */
  holdsUntil: z.optional(z.nullable(z.number())),
  rule: ruleSchema,
  grants: z.optional(z.array(grantSchema)),
  /** An amount at which the service only warns. */
  softLimit: z.optional(quantitySchema),
  /** Spend of single days, the oldest first; a day without spend may be missing. */
  daily: z.optional(z.array(dailySchema)),
  /** What the spend of this month consists of, the largest first. */
  parts: z.optional(z.array(partSchema)),
  windows: z.optional(z.array(windowSchema)),
  modelLimits: z.optional(z.record(z.string(), z.union([z.number(), z.boolean()]))),
  /** What the service calls the key. */
  name: z.optional(z.string().check(z.maxLength(120))),
  /** Unix milliseconds; `null` means never. */
  expiresAt: z.optional(z.nullable(z.number())),
});

export type Reading = z.output<typeof readingSchema>;
export type Grant = z.output<typeof grantSchema>;
export type DailySpend = z.output<typeof dailySchema>;
export type SpendPart = z.output<typeof partSchema>;
export type Rule = z.output<typeof ruleSchema>;

/**
 * The part of a reading that an expiry decides: what has expired cannot be spent.
 *
 * @param expiresAt Unix milliseconds, `null` for never, absent where the service says nothing.
 */
export function expiry(expiresAt: number | null | undefined, now: number): Pick<Reading, 'expiresAt' | 'blocked'> {
  if (expiresAt === undefined) return {};
  return { expiresAt, ...(expiresAt !== null && expiresAt <= now ? { blocked: true } : {}) };
}
