import type { Decimal } from './money/decimal';

/** An estimate: most likely `likely`, and in about eight of ten cases from `low` to `high`. */
export interface Estimate<Value> {
  low: Value;
  likely: Value;
  high: Value;
}

/** How narrow the range is: `high` up to a factor of two, `medium` up to four. */
export type Confidence = 'low' | 'medium' | 'high';

/** When what is left will be gone. Kept as instants, so that it does not grow old. */
export interface Runway {
  /** Unix milliseconds. Ten years from when it was made is as far as it looks: that late, or never. */
  at: Estimate<number>;
  /** What is spent in 24 hours, in the unit of what is left; two digits. */
  perDay: Estimate<Decimal>;
  confidence: Confidence;
  /** What ends it: `expiry` where the last of it expires before it is spent. */
  endsBy: 'spend' | 'expiry';
}

/** What can be said about when an account will be empty. */
export type Forecast =
  /** Too few readings, over too short a time, or the last of them too long ago: nothing is guessed. */
  | { kind: 'not-enough-data' }
  /** Nothing was spent in the four weeks that are looked at, or in as much of them as is known. */
  | { kind: 'not-burning' }
  /** Nothing is left. */
  | { kind: 'empty' }
  /** It will be gone, most likely at `at.likely`. */
  | ({ kind: 'runs-out' } & Runway)
  /** The limit most likely starts anew before it is used up; the rest says what would be if it did not. */
  | ({ kind: 'resets-first'; resetsAt: number } & Runway);

/** Why an account does not run out, as far as it is known: nobody spends from it, or its limit starts anew before (Unix milliseconds). */
export type Lasting = { kind: 'not-burning' } | { kind: 'resets-first'; resetsAt: number };

const day = 24 * 60 * 60_000;

/**
 * How many days are left until then; never negative.
 *
 * @param now Unix milliseconds.
 */
export function daysLeft({ at }: Pick<Runway, 'at'>, now: number): Estimate<number> {
  const until = (end: number) => Math.max(0, (end - now) / day);
  return { low: until(at.low), likely: until(at.likely), high: until(at.high) };
}
