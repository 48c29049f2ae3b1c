import { dayOf } from './confirmed-balance';
import { fail, failureOf } from './failure';
import { add, compare, type Decimal, sum } from './money/decimal';
import type { Quantity } from './money/quantity';
import type { DailySpend, Reading, SpendPart } from './reading';

/** One line of a cost report. */
export interface Cost {
  /** The day in UTC, such as `2026-11-23`. */
  day: string;
  amount: Quantity;
  /** What the service books it under. */
  parts: readonly { kind: SpendPart['kind']; name: string }[];
}

/** One page of a report. `next` leads to the following one; nothing at the end. */
export interface Page<Item> {
  items: readonly Item[];
  next?: string | undefined;
}

/** Far more than a report of two years has; a service that never ends must not be asked for ever. */
const mostPages = 40;

/**
 * Reads a report to its end.
 *
 * @throws FailureError `bad-response` for a page that leads back to itself, or for pages without an end.
 */
export async function allPages<Item>(page: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const { items: more, next } = await page(cursor);
    items.push(...more);
    if (next !== undefined && (seen.has(next) || seen.size >= mostPages)) fail({ kind: 'bad-response', detail: '/next_page' });
    if (next !== undefined) seen.add(next);
    cursor = next;
  } while (cursor !== undefined);
  return items;
}

/**
 * Asks for a report in parts, and for its sums alone where one answer cannot hold the parts: a large organization has more
 * projects and items than that.
 *
 * @throws FailureError for everything else that goes wrong.
 */
export async function inPartsOrWhole<Answer>(inParts: () => Promise<Answer>, whole: () => Promise<Answer>): Promise<Answer> {
  try {
    return await inParts();
  } catch (error) {
    const failure = failureOf(error, { kind: 'network' });
    if (failure.kind === 'bad-response' && failure.detail === 'size') return whole();
    throw error;
  }
}

/** The first instant of the calendar month in UTC, Unix milliseconds. */
export function monthStart(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** The first instant of the next calendar month in UTC, Unix milliseconds. */
export function nextMonthStart(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/**
 * What a cost report says: so much was spent this calendar month. It never says what is left.
 *
 * @param costs of this month and, where they were asked for, of days before it.
 * @param limit of a calendar month, where there is one.
 * @throws FailureError `bad-response` where costs are in several currencies: they cannot be added.
 */
export function spendReading(costs: readonly Cost[], now: number, limit?: { amount: Quantity; enforced: boolean }): Reading {
  const unit = costs[0]?.amount.unit ?? limit?.amount.unit ?? 'USD';
  if (costs.some(({ amount }) => amount.unit !== unit)) fail({ kind: 'bad-response', detail: '/currency' });
  const firstDay = dayOf(monthStart(now));
  const thisMonth = costs.filter(({ day }) => day >= firstDay);
  const used = { value: sum(thisMonth.map(({ amount }) => amount.value)), unit };
  const window = {
    period: 'month' as const,
    used,
    resetsAt: nextMonthStart(now),
    // A limit in another currency would be held against the wrong number.
    ...(limit?.amount.unit === unit ? { limit: limit.amount, enforced: limit.enforced } : {}),
  };
  const parts = partsOf(thisMonth, unit);
  return {
    used,
    meaning: 'spend',
    basis: 'reported',
    scope: 'organization',
    rule: { kind: 'sum-of-days' },
    windows: [window],
    daily: dailyOf(costs, unit),
    ...(parts.length > 0 ? { parts } : {}),
  };
}

/** What was spent on each day, the oldest first. All costs are of one unit. */
export function dailyOf(costs: readonly Pick<Cost, 'day' | 'amount'>[], unit: string): DailySpend[] {
  const days = added(costs.map(({ day, amount }) => [day, amount.value]));
  return [...days].map(([day, value]) => ({ day, amount: { value, unit } })).sort((left, right) => (left.day < right.day ? -1 : 1));
}

const kindsOfParts = ['project', 'workspace', 'line-item'] as const satisfies readonly SpendPart['kind'][];
/** A list for a person to read. */
const mostPartsOfAKind = 15;

function partsOf(costs: readonly Cost[], unit: string): SpendPart[] {
  return kindsOfParts.flatMap((kind) => {
    const named = costs.flatMap(({ amount, parts }) => parts.filter((part) => part.kind === kind).map(({ name }) => [name, amount.value] as const));
    const all = [...added(named)].map(([name, value]) => ({ kind, name, amount: { value, unit } }));
    // By name where the amounts are equal: the list must not jump when the service changes its order.
    return all.sort((left, right) => compare(right.amount.value, left.amount.value) || (left.name < right.name ? -1 : 1)).slice(0, mostPartsOfAKind);
  });
}

function added(entries: readonly (readonly [string, Decimal])[]): Map<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const [name, value] of entries) sums.set(name, add(sums.get(name) ?? '0', value));
  return sums;
}
