import { daysLeft, type Runway } from './runway';

export type SpanUnit = 'day' | 'week' | 'month' | 'year';

/** A runway as it is said: with no more precision than it has. Counts are whole and at least one. */
export type Span =
  | { kind: 'less-than-a-day' }
  | { kind: 'about'; count: number; unit: SpanUnit }
  | { kind: 'between'; from: number; to: number; unit: SpanUnit }
  | { kind: 'up-to'; count: number; unit: SpanUnit }
  | { kind: 'more-than'; count: number; unit: SpanUnit };

/** Days in each unit, and from how many days on it is used. */
const units = [
  { unit: 'year', days: 365.25, from: 730 },
  { unit: 'month', days: 30.44, from: 63 },
  { unit: 'week', days: 7, from: 21 },
  { unit: 'day', days: 1, from: 0 },
] as const satisfies readonly { unit: SpanUnit; days: number; from: number }[];

/** A range within this factor is said as one number, within the next as two, beyond that as its near end alone. */
const oneNumber = 2;
const twoNumbers = 4;
/** So far away nobody needs to know more than that it is. */
const farAway = 90;

/**
 * How a runway is said: `about 9 days`, `2 to 4 weeks`, `more than 3 months`. Rounded down, but for the far end of a range.
 *
 * @param now Unix milliseconds.
 */
export function spanOf(runway: Pick<Runway, 'at'>, now: number): Span {
  const { low, likely, high } = daysLeft(runway, now);
  if (likely < 1) return { kind: 'less-than-a-day' };
  if (low >= farAway) return { kind: 'more-than', ...whole(low) };
  if (high <= low * oneNumber) return { kind: 'about', ...whole(likely) };
  if (low < 1) return { kind: 'up-to', ...whole(high, Math.ceil) };
  if (high > low * twoNumbers) return { kind: 'more-than', ...whole(low) };
  return between(low, high);
}

function between(low: number, high: number): Span {
  // The larger unit of the far end, unless the near end is none of it.
  const { unit, days } = units.find((candidate) => high >= candidate.from && low >= candidate.days) ?? units[3];
  const [from, to] = [Math.floor(low / days), Math.ceil(high / days)];
  return { kind: 'between', from, to, unit };
}

function whole(length: number, round: (count: number) => number = Math.floor): { count: number; unit: SpanUnit } {
  const { unit, days } = units.find(({ from }) => length >= from) ?? units[3];
  return { count: Math.max(1, round(length / days)), unit };
}
