import type { Estimate } from '../runway';
import type { SpendDay } from './spend-days';

/** How many days before the last reading are looked at. What was spent earlier says little about next week. */
export const daysConsidered = 28;

/** A day counts half as much as one seven days after it, so that a week's weekend always counts about the same. */
const halfLife = 7;
/** One day in so many may be far out of the ordinary; it is cut down to one and a half times the next ones. */
const ordinaryDays = 10;
const mostAboveOrdinary = 1.5;
/** A day of which less is known is no measure of what a day may cost. */
const leastKnown = 0.25;
/** Nobody's days are as even as two or three of them look: so many days of so uneven use are taken for granted. */
const assumedDays = 2;
const assumedUnevenness = 0.25;
/** How wide the range is: fitted to histories that the back-test does not use. */
const habitsChange = 0.017;
const daysDiffer = 2.5;

/** What is spent in a day, in the unit of the amounts, and how sure that is. */
export interface BurnRate {
  perDay: number;
  /** How uneven the days are: their variance over the square of their mean. */
  unevenness: number;
  /** How many equal days the estimate rests on. */
  evidence: number;
}

/**
 * An exponentially weighted mean of the days, of which single huge ones are cut down. It won the back-test: see
 * `docs/forecast.md`.
 *
 * @param all days, the latest first.
 * @returns nothing where no day is known.
 */
export function burnRate(all: readonly SpendDay[]): BurnRate | undefined {
  const days = withoutPeaks(all.slice(0, daysConsidered));
  let [spent, weights, squares, known] = [0, 0, 0, 0];
  days.forEach((day, age) => {
    const recency = 0.5 ** (age / halfLife);
    spent += recency * day.spent;
    weights += recency * day.known;
    squares += (recency * day.known) ** 2;
    known += day.known;
  });
  if (weights === 0) return undefined;
  const perDay = spent / weights;
  const deviations = days.map((day) => (day.known > 0 && perDay > 0 ? day.known * (day.spent / day.known / perDay - 1) ** 2 : 0));
  const unevenness = (total(deviations) + assumedDays * assumedUnevenness) / (known + assumedDays);
  return { perDay, unevenness, evidence: weights ** 2 / squares };
}

/**
 * The range around a rate that held in eight of ten cases. It is wide where days are uneven, few, or where there are few of them
 * left to even out; and where the end is far, because habits change.
 *
 * @param balance what is left, in the unit of the rate.
 */
export function rangeOf({ perDay, unevenness, evidence }: BurnRate, balance: number): Estimate<number> {
  const runway = balance / perDay;
  const width = Math.sqrt(habitsChange * Math.log1p(runway) ** 2 + daysDiffer * unevenness * (1 / evidence + 1 / (runway + 1)));
  // Beyond a factor of a thousand either way there is nothing left to tell.
  const factor = Math.exp(Math.min(width, 7));
  return { low: perDay / factor, likely: perDay, high: perDay * factor };
}

function withoutPeaks(days: readonly SpendDay[]): readonly SpendDay[] {
  const rates = days.flatMap(({ spent, known }) => (known > leastKnown ? [spent / known] : [])).sort((left, right) => right - left);
  if (rates.length <= ordinaryDays) return days;
  const most = (rates[Math.floor((rates.length - 1) / ordinaryDays)] as number) * mostAboveOrdinary;
  return days.map(({ spent, known }) => ({ spent: Math.min(spent, most * known), known }));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
