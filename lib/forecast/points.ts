import { compare, type Decimal, isNegative, subtract } from '../money/decimal';
import type { Grant, Reading } from '../reading';

/** A part of what was left that will be lost, or was. */
export interface ExpiringCredit {
  /** What of it is not spent. */
  left: Decimal;
  /** Unix milliseconds. */
  expiresAt: number;
}

/** What was left of one account at one instant. All points of a series are of one account and one unit. */
export interface ForecastPoint {
  /** Unix milliseconds. */
  at: number;
  remaining: Decimal;
  /** Parts of it that expire. Absent: unknown; the forecast then looks at those of its context. */
  expiring?: readonly ExpiringCredit[];
  /** When the limit that this is left of starts anew, Unix milliseconds. */
  resetsAt?: number;
}

/**
 * The point that a reading makes, in its own unit.
 *
 * @param at when it was read, Unix milliseconds.
 * @returns nothing for a reading that tells no amount: spend alone, or no limit.
 */
export function pointOf({ remaining, meaning, grants, windows }: Reading, at: number): ForecastPoint | undefined {
  if (!remaining || remaining === 'unlimited') return undefined;
  // A balance stays when a month ends; only what is left of a limit starts anew with it.
  const resets = (windows ?? []).flatMap(({ limit, resetsAt }) => (meaning === 'budget' && limit && resetsAt !== undefined && resetsAt > at ? [resetsAt] : []));
  return {
    at,
    remaining: remaining.value,
    ...(grants ? { expiring: expiringOf(grants, remaining.unit, at) } : {}),
    ...(resets.length > 0 ? { resetsAt: Math.min(...resets) } : {}),
  };
}

/**
 * What of some credits expires, or has expired; in one unit.
 *
 * @param at credits that take effect later are left out, Unix milliseconds.
 */
export function expiringOf(grants: readonly Grant[], unit: string, at: number): ExpiringCredit[] {
  return grants.flatMap(({ amount, used, effectiveAt, expiresAt }) => {
    if (amount.unit !== unit || typeof expiresAt !== 'number' || (effectiveAt !== undefined && effectiveAt > at)) return [];
    const left = used?.unit === unit ? subtract(amount.value, used.value) : amount.value;
    return isNegative(left) ? [] : [{ left, expiresAt }];
  });
}

/**
 * Puts points in order of time and makes them one an instant: of several, the lowest counts. Points of the future are left
 * out: the clock was set back, and nobody knows when they were.
 *
 * @param now Unix milliseconds.
 * @param since points before this instant are left out as well, but for the last of them.
 */
export function inOrder(points: readonly ForecastPoint[], now: number, since: number): ForecastPoint[] {
  const past = points.filter(({ at }) => at <= now);
  let isOrdered = true;
  for (let index = 1; index < past.length && isOrdered; index++) isOrdered = (past[index - 1] as ForecastPoint).at < (past[index] as ForecastPoint).at;
  const ordered = isOrdered ? past : oneAnInstant(past);
  const first = ordered.findIndex(({ at }) => at >= since);
  return first < 0 ? ordered.slice(-1) : ordered.slice(Math.max(0, first - 1));
}

/** Which of two that say the same of what is left counts must not depend on which came first. */
function inText(left: ForecastPoint, right: ForecastPoint): number {
  return JSON.stringify([left.resetsAt, left.expiring]) < JSON.stringify([right.resetsAt, right.expiring]) ? -1 : 1;
}

function oneAnInstant(points: readonly ForecastPoint[]): ForecastPoint[] {
  const sorted = points.toSorted((left, right) => left.at - right.at || compare(left.remaining, right.remaining) || inText(left, right));
  return sorted.filter(({ at }, index) => at !== sorted[index - 1]?.at);
}
