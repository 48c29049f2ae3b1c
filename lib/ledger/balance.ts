import type { LedgerEntry, LedgerLine, Reconciliation } from '../ledger-entry';
import { add, compare, type Decimal, isNegative, subtract } from '../money/decimal';
import type { Quantity } from '../money/quantity';
import { linesOf } from './lines';

/** What the entries of a ledger come to. `remaining` is always `granted` − `used`. */
export interface Balance {
  /** Absent while only spend is recorded: nobody knows what it is taken from. */
  remaining?: Quantity;
  used: Quantity;
  granted: Quantity;
  /** What recorded balances have added, or taken away where it is negative. It is part of the amounts above. */
  adjusted: Quantity;
  /** Entries that count. */
  count: number;
  /** The instant of the newest of them, Unix milliseconds. */
  lastAt?: number;
  /** When the next entry begins to count, Unix milliseconds. */
  nextAt?: number;
}

export type BalanceResult = { ok: true; balance: Balance } | { ok: false; problem: 'other-unit' };

/**
 * Adds up a ledger. A recorded balance is the truth of its instant: what was recorded before and what it says differ by an
 * amount that was spent, or topped up, without having been recorded.
 *
 * @param unit of the account; entries of another are refused, for two units are never added.
 * @param now Unix milliseconds: what is still to come does not count.
 */
export function balance(entries: readonly LedgerEntry[], unit: string, now: number): BalanceResult {
  if (entries.some(({ amount }) => amount !== 'void' && amount.unit !== unit)) return { ok: false, problem: 'other-unit' };
  const sums = { granted: '0', used: '0', adjusted: '0', isKnown: false };
  const lines = linesOf(entries).filter(({ amount }) => amount !== 'void');
  const counted = lines.filter(({ entry }) => entry.at <= now);
  for (const line of counted) count(line, sums);
  const nextAt = lines[counted.length]?.entry.at;
  const lastAt = counted.at(-1)?.entry.at;
  const of = (value: Decimal): Quantity => ({ value, unit });
  return {
    ok: true,
    balance: {
      ...(sums.isKnown ? { remaining: of(subtract(sums.granted, sums.used)) } : {}),
      used: of(sums.used),
      granted: of(sums.granted),
      adjusted: of(sums.adjusted),
      count: counted.length,
      ...(lastAt === undefined ? {} : { lastAt }),
      ...(nextAt === undefined ? {} : { nextAt }),
    },
  };
}

interface Sums {
  granted: Decimal;
  used: Decimal;
  adjusted: Decimal;
  /** There is something that spend can be taken from. */
  isKnown: boolean;
}

function count({ entry, amount }: LedgerLine, sums: Sums): void {
  if (amount === 'void') return;
  if (entry.kind === 'spend') sums.used = add(sums.used, amount.value);
  else if (entry.kind === 'top-up') sums.granted = add(sums.granted, amount.value);
  else {
    const difference = subtract(amount.value, subtract(sums.granted, sums.used));
    // The first balance is where the ledger begins, and adjusts nothing.
    if (sums.isKnown) sums.adjusted = add(sums.adjusted, difference);
    if (isNegative(difference)) sums.used = subtract(sums.used, difference);
    else sums.granted = add(sums.granted, difference);
  }
  sums.isKnown ||= entry.kind !== 'spend';
}

/** A balance that somebody else reports. `at` is Unix milliseconds. */
export interface Reported {
  amount: Quantity;
  at: number;
}

export type ReconciliationResult = { ok: true; reconciliation: Reconciliation } | { ok: false; problem: 'other-unit' };

/** Holds a ledger against a balance that somebody reports for the same money, at the instant of the report. */
export function reconcile(entries: readonly LedgerEntry[], reported: Reported): ReconciliationResult {
  const { amount, at } = reported;
  const result = balance(entries, amount.unit, at);
  if (!result.ok) return result;
  const { remaining: counted } = result.balance;
  const difference = counted && { value: subtract(amount.value, counted.value), unit: amount.unit };
  const isSettled = difference !== undefined && compare(difference.value, '0') === 0;
  return {
    ok: true,
    reconciliation: {
      ...(counted ? { counted } : {}),
      ...(difference ? { difference } : {}),
      ...(isSettled ? {} : { settling: { kind: 'balance', at, amount, source: 'hand' } }),
      reported: amount,
      at,
    },
  };
}
