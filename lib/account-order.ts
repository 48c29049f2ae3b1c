import { isNegative, isZero } from './money/decimal';
import { type AccountState, type AccountView, accountState, type Snapshot } from './snapshot';

/**
 * The order of the popup: what the person has pinned, in the order it was put; then what needs attention; then the rest
 * as it was added.
 *
 * @param now Unix milliseconds.
 */
export function inOrderOfAttention(snapshot: Snapshot, now: number): AccountView[] {
  const ranked = snapshot.accounts.map((account, index) => ({ account, index, rank: rankOf(account, accountState(account, snapshot, now)) }));
  ranked.sort((left, right) => left.rank - right.rank || (left.account.pinned ?? 0) - (right.account.pinned ?? 0) || left.index - right.index);
  return ranked.map(({ account }) => account);
}

function rankOf(account: AccountView, state: AccountState): number {
  if (account.pinned !== undefined) return 0;
  const remaining = account.reading?.remaining;
  if (remaining && remaining !== 'unlimited' && (isNegative(remaining.value) || isZero(remaining.value))) return 1;
  if (state === 'failed') return 2;
  if (state === 'stale') return 3;
  return 4;
}

/** Whether an account answers to what was typed in a search: name, service, address or masked key. */
export function matches(account: AccountView, search: string): boolean {
  const wanted = search.trim().toLocaleLowerCase();
  return [account.label, account.providerName, account.origin, account.masked].some((text) => text.toLocaleLowerCase().includes(wanted));
}
