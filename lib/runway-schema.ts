import * as z from 'zod/mini';
import { storedDecimal } from './money/schemas';

const instants = z.object({ low: z.number(), likely: z.number(), high: z.number() });

/** A stored {@link import('./runway').Runway}. Apart from it, so that the popup does not carry a validator. */
export const runwaySchema = z.object({
  at: instants,
  perDay: z.object({ low: storedDecimal, likely: storedDecimal, high: storedDecimal }),
  confidence: z.enum(['low', 'medium', 'high']),
  endsBy: z.enum(['spend', 'expiry']),
});

/** A stored {@link import('./runway').Lasting}. */
const lastingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not-burning') }),
  z.object({ kind: z.literal('resets-first'), resetsAt: z.number() }),
]);

/** When it was last worked out how long an account will last (Unix milliseconds), and what came of it, if anything can be said. */
export const outlookSchema = z.object({ at: z.number(), runway: z.optional(runwaySchema), lasting: z.optional(lastingSchema) });
