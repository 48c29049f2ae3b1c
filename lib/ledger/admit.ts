import type { LedgerEntry, RecordedKind } from '../ledger-entry';
import { isNegative, isZero } from '../money/decimal';
import type { Quantity } from '../money/quantity';

/** Why something may not become an entry. */
export type EntryProblem = 'other-unit' | 'not-positive' | 'unknown-entry';

/** Whether an amount may stand in a ledger. What is left may be a debt; what was spent or topped up is more than nothing. */
export function amountProblem(kind: RecordedKind, amount: Quantity, unit: string): EntryProblem | undefined {
  if (amount.unit !== unit) return 'other-unit';
  return kind !== 'balance' && (isNegative(amount.value) || isZero(amount.value)) ? 'not-positive' : undefined;
}

/** Whether an entry may be corrected so. A correction is not corrected itself: the entry simply gets another one. */
export function correctionProblem(entries: readonly LedgerEntry[], corrects: string, amount: Quantity | 'void', unit: string): EntryProblem | undefined {
  const entry = entries.find(({ id }) => id === corrects);
  if (!entry || entry.kind === 'correction') return 'unknown-entry';
  return amount === 'void' ? undefined : amountProblem(entry.kind, amount, unit);
}
