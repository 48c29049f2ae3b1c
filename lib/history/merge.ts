import type { HistoryPoint } from '../history-point';

/**
 * Puts a new point among those of its series. Of a figure that stays the same the first and the last point are kept; a
 * second point of the same instant replaces the first.
 *
 * @param points by instant. The new one may belong anywhere among them: clocks are set back.
 */
export function withPoint(points: readonly HistoryPoint[], point: HistoryPoint): HistoryPoint[] {
  const place = points.findLastIndex(({ at }) => at <= point.at);
  const isReplaced = place >= 0 && points[place]?.at === point.at;
  return withoutRepeats(isReplaced ? points.with(place, point) : points.toSpliced(place + 1, 0, point));
}

/** Both together, by instant. Where both have a point of one instant, that of `points` stays. */
export function merged(points: readonly HistoryPoint[], others: readonly HistoryPoint[]): HistoryPoint[] {
  return withoutRepeats(inOrder([...others, ...points]));
}

/** By instant; of several points of one instant the last one given. */
export function inOrder(points: readonly HistoryPoint[]): HistoryPoint[] {
  const byInstant = new Map(points.map((point) => [point.at, point]));
  return [...byInstant.values()].sort((left, right) => left.at - right.at);
}

/** Whether two points say the same of their instants. */
export function saysTheSame(left: HistoryPoint | undefined, right: HistoryPoint | undefined): boolean {
  if (!left || !right) return false;
  return left.value === right.value && left.used === right.used && left.granted === right.granted && left.basis === right.basis && left.method === right.method;
}

/** What lies between two points that say the same as it does adds nothing. */
function withoutRepeats(points: readonly HistoryPoint[]): HistoryPoint[] {
  return points.filter((point, place) => !(saysTheSame(points[place - 1], point) && saysTheSame(point, points[place + 1])));
}
