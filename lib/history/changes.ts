import { dayOf } from '../confirmed-balance';
import type { History, HistoryPoint, HistorySeries } from '../history-point';
import { add, compare, type Decimal, isZero, subtract } from '../money/decimal';

/** A rise of a balance: money that was put in, as far as points can tell. */
export interface TopUp {
  account: string;
  /** The first instant at which it was seen, Unix milliseconds. */
  at: number;
  /** How much the balance rose between two readings: at least so much was put in. */
  amount: Decimal;
  /** The balance after it. */
  value: Decimal;
}

/** What was spent on one day (UTC). */
export interface DaySpend {
  account: string;
  unit: string;
  day: string;
  amount: Decimal;
  /** The service reports it, or it is the fall of the balance between readings. */
  basis: 'reported' | 'derived';
  /** Set where nothing was read for longer: spent since that day, nobody knows when. */
  since?: string;
}

/** Where a balance rose. What a limit allows rises by itself when its period starts anew, and is left out. */
export function topUpsIn({ account, meaning, points }: HistorySeries): TopUp[] {
  if (meaning !== 'balance') return [];
  return pairs(points).flatMap(([before, after]) => {
    const isRise = before.value !== undefined && after.value !== undefined && compare(after.value, before.value) > 0;
    // A figure that is known in another way may be another figure without anything having been put in.
    if (!isRise || before.basis !== after.basis || before.value === undefined || after.value === undefined) return [];
    return [{ account, at: after.at, amount: subtract(after.value, before.value), value: after.value }];
  });
}

/**
 * What was spent, day by day, the oldest first. Where a service reports its days, they count, and a day that it leaves out
 * had no spend; before the first of them, and everywhere else, it is how much the balance fell from reading to reading.
 */
export function spendByDay({ series, spend }: History): DaySpend[] {
  const reported: DaySpend[] = spend.map((one) => ({ ...one, basis: 'reported' }));
  const firstReported = new Map<string, string>();
  for (const { account, unit, day } of spend) {
    const key = `${account} ${unit}`;
    if (day < (firstReported.get(key) ?? '9')) firstReported.set(key, day);
  }
  const derived = series.flatMap(fallsIn).filter(({ account, unit, day }) => day < (firstReported.get(`${account} ${unit}`) ?? '9'));
  return [...reported, ...addedByDay(derived)].sort((left, right) => (left.day < right.day ? -1 : left.day > right.day ? 1 : 0));
}

function fallsIn({ account, unit, meaning, points }: HistorySeries): DaySpend[] {
  return pairs(points).flatMap(([before, after]) => {
    const amount = meaning === 'spend' ? fall(after.used, before.used) : fall(before.value, after.value);
    if (amount === undefined) return [];
    const [from, to] = [dayOf(before.at), dayOf(after.at)];
    const isOvernight = after.at - before.at <= 24 * 60 * 60_000;
    return [{ account, unit, day: to, amount, basis: 'derived' as const, ...(from === to || isOvernight ? {} : { since: from }) }];
  });
}

/** How much lower the second amount is; nothing where it is not, or where one is unknown. */
function fall(from: Decimal | undefined, to: Decimal | undefined): Decimal | undefined {
  if (from === undefined || to === undefined) return undefined;
  const difference = subtract(from, to);
  return isZero(difference) || difference.startsWith('-') ? undefined : difference;
}

function addedByDay(falls: readonly DaySpend[]): DaySpend[] {
  const days = new Map<string, DaySpend>();
  for (const one of falls) {
    const key = `${one.account} ${one.unit} ${one.day}`;
    const before = days.get(key);
    const since = [before?.since, one.since].filter((day) => day !== undefined).sort()[0];
    days.set(key, { ...one, ...(before ? { amount: add(before.amount, one.amount) } : {}), ...(since === undefined ? {} : { since }) });
  }
  return [...days.values()];
}

function pairs(points: readonly HistoryPoint[]): (readonly [HistoryPoint, HistoryPoint])[] {
  return points.slice(1).map((after, place) => [points[place] as HistoryPoint, after] as const);
}
