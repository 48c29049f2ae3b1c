import { type BurnRate, burnRate, rangeOf } from '../../lib/forecast/burn-rate';
import { forecast } from '../../lib/forecast/forecast';
import { inOrder } from '../../lib/forecast/points';
import { day, type SpendDay, spendDays } from '../../lib/forecast/spend-days';
import type { Estimate } from '../../lib/runway';
import { type Case, furthestDays } from './histories';
import { seeded } from './random';

/** What a way of forecasting says of a case. */
export interface Prediction {
  /** Days until nothing is left. */
  runway: Estimate<number>;
  /** Spent in the next seven days. */
  week: number;
}

/** A case as the candidates see it. */
export interface Seen {
  case: Case;
  /** The latest first. */
  days: SpendDay[];
  balance: number;
}

interface Candidate {
  name: string;
  /** Says when, and not between when and when. */
  hasRange: boolean;
  predict(seen: Seen): Prediction;
}

export function see(judged: Case): Seen {
  const points = inOrder(judged.points, judged.now, 0);
  return { case: judged, days: spendDays(points, judged.credits, 56), balance: Number(points.at(-1)?.remaining) };
}

/** What the product says, asked as the product is asked; nothing where it says nothing. */
export function shippedPrediction({ case: { points, now, credits } }: Seen): Prediction | undefined {
  const said = forecast(points, { now, credits });
  if (said.kind !== 'runs-out') return undefined;
  const days = (at: number) => Math.min(furthestDays, (at - now) / day);
  return { runway: { low: days(said.at.low), likely: days(said.at.likely), high: days(said.at.high) }, week: Number(said.perDay.likely) * 7 };
}

/** The simplest things that could work. */
export const baselines: readonly Candidate[] = [
  { name: 'last 24 hours', hasRange: false, predict: (seen) => evenly(seen, mean(seen.days, 1)) },
  { name: 'mean of 7 days', hasRange: false, predict: (seen) => evenly(seen, mean(seen.days, 7)) },
];

/** Ways that were tried and not taken. */
export const losers: readonly Candidate[] = [
  { name: 'mean of 28 days', hasRange: false, predict: (seen) => evenly(seen, mean(seen.days, 28)) },
  { name: 'weighted, peaks kept', hasRange: true, predict: (seen) => withRange(seen, { ...rateOf(seen), perDay: weighted(seen.days.slice(0, 28)) }) },
  { name: 'weekday-aware', hasRange: true, predict: (seen) => byWeekday(seen) },
  { name: 'median day', hasRange: true, predict: (seen) => medianDay(seen) },
  { name: 'trimmed mean', hasRange: false, predict: (seen) => evenly(seen, trimmedMean(seen.days)) },
  { name: 'bootstrapped days', hasRange: true, predict: (seen) => bootstrapped(seen) },
];

function knownRates(days: readonly SpendDay[]): number[] {
  return days.flatMap(({ spent, known }) => (known > 0.05 ? [spent / known] : [])).sort((left, right) => left - right);
}

function mean(days: readonly SpendDay[], count: number): number {
  const recent = days.slice(0, count);
  const known = recent.reduce((sum, day) => sum + day.known, 0);
  // Where nothing is known of so short a time, a longer one stands in.
  return known > 0.05 ? recent.reduce((sum, day) => sum + day.spent, 0) / known : count < days.length ? mean(days, count * 2) : 0;
}

function weighted(days: readonly SpendDay[]): number {
  const recency = days.map((_, age) => 0.5 ** (age / 7));
  const sum = (of: (day: SpendDay) => number) => days.reduce((all, day, age) => all + (recency[age] as number) * of(day), 0);
  return sum(({ spent }) => spent) / sum(({ known }) => known);
}

function trimmedMean(days: readonly SpendDay[]): number {
  const rates = knownRates(days.slice(0, 28));
  const cut = Math.floor(rates.length / 10);
  const kept = rates.slice(cut, rates.length - cut);
  return kept.reduce((sum, rate) => sum + rate, 0) / Math.max(1, kept.length);
}

/** The middle day; the range is that of the weeks one could make of the days, from lean ones to rich ones. */
function medianDay(seen: Seen): Prediction {
  const rates = knownRates(seen.days.slice(0, 28));
  const { runway, week } = evenly(seen, quantile(rates, 0.5));
  return { runway: { low: runwayOf(seen, () => quantile(rates, 0.8)), likely: runway.likely, high: runwayOf(seen, () => quantile(rates, 0.2)) }, week };
}

