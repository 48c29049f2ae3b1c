import type { Politeness } from '../provider-host/define';

/**
 * For relays without a route of the key: all they answer is counted at 180 requests in three minutes, their own pages included.
 * Logging in is counted at 20 in 20 minutes, and an empty refusal does not say which of the two it was: it waits for the longer one.
 */
export const relayPoliteness: Politeness = { requests: 120, windowMs: 3 * 60_000, silentWaitMs: 20 * 60_000 };
