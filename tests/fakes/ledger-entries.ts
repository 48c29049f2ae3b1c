import fc from 'fast-check';
import type { Correction, LedgerEntry, Recorded } from '@/lib/ledger-entry';
import { noon } from './world';

/** A recorded entry of the ledger `a1` in dollars. Its id is its number. */
export function recorded(number: number, kind: Recorded['kind'], value: string, changes: Partial<Recorded> = {}): Recorded {
  return { v: 1, id: `e${number}`, accountId: 'a1', number, at: noon, kind, amount: { value, unit: 'USD' }, source: 'hand', ...changes };
}

export function correction(number: number, corrects: string, value: string | 'void', changes: Partial<Correction> = {}): Correction {
  const amount = value === 'void' ? value : { value, unit: 'USD' };
  return { v: 1, id: `e${number}`, accountId: 'a1', number, at: noon, kind: 'correction', corrects, amount, source: 'hand', ...changes };
}

/** Amounts of at least one cent, as decimals in plain notation. */
export const cents = fc.integer({ min: 1, max: 10 ** 9 }).map(written);

/** Entries of any kind but corrections, at instants of which several are the same. */
export const recordedEntries = fc
  .array(fc.record({ kind: fc.constantFrom<Recorded['kind']>('top-up', 'spend', 'balance'), value: cents, hour: fc.integer({ min: 0, max: 8 }) }))
  .map((all): LedgerEntry[] => all.map(({ kind, value, hour }, index) => recorded(index + 1, kind, value, { at: noon + hour * 3_600_000 })));

function written(count: number): string {
  const text = String(count).padStart(3, '0');
  const fraction = text.slice(-2).replace(/0+$/, '');
  return text.slice(0, -2) + (fraction === '' ? '' : `.${fraction}`);
}
