import { baselines, losers, type Prediction, quantile, type Seen, see, shippedPrediction } from './candidates';
import { type Case, type Kind, kinds } from './histories';

/** How well a way of forecasting did, over some cases. */
export interface Score {
  /** Mean of the logarithm of the factor between what was said and what happened: 0.69 is twice or half as long. */
  runway: number;
  /** The middle one of those logarithms. */
  median: number;
  /** Mean error of what is spent in seven days, as a share of a usual week. */
  week: number;
  /** In how many cases of all the range held what then happened; how many ran out before it, and how wide it was: a factor. */
  range?: { held: number; before: number; width: number };
}

export interface Verdict {
  name: string;
  isBaseline: boolean;
  /** The mean of all kinds, each of which counts the same. */
  overall: Score;
  kinds: Record<Kind, Score>;
}

interface Judged {
  seen: Seen;
  shipped: Prediction;
}

/** The name that the way of the product has in tables. */
export const shippedName = 'weighted days (shipped)';

/** Only cases in which the product says something: in all others nothing was spent, or too little is known to any of them. */
export function judgedOf(cases: readonly Case[]): Judged[] {
  return cases.flatMap((one) => {
    const seen = see(one);
    const shipped = shippedPrediction(seen);
    return shipped ? [{ seen, shipped }] : [];
  });
}

/** The product first, then the baselines, then what was not taken. */
export function verdictsOf(judged: readonly Judged[]): Verdict[] {
  const verdict = (name: string, isBaseline: boolean, hasRange: boolean, predict: (judged: Judged) => Prediction): Verdict => {
    const outcomes = judged.map((one) => ({ kind: one.seen.case.kind, outcome: outcomeOf(predict(one), one.seen.case) }));
    const scores = kinds.map(
      (kind) =>
        [
          kind,
          scoreOf(
            outcomes.filter((one) => one.kind === kind).map(({ outcome }) => outcome),
            hasRange,
          ),
        ] as const,
    );
    return { name, isBaseline, overall: meanOf(scores.map(([, score]) => score)), kinds: Object.fromEntries(scores) as Record<Kind, Score> };
  };
  return [
    verdict(shippedName, false, true, ({ shipped }) => shipped),
    ...baselines.map(({ name, hasRange, predict }) => verdict(name, true, hasRange, ({ seen }) => predict(seen))),
    ...losers.map(({ name, hasRange, predict }) => verdict(name, false, hasRange, ({ seen }) => predict(seen))),
  ];
}

interface Outcome {
  runway: number;
  week: number;
  held: boolean;
  before: boolean;
  width: number;
}

/** A quarter of a day is as short as a runway is told: nobody looks more often. */
const shortest = 0.25;

function outcomeOf({ runway, week }: Prediction, { actual, usualWeek }: Case): Outcome {
  const magnitude = (days: number) => Math.log(Math.max(shortest, days));
  // An hour of grace: readings are taken now and then, and what then happened is known by the hour.
  const grace = 1 / 24;
  return {
    runway: Math.abs(magnitude(runway.likely) - magnitude(actual.runway)),
    week: Math.abs(week - actual.week) / usualWeek,
    held: actual.runway >= runway.low - grace && actual.runway <= runway.high + grace,
    before: actual.runway < runway.low - grace,
    width: magnitude(runway.high) - magnitude(runway.low),
  };
}

function scoreOf(outcomes: readonly Outcome[], hasRange: boolean): Score {
  const mean = (of: (outcome: Outcome) => number) => outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  const median = (of: (outcome: Outcome) => number) =>
    quantile(
      outcomes.map(of).sort((left, right) => left - right),
      0.5,
    );
  const range = { held: mean(({ held }) => Number(held)), before: mean(({ before }) => Number(before)), width: Math.exp(median(({ width }) => width)) };
  return { runway: mean(({ runway }) => runway), median: median(({ runway }) => runway), week: mean(({ week }) => week), ...(hasRange ? { range } : {}) };
}

function meanOf(scores: readonly Score[]): Score {
  const mean = (of: (score: Score) => number) => scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  const ranges = scores.flatMap(({ range }) => (range ? [range] : []));
  const share = (of: (range: NonNullable<Score['range']>) => number) => ranges.reduce((sum, range) => sum + of(range), 0) / ranges.length;
  return {
    runway: mean(({ runway }) => runway),
    median: mean(({ median }) => median),
    week: mean(({ week }) => week),
    ...(ranges.length > 0
      ? { range: { held: share(({ held }) => held), before: share(({ before }) => before), width: Math.exp(share(({ width }) => Math.log(width))) } }
      : {}),
  };
}
