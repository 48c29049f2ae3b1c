import type { Account } from '../account';
import { confirm, dayOf, derivedFrom } from '../confirmed-balance';
import type { Reading } from '../reading';
import type { Status } from '../status';
import type { Patch, State } from './state';

/** Two readings this close together, in milliseconds, count as one look at the same money. */
const sameTimeMs = 10 * 60_000;

/**
 * Confirms balances that are worked out from spend with what other accounts have just reported, and keeps the difference:
 * a bill that is checked.
 *
 * @param patch what a refresh is about to save.
 * @returns the patch with the newly confirmed balances in it.
 */
export function reconciled(patch: Patch, { accounts, statuses }: State): Patch {
  const confirmed: Record<string, Account> = {};
  const figures: Record<string, Status> = {};
  const statusOf = (id: string) => patch.statuses?.[id] ?? statuses[id];
  for (const account of Object.values(accounts)) {
    const source = account.confirmedBy === undefined ? undefined : patch.statuses?.[account.confirmedBy];
    const own = statusOf(account.id);
    if (!source || !own?.reading || source.failure || source.readAt === undefined || source.readAt <= (account.confirmed?.at ?? 0)) continue;
    const amount = reportedBalance(source.reading);
    if (!amount || !isOfOneTime(source.readAt, own.readAt)) continue;
    const next = confirm(amount, source.readAt, 'account', own.reading, true);
    confirmed[account.id] = { ...account, confirmed: next };
    figures[account.id] = { ...own, reading: derivedFrom(own.reading, next) };
  }
  if (Object.keys(confirmed).length === 0) return patch;
  return { ...patch, accounts: { ...patch.accounts, ...confirmed }, statuses: { ...patch.statuses, ...figures } };
}

/** Only what a service itself reports as money can confirm anything. */
function reportedBalance(reading: Reading | undefined) {
  if (reading?.meaning !== 'balance' || reading.basis !== 'reported' || reading.blocked || reading.remaining === 'unlimited') return undefined;
  return reading.remaining;
}

/** The spend of the day is known for the instant of the confirmation only if it was read about then, on the same day. */
function isOfOneTime(at: number, readAt: number | undefined): boolean {
  return readAt !== undefined && Math.abs(at - readAt) <= sameTimeMs && dayOf(at) === dayOf(readAt);
}
