import { compare } from './money/decimal';
import type { Grant } from './reading';

/** How a credit stands at an instant. */
export type GrantState = 'usable' | 'used-up' | 'expired' | 'not-yet';

/** @param now Unix milliseconds. */
export function grantState({ amount, used, effectiveAt, expiresAt }: Grant, now: number): GrantState {
  if (used && used.unit === amount.unit && compare(used.value, amount.value) >= 0) return 'used-up';
  if (typeof expiresAt === 'number' && expiresAt <= now) return 'expired';
  return effectiveAt !== undefined && effectiveAt > now ? 'not-yet' : 'usable';
}

const order: readonly GrantState[] = ['usable', 'not-yet', 'used-up', 'expired'];

/** In the order in which they matter: what can be spent first, and of that what expires first. */
export function inOrderOfUse(grants: readonly Grant[], now: number): Grant[] {
  const place = (grant: Grant) => order.indexOf(grantState(grant, now));
  const end = ({ expiresAt }: Grant) => expiresAt ?? Number.POSITIVE_INFINITY;
  return grants.toSorted((left, right) => place(left) - place(right) || (end(left) === end(right) ? 0 : end(left) - end(right)));
}

/** When the next credit that can still be spent expires, Unix milliseconds; nothing where none does. */
export function nextExpiry(grants: readonly Grant[], now: number): number | undefined {
  const usable = grants.filter((grant) => grantState(grant, now) === 'usable' && typeof grant.expiresAt === 'number');
  return usable.length > 0 ? Math.min(...usable.map(({ expiresAt }) => expiresAt as number)) : undefined;
}
