import * as z from 'zod/mini';

/** What is remembered of one origin, for all accounts on it. Times are Unix milliseconds. */
export const originStateSchema = z.object({
  v: z.literal(1),
  /** Public answers that are good for a while, by provider and path. */
  kept: z._default(z.record(z.string(), z.object({ until: z.number(), answer: z.unknown() })), {}),
  /** When requests with a key were made, within the window of the provider's politeness. */
  spent: z._default(z.array(z.number()), []),
  /** The service asked for no request before this instant. */
  blockedUntil: z.optional(z.number()),
});

export type OriginState = z.output<typeof originStateSchema>;

export function newOriginState(): OriginState {
  return { v: 1, kept: {}, spent: [] };
}