/** The weighted mean, shared out over the days of the week as the last eight weeks were. */
function byWeekday(seen: Seen): Prediction {
  const level = rateOf(seen).perDay;
  const sums = Array.from({ length: 7 }, () => ({ spent: 0, known: 0 }));
  seen.days.forEach(({ spent, known }, age) => {
    const sum = sums[age % 7] as SpendDay;
    sum.spent += spent * 0.5 ** (age / 28);
    sum.known += known * 0.5 ** (age / 28);
  });
  const usual = weighted(seen.days);
  // Two ordinary weeks are mixed in, so that few days do not make a pattern.
  const raw = sums.map(({ spent, known }) => (usual > 0 ? (spent + 2 * usual) / (known + 2) / usual : 1));
  const average = raw.reduce((sum, factor) => sum + factor, 0) / 7;
  // The day that comes `ahead` days from now is the same of the week as that six less so many days ago.
  const pace = (of: number) => (ahead: number) => (of * (raw[6 - (ahead % 7)] as number)) / average;
  const { low, high } = rangeOf({ ...rateOf(seen), perDay: level }, seen.balance);
  return { runway: { low: runwayOf(seen, pace(high)), likely: runwayOf(seen, pace(level)), high: runwayOf(seen, pace(low)) }, week: level * 7 };
}

/** Futures drawn out of the days of the past, three in a row at a time. */
function bootstrapped(seen: Seen): Prediction {
  const rates = seen.days.slice(0, 28).flatMap(({ spent, known }) => (known > 0.25 ? [spent / known] : []));
  const random = seeded(seen.case.now % 2 ** 31);
  const runways: number[] = [];
  const weeks: number[] = [];
  for (let draw = 0; draw < 60; draw++) {
    const future: number[] = [];
    while (future.length < furthestDays) {
      const from = Math.floor(random.uniform() * rates.length);
      for (let step = 0; step < 3; step++) future.push(rates[(from + step) % rates.length] as number);
    }
    runways.push(runwayOf(seen, (ahead) => future[ahead] as number));
    weeks.push(future.slice(0, 7).reduce((sum, rate) => sum + rate, 0));
  }
  const sorted = runways.sort((left, right) => left - right);
  return {
    runway: { low: quantile(sorted, 0.1), likely: quantile(sorted, 0.5), high: quantile(sorted, 0.9) },
    week: weeks.reduce((sum, week) => sum + week, 0) / weeks.length,
  };
}

function rateOf({ days }: Seen): BurnRate {
  return burnRate(days) ?? { perDay: 0, unevenness: 0, evidence: 1 };
}

function withRange(seen: Seen, rate: BurnRate): Prediction {
  const { low, likely, high } = rangeOf(rate, seen.balance);
  return { runway: { low: runwayOf(seen, () => high), likely: runwayOf(seen, () => likely), high: runwayOf(seen, () => low) }, week: likely * 7 };
}

function evenly(seen: Seen, perDay: number): Prediction {
  const likely = runwayOf(seen, () => perDay);
  return { runway: { low: likely, likely, high: likely }, week: perDay * 7 };
}

/** Spends day by day; what expires is spent first, and what of it is left over is lost. */
function runwayOf({ balance, case: { credits, now } }: Seen, pace: (ahead: number) => number): number {
  const [credit] = credits.filter(({ expiresAt }) => expiresAt > now);
  const until = credit ? (credit.expiresAt - now) / day : Number.POSITIVE_INFINITY;
  const lasting = balance - Number(credit?.left ?? 0);
  let left = balance;
  for (let time = 0; time < furthestDays; ) {
    const rate = pace(Math.floor(time));
    const step = Math.min(Math.floor(time) + 1, time < until ? until : Number.POSITIVE_INFINITY) - time;
    if (rate * step >= left) return Math.min(furthestDays, time + left / rate);
    left -= rate * step;
    time += step;
    if (time === until) left = Math.min(left, lasting);
    if (left <= 0) return time;
  }
  return furthestDays;
}

export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  return below + ((sorted[Math.ceil(place)] ?? below) - below) * (place - Math.floor(place));
}
