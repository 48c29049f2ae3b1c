import type { DaySpend } from '@/lib/history/changes';
import type { History, HistorySeries } from '@/lib/history-point';
import { add, type Decimal } from '@/lib/money/decimal';
import type { AccountView } from '@/lib/snapshot';

/** A line of the chart: what was left in one account. Instants are Unix milliseconds. */
export interface Line {
  account: string;
  label: string;
  /** Number of its colour. */
  color: number;
  points: { at: number; value: Decimal }[];
}

/** The lines of some accounts, each series for itself: what is not one wallet is not joined. Spend alone has no line. */
export function linesOf(series: readonly HistorySeries[], accounts: readonly { id: string; label: string }[]): Line[] {
  return series.flatMap(({ account, points }) => {
    const place = accounts.findIndex(({ id }) => id === account);
    const known = points.flatMap(({ at, value }) => (value === undefined ? [] : [{ at, value }]));
    return place < 0 || known.length === 0 ? [] : [{ account, label: accounts[place]?.label ?? '', color: place, points: known }];
  });
}

/** The points from an instant on (Unix milliseconds), and the last before it: a figure that has not changed since is not unknown. */
export function pointsFrom<Point extends { at: number }>(points: readonly Point[], from: number): Point[] {
  return points.slice(
    Math.max(
      0,
      points.findLastIndex(({ at }) => at < from),
    ),
  );
}

/**
 * Lines on one axis of time, as uPlot takes them: `undefined` where a line has no point of its own, which it draws over.
 * Amounts become floats here, for drawing only.
 */
export function aligned(lines: readonly Line[]): [number[], ...(number | undefined)[][]] {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(({ at }) => at)))].sort((left, right) => left - right);
  const columns = lines.map(({ points }) => {
    const byInstant = new Map(points.map(({ at, value }) => [at, Number(value)]));
    return times.map((at) => byInstant.get(at));
  });
  return [times, ...columns];
}

/** What was said last of each account at or before an instant, as far as it had been read. A line that another one follows is over. */
export function amountsAt(lines: readonly Line[], at: number): { line: Line; value: Decimal }[] {
  const newest = new Map<string, { line: Line; at: number; value: Decimal }>();
  for (const line of lines) {
    const point = line.points.findLast((one) => one.at <= at);
    if (point && point.at >= (newest.get(line.account)?.at ?? 0)) newest.set(line.account, { line, ...point });
  }
  return [...newest.values()].map(({ line, value }) => ({ line, value }));
}

/** Spend of several accounts together, by day. */
export function addedUp(spend: readonly DaySpend[]): { day: string; amount: Decimal }[] {
  const days = new Map<string, Decimal>();
  for (const { day, amount } of spend) days.set(day, add(days.get(day) ?? '0', amount));
  return [...days].map(([day, amount]) => ({ day, amount })).sort((left, right) => (left.day < right.day ? -1 : 1));
}

/** The first of the accounts of each wallet: what is spent there is spent once, however many accounts look at it. */
export function oneOfEachWallet(accounts: readonly AccountView[]): Set<string> {
  return new Set([...Map.groupBy(accounts, ({ wallet }) => wallet).values()].flatMap(([first]) => (first ? [first.id] : [])));
}

/** The part of a history that is in one unit. */
export function inUnit({ series, spend }: History, unit: string): History {
  return { series: series.filter((one) => one.unit === unit), spend: spend.filter((one) => one.unit === unit) };
}

/** The units that accounts or a history have, the most frequent first. */
export function unitsOf(accounts: readonly AccountView[], { series, spend }: History): string[] {
  const read = accounts.flatMap(({ reading }) => {
    const main = reading?.remaining === 'unlimited' ? undefined : reading?.remaining;
    return [main ?? reading?.used ?? reading?.granted, ...(reading?.otherRemaining ?? [])].flatMap((amount) => amount?.unit ?? []);
  });
  const all = [...read, ...series.map(({ unit }) => unit), ...spend.map(({ unit }) => unit)];
  const counted = Map.groupBy(all, (unit) => unit);
  return [...counted].sort(([, left], [, right]) => right.length - left.length).map(([unit]) => unit);
}
