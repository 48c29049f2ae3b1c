import { type Account, originOf } from '../account';
import type { State } from './state';

/**
 * Accounts that draw on the same money: the same owner at the same origin, or else the same key. A key's own limit is its
 * own, whoever owns it. What is worked out from another account's figures, or held against them, is that account's money.
 */
export function walletOf(account: Account, { accounts, statuses }: Pick<State, 'accounts' | 'statuses'>): string {
  const other = account.confirmedBy ?? account.ledger?.checkedBy ?? account.ledger?.spendFrom;
  const confirming = other === undefined ? undefined : accounts[other];
  const owning = confirming && confirming.removedAt === undefined ? confirming : account;
  const { reading } = statuses[owning.id] ?? {};
  const owner = reading?.scope === 'key' ? undefined : reading?.owner;
  // Without a key nothing but the account itself tells its wallet from others.
  const key = owning.fingerprint === '' ? `account:${owning.id}` : `key:${owning.fingerprint}`;
  return `${originOf(owning)} ${owner ?? key}`;
}

/** The ids of the other accounts that draw on the same money; those that are removed draw on nothing. */
export function companionsOf(account: Account, among: Pick<State, 'accounts' | 'statuses'>): string[] {
  const wallet = walletOf(account, among);
  const others = Object.values(among.accounts).filter(({ id, removedAt }) => id !== account.id && removedAt === undefined);
  return others.filter((other) => walletOf(other, among) === wallet).map(({ id }) => id);
}
