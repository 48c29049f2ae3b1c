import type { AlertMemory } from '../alert-memory';
import type { AlertKind } from '../alert-settings';
import type { Decimal } from '../money/decimal';
import type { Raised } from './step';

/** Another account that looks at the same money. */
export interface Companion {
  memory: AlertMemory;
  /** When it was last read well, Unix milliseconds. */
  readAt: number | undefined;
  /** Its limit for the kind of the alert; `null` where that is off. */
  limit: Decimal | null;
}

/** What is about the money, and not about the key that looks at it. */
const aboutMoney: readonly AlertKind[] = ['below-amount', 'below-share', 'few-days', 'grant-expires', 'spend-today', 'topped-up'];

/**
 * Whether another account of the same wallet has told an alert: the same limit of the same money is told once, however many
 * accounts look at it.
 *
 * @param before what was remembered of the account before it raised the alert.
 * @param limit of the account itself.
 */
export function isToldAlready({ kind }: Raised, before: AlertMemory, after: AlertMemory, limit: Decimal | null, companions: readonly Companion[]): boolean {
  if (!aboutMoney.includes(kind)) return false;
  const { about } = after.kinds[kind] ?? {};
  const { state, sample } = before.kinds[kind] ?? {};
  // What was seen once and not yet believed had begun by then.
  const since = Math.min(before.last?.at ?? Number.NEGATIVE_INFINITY, state === 'told' ? Number.POSITIVE_INFINITY : (sample ?? Number.POSITIVE_INFINITY));
  return companions.some(({ memory, readAt = Number.NEGATIVE_INFINITY, limit: theirs }) => {
    const told = memory.kinds[kind];
    if (told?.state !== 'told' || theirs !== limit || memory.last?.amount.unit !== after.last?.amount.unit) return false;
    // A top-up is named after the figure it was seen in, which every account has of its own.
    if (kind === 'topped-up') return told.sample >= since;
    // One that was read before the money was last seen to be enough knows nothing of this fall.
    return about === undefined ? readAt >= since : told.about === about;
  });
}
