import type { Correction, LedgerEntry, LedgerLine } from '../ledger-entry';

/**
 * Lays the corrections beside the entries they refer to.
 *
 * @returns what was recorded, the oldest first. A correction of something that is not there is left out.
 */
export function linesOf(entries: readonly LedgerEntry[]): LedgerLine[] {
  const lines = new Map<string, LedgerLine>();
  const corrections: Correction[] = [];
  for (const entry of inOrder(entries)) {
    if (entry.kind === 'correction') corrections.push(entry);
    else lines.set(entry.id, { entry, amount: entry.amount, corrections: [] });
  }
  // What was said last holds, even by a clock that was set back in between.
  for (const correction of corrections.sort((left, right) => left.number - right.number)) {
    const line = lines.get(correction.corrects);
    if (!line) continue;
    line.amount = correction.amount;
    line.corrections.push(correction);
  }
  return [...lines.values()];
}

/** By instant, then by their number. */
function inOrder(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return [...entries].sort((left, right) => left.at - right.at || left.number - right.number);
}
