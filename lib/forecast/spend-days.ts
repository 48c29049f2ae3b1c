import type { ExpiringCredit, ForecastPoint } from './points';

/** A day in milliseconds. */
export const day = 24 * 60 * 60_000;

/** What was spent in 24 hours, as far as it is known. Estimates: floats. */
export interface SpendDay {
  spent: number;
  /** What share of the day is known, from 0 to 1. */
  known: number;
}

/** A top-up between readings this close together hides so little spending that it counts as none. */
const closeTogether = day / 4;

/**
 * What was spent on each of the days before the last reading: 24 hours each, the latest first. They are counted back from the
 * reading and not from midnight: no time zone is needed, and the day seven places on is the same time of the week.
 *
 * A fall is spend, spread evenly over the time between the two readings. A rise is a top-up; what was spent meanwhile is not
 * known, and neither is what was spent while a limit started anew: that time is left out. What expired was not spent.
 *
 * @param points in order, one an instant.
 * @param credits that may have expired between points which do not name their own.
 * @param count of days.
 */
export function spendDays(points: readonly ForecastPoint[], credits: readonly ExpiringCredit[], count: number): SpendDay[] {
  const days: SpendDay[] = Array.from({ length: count }, () => ({ spent: 0, known: 0 }));
  const end = points.at(-1)?.at ?? 0;
  let before = points[0];
  for (const point of points.slice(1)) {
    const spent = spentBetween(before as ForecastPoint, point, credits);
    if (spent !== undefined) spread(spent, (before as ForecastPoint).at, point.at, end, days);
    before = point;
  }
  return days;
}

/** @returns nothing where it is not known. */
function spentBetween(from: ForecastPoint, to: ForecastPoint, credits: readonly ExpiringCredit[]): number | undefined {
  if (from.resetsAt !== undefined && from.resetsAt <= to.at) return undefined;
  const fall = Number(from.remaining) - Number(to.remaining);
  if (fall < 0) return to.at - from.at <= closeTogether ? 0 : undefined;
  const expired = (from.expiring ?? credits).filter(({ expiresAt }) => expiresAt > from.at && expiresAt <= to.at);
  return Math.max(0, fall - expired.reduce((sum, { left }) => sum + Number(left), 0));
}

function spread(spent: number, from: number, to: number, end: number, days: SpendDay[]): void {
  const length = to - from;
  for (let index = Math.floor((end - to) / day); index < days.length; index++) {
    const share = Math.min(to, end - index * day) - Math.max(from, end - (index + 1) * day);
    const target = days[index];
    if (share <= 0 || !target) break;
    target.spent += (spent * share) / length;
    target.known += share / day;
  }
}
