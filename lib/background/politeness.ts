import { newOriginState, type OriginState } from '../origin-state';
import type { Politeness } from '../provider-host/define';
import type { ReadOutcome } from '../provider-host/read-account';

/** No service is left alone for longer than this; an instant further ahead comes from a clock that was set back. */
const longestWaitMs = 24 * 60 * 60_000;

/**
 * When the next request with a key may go to an origin.
 *
 * @returns `now` when at once, otherwise the instant (Unix milliseconds) when the origin's own wait is over or a place in
 * the window falls free.
 */
export function mayAskAt(origin: OriginState | undefined, politeness: Politeness | undefined, now: number): number {
  if (!origin) return now;
  const free = politeness ? placeFreeAt(origin.spent, politeness, now) : now;
  const { blockedUntil = now } = origin;
  return Math.max(now, free, blockedUntil > now + longestWaitMs ? now : blockedUntil);
}

/** Notes a request about to be made. What has left the window is forgotten. */
export function spend(origin: OriginState = newOriginState(), politeness: Politeness | undefined, now: number): OriginState {
  return politeness ? { ...origin, spent: [...recent(origin.spent, politeness, now), now] } : origin;
}

/** The service asked to be left alone: whoever asks next on the same origin waits as well. */
export function blockedBy(result: ReadOutcome['result'], origin: string, origins: Readonly<Record<string, OriginState>>): Record<string, OriginState> {
  if (result.ok || result.failure.kind !== 'rate-limited') return {};
  return { [origin]: { ...(origins[origin] ?? newOriginState()), blockedUntil: result.failure.retryAt } };
}

function placeFreeAt(spent: readonly number[], politeness: Politeness, now: number): number {
  const inWindow = recent(spent, politeness, now);
  const oldest = inWindow.at(-politeness.requests);
  return oldest === undefined ? now : oldest + politeness.windowMs;
}

function recent(spent: readonly number[], { windowMs }: Politeness, now: number): number[] {
  return spent.filter((at) => at > now - windowMs && at <= now);
}
