import type { LedgerEntry, NewRecorded } from '../ledger-entry';
import { linesOf } from './lines';

/**
 * Which entries of a file are not in a ledger yet. One that is there as often as in the file is known, whoever entered it: a
 * file that is imported twice, or that overlaps with another one, adds nothing twice. An entry is known by what it was
 * recorded as and by what it was corrected to.
 */
export function missingEntries<Entry extends NewRecorded>(entries: readonly LedgerEntry[], wanted: readonly Entry[]): Entry[] {
  const places = new Map<string, string[]>();
  const put = (name: string, id: string) => {
    const ids = places.get(name);
    if (ids) ids.push(id);
    else places.set(name, [id]);
  };
  const lines = linesOf(entries);
  // What was recorded so comes before what was only corrected to it, which may stand for another line of the file.
  for (const { entry } of lines) put(contentOf(entry), entry.id);
  for (const { entry, amount } of lines) {
    if (amount !== 'void' && amount.value !== entry.amount.value) put(contentOf({ ...entry, amount }), entry.id);
  }
  const taken = new Set<string>();
  return wanted.filter((entry) => {
    const ids = places.get(contentOf(entry)) ?? [];
    const place = ids.findIndex((id) => !taken.has(id));
    const [id] = place < 0 ? [] : ids.splice(0, place + 1).slice(-1);
    if (id !== undefined) taken.add(id);
    return id === undefined;
  });
}

/** Two entries that say the same are told apart only by how many of them there are. */
function contentOf({ kind, at, amount, note = '' }: NewRecorded): string {
  return JSON.stringify([kind, at, amount.value, amount.unit, note]);
}
