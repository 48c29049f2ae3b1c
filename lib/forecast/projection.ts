import type { ExpiringCredit } from './points';
import { day } from './spend-days';

/** What there is to spend, and until when. */
export interface Funds {
  /** In the unit of the rate; above zero. */
  balance: number;
  /** Parts of it that expire. What is spent is taken from the part that expires first. */
  credits: readonly ExpiringCredit[];
  /** When all of it can no longer be spent, Unix milliseconds. */
  expiresAt?: number;
}

/** When the funds are gone. */
export interface End {
  /** Unix milliseconds. */
  at: number;
  by: 'spend' | 'expiry';
}

/**
 * Spends evenly until nothing is left.
 *
 * @param perDay zero is possible: then only an expiry ends it.
 * @param from Unix milliseconds.
 * @param furthest Unix milliseconds, where looking on ends.
 */
export function endOf({ balance, credits, expiresAt }: Funds, perDay: number, from: number, furthest: number): End {
  let end: End = { at: from, by: 'spend' };
  for (const { left, until } of inOrderOfExpiry(balance, credits, from)) {
    const spentAt = perDay > 0 ? end.at + (left / perDay) * day : Number.POSITIVE_INFINITY;
    if (spentAt <= until) end = { at: spentAt, by: 'spend' };
    else if (until > end.at) end = { at: until, by: 'expiry' };
  }
  if (expiresAt !== undefined && expiresAt < end.at) end = { at: Math.max(from, expiresAt), by: 'expiry' };
  return end.at < furthest ? end : { at: furthest, by: 'spend' };
}

/** The balance in parts, the last of which never expires. Credits of more than the balance are not believed. */
function inOrderOfExpiry(balance: number, credits: readonly ExpiringCredit[], from: number): { left: number; until: number }[] {
  let rest = balance;
  const parts = credits
    .filter(({ expiresAt }) => expiresAt > from)
    .toSorted((one, other) => one.expiresAt - other.expiresAt)
    .map(({ left, expiresAt }) => {
      const part = Math.min(rest, Number(left));
      rest -= part;
      return { left: part, until: expiresAt };
    });
  // What remains of the subtraction of two floats is not money.
  return rest > balance * 1e-9 ? [...parts, { left: rest, until: Number.POSITIVE_INFINITY }] : parts;
}
