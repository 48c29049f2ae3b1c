import type { NewRecorded } from '../ledger-entry';
import { compare, subtract } from '../money/decimal';
import type { Quantity } from '../money/quantity';

/** How far another account's spend has been taken over. */
export interface Mark {
  /** The other account. */
  from: string;
  used: Quantity;
  /** When that was read, Unix milliseconds. */
  at: number;
}

/** What a newer reading of the other account means for the ledger. */
export interface Rise {
  mark: Mark;
  entry?: NewRecorded;
}

/**
 * Takes over what another account has spent since it was last looked at. The first look, and one that finds less than the
 * last, only sets the mark: a counter that starts anew, or a correction of the service, is no money that came back, and nobody
 * knows how much of what it shows was spent in between.
 *
 * @returns `undefined` where nothing is new.
 */
export function rise(mark: Mark | undefined, seen: Mark, unit: string): Rise | undefined {
  // Units are never mixed: spend of another currency is not this ledger's.
  if (seen.used.unit !== unit) return undefined;
  if (mark?.from !== seen.from || mark.used.unit !== unit) return { mark: seen };
  if (seen.at <= mark.at) return undefined;
  const order = compare(seen.used.value, mark.used.value);
  if (order === 0) return undefined;
  if (order < 0) return { mark: seen };
  const amount = { value: subtract(seen.used.value, mark.used.value), unit };
  return { mark: seen, entry: { kind: 'spend', at: seen.at, amount, source: 'counter' } };
}
