import { type Decimal, isNegative, isZero, parseDecimal } from '../money/decimal';
import type { Reading } from '../reading';
import type { Confidence, Estimate, Forecast, Lasting, Runway } from '../runway';
import { burnRate, daysConsidered, rangeOf } from './burn-rate';
import { type ExpiringCredit, expiringOf, type ForecastPoint, inOrder } from './points';
import { type End, endOf, type Funds } from './projection';
import { day, spendDays } from './spend-days';

/** What a forecast needs besides the points. Instants are Unix milliseconds. */
export interface ForecastContext {
  now: number;
  /** Credits that expire or have expired, where the points do not name their own. */
  credits?: readonly ExpiringCredit[];
  /** When nothing of it can be spent any longer: the expiry of a key. */
  expiresAt?: number | null;
  /** The newest point holds until then, `null` for ever: nobody has to look again to know it. */
  holdsUntil?: number | null;
}

/** With less than this much of observed time nothing is forecast. */
const leastKnownDays = 2;
/** A reading older than this many days says too little about now. */
const oldestReading = 7;
/** No forecast looks further than this many days. */
const furthestDays = 3650;
const fewestPoints = 3;

/**
 * When what is left will be gone, at the pace at which it was spent.
 *
 * @param given points of one account and one unit, in any order.
 */
export function forecast(given: readonly ForecastPoint[], { now, credits = [], expiresAt, holdsUntil }: ForecastContext): Forecast {
  const points = holdsUntil === undefined ? given : held(given, Math.min(now, holdsUntil ?? now));
  const newest = points.reduce((latest, { at }) => (at <= now && at > latest ? at : latest), Number.NEGATIVE_INFINITY);
  const ordered = inOrder(points, now, newest - daysConsidered * day);
  const last = ordered.at(-1);
  if (!last || now - last.at > oldestReading * day) return { kind: 'not-enough-data' };
  // The limit has started anew since: how much is left now nobody knows.
  if (last.resetsAt !== undefined && last.resetsAt <= now) return { kind: 'not-enough-data' };
  if (isZero(last.remaining) || isNegative(last.remaining)) return { kind: 'empty' };
  const days = spendDays(ordered, credits, daysConsidered);
  const rate = burnRate(days);
  if (!rate || ordered.length < fewestPoints || days.reduce((sum, { known }) => sum + known, 0) < leastKnownDays) return { kind: 'not-enough-data' };
  const funds: Funds = { balance: Number(last.remaining), credits: last.expiring ?? credits, ...(typeof expiresAt === 'number' ? { expiresAt } : {}) };
  const isIdle = rate.perDay <= 0;
  const perDay = isIdle ? { low: 0, likely: 0, high: 0 } : rangeOf(rate, funds.balance);
  const furthest = now + furthestDays * day;
  const end = (pace: number) => endOf(funds, pace, last.at, furthest);
  const [soonest, likely, latest] = [end(perDay.high), end(perDay.likely), end(perDay.low)];
  if (isIdle && likely.at >= furthest) return { kind: 'not-burning' };
  const runway = madeRunway({ low: soonest, likely, high: latest }, perDay, now);
  const { resetsAt } = last;
  return resetsAt !== undefined && resetsAt <= likely.at ? { kind: 'resets-first', resetsAt, ...runway } : { kind: 'runs-out', ...runway };
}

/** What a reading says about the future of its account, for a forecast. */
export function contextOf({ remaining, grants, expiresAt, holdsUntil }: Reading, now: number): ForecastContext {
  const unit = remaining && remaining !== 'unlimited' ? remaining.unit : '';
  return {
    now,
    credits: expiringOf(grants ?? [], unit, now),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(holdsUntil === undefined ? {} : { holdsUntil }),
  };
}

/** Points whose newest was still true at an instant, as if it had been read once more then. */
function held(points: readonly ForecastPoint[], until: number): ForecastPoint[] {
  const past = inOrder(points, until, Number.NEGATIVE_INFINITY);
  const last = past.at(-1);
  return last && last.at < until ? [...past, { ...last, at: until }] : [...points];
}

/** The part of a forecast that pages and the badge show; nothing where it does not run out. */
export function runwayIn(said: Forecast): Runway | undefined {
  if (said.kind !== 'runs-out') return undefined;
  const { at, perDay, confidence, endsBy } = said;
  return { at, perDay, confidence, endsBy };
}

/** Why it does not run out; nothing where it does, or where nothing can be said. */
export function lastingIn(said: Forecast): Lasting | undefined {
  if (said.kind === 'not-burning') return { kind: said.kind };
  return said.kind === 'resets-first' ? { kind: said.kind, resetsAt: said.resetsAt } : undefined;
}

function madeRunway(ends: Estimate<End>, perDay: Estimate<number>, now: number): Runway {
  const instant = ({ at }: End) => Math.round(Math.max(now, at));
  const at = { low: instant(ends.low), likely: instant(ends.likely), high: instant(ends.high) };
  return {
    at,
    perDay: { low: decimalOf(perDay.low), likely: decimalOf(perDay.likely), high: decimalOf(perDay.high) },
    confidence: confidenceOf(at, now),
    endsBy: ends.likely.by,
  };
}

function confidenceOf({ low, high }: Estimate<number>, now: number): Confidence {
  // An hour more or less is no doubt about what ends within the hour.
  const factor = (high - now + day / 24) / (low - now + day / 24);
  if (factor <= 2) return 'high';
  return factor <= 4 ? 'medium' : 'low';
}

/** Two digits are all that an estimate has. What is too small to be written is nothing, and nothing is larger than a decimal may be. */
function decimalOf(amount: number): Decimal {
  return (amount > 1e-30 ? parseDecimal(Number(Math.min(amount, 9e23).toPrecision(2))) : undefined) ?? '0';
}
