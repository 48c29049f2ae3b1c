import type { HistoryPoint } from '../history-point';
import { compare, type Decimal } from '../money/decimal';

const hour = 60 * 60_000;
const day = 24 * hour;

/** Every point is kept so long, in milliseconds; then four of each hour. */
export const fineMs = 48 * hour;
/** Four points of each hour are kept so long; then four of each day, for ever. */
export const hourlyMs = 90 * day;

/**
 * Leaves out what nobody looks at any more: of each hour, and later of each day, the first, the last, the lowest and the
 * highest point stay. Periods are those of UTC, and are thinned when they have ended long enough ago.
 *
 * @param points of one series, by instant.
 * @param now Unix milliseconds.
 */
export function thin(points: readonly HistoryPoint[], now: number): HistoryPoint[] {
  return landmarksOf(points, (at) => {
    if (endOf(at, day) <= now - hourlyMs) return day;
    return endOf(at, hour) <= now - fineMs ? hour : 0;
  });
}

/** The first, the last, the lowest and the highest point of every period of `span` milliseconds; all of them for zero. */
export function condense(points: readonly HistoryPoint[], span: number): HistoryPoint[] {
  return landmarksOf(points, () => span);
}

function endOf(at: number, span: number): number {
  return (Math.floor(at / span) + 1) * span;
}

/** @param spanAt the length of the period that an instant belongs to; zero keeps the point. */
function landmarksOf(points: readonly HistoryPoint[], spanAt: (at: number) => number): HistoryPoint[] {
  const kept: HistoryPoint[] = [];
  let period: HistoryPoint[] = [];
  let end = Number.NEGATIVE_INFINITY;
  const close = () => {
    kept.push(...landmarks(period));
    period = [];
  };
  for (const point of points) {
    const span = spanAt(point.at);
    if (span === 0 || point.at >= end) {
      close();
      end = span === 0 ? Number.NEGATIVE_INFINITY : endOf(point.at, span);
    }
    period.push(point);
  }
  close();
  return kept;
}

function landmarks(period: readonly HistoryPoint[]): readonly HistoryPoint[] {
  if (period.length <= 2) return period;
  let lowest = -1;
  let highest = -1;
  for (const [place, point] of period.entries()) {
    const measure = measureOf(point);
    if (measure === undefined) continue;
    // The earliest of equals: thinning twice must not give something else than thinning once.
    if (lowest < 0 || compare(measure, measureOf(period[lowest]) ?? measure) < 0) lowest = place;
    if (highest < 0 || compare(measure, measureOf(period[highest]) ?? measure) > 0) highest = place;
  }
  return period.filter((_, place) => place === 0 || place === period.length - 1 || place === lowest || place === highest);
}

/** What is high or low about a point: what was left, or what was spent where nothing says what is left. */
function measureOf(point: HistoryPoint | undefined): Decimal | undefined {
  return point?.value ?? point?.used;
}
