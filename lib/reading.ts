import * as z from 'zod/mini';
import { quantitySchema, storedDecimal } from './money/schemas';

/** A credit with an expiry. Instants are Unix milliseconds; `expiresAt: null` means never. */
const grantSchema = z.object({
  amount: quantitySchema,
  used: z.optional(quantitySchema),
  effectiveAt: z.optional(z.number()),
  expiresAt: z.optional(z.nullable(z.number())),
});

/** A limit that starts anew: per day, per month. */
const windowSchema = z.object({
  period: z.enum(['day', 'week', 'month']),
  used: z.optional(quantitySchema),
  limit: z.optional(quantitySchema),
  resetsAt: z.optional(z.number()),
});

/** How the raw numbers of the answer became the figure, for the person who wants to check. */
const ruleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('as-reported') }),
  z.object({ kind: z.literal('limit-minus-used') }),
  z.object({ kind: z.literal('limit-minus-cents') }),
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
  rule: ruleSchema,
  grants: z.optional(z.array(grantSchema)),
  windows: z.optional(z.array(windowSchema)),
  modelLimits: z.optional(z.record(z.string(), z.union([z.number(), z.boolean()]))),
  /** What the service calls the key. */
  name: z.optional(z.string().check(z.maxLength(120))),
  /** Unix milliseconds; `null` means never. */
  expiresAt: z.optional(z.nullable(z.number())),
});

export type Reading = z.output<typeof readingSchema>;
export type Grant = z.output<typeof grantSchema>;
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
