import { isNegative, isZero } from '../money/decimal';
import { daysLeft } from '../runway';
import type { AccountView } from '../snapshot';

/** The account that will be empty first. */
export interface FirstToRunOut {
  account: AccountView;
  /** The likely number of days; 0 where nothing is left. */
  days: number;
}

/**
 * Of the accounts that count, the one whose money will be gone first. What cannot be spent anyway is left out, as in the total.
 *
 * @returns nothing where no account is empty and none has a forecast.
 */
export function firstToRunOut(accounts: readonly AccountView[], now: number): FirstToRunOut | undefined {
  let first: FirstToRunOut | undefined;
  for (const account of accounts) {
    const days = daysOf(account, now);
    if (days !== undefined && (!first || days < first.days)) first = { account, days };
  }
  return first;
}

function daysOf({ countInTotal, reading, runway }: AccountView, now: number): number | undefined {
  if (!countInTotal || !reading?.remaining || reading.blocked) return undefined;
  if (reading.remaining !== 'unlimited' && (isZero(reading.remaining.value) || isNegative(reading.remaining.value))) return 0;
  return runway && daysLeft(runway, now).likely;
}
