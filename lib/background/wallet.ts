import { type Account, originOf } from '../account';
import type { State } from './state';

/**
 * Accounts that draw on the same money: the same owner at the same origin, or else the same key. A key's own limit is its
 * own, whoever owns it. What is worked out from another account's figures, or held against them, is that account's money,
 * and so is what a person says is.
 *
 * @returns the same text for the same money, and no meaning besides.
 */
export function walletOf(account: Account, { accounts, statuses }: Pick<State, 'accounts' | 'statuses'>): string {
  const other = payerOf(account, accounts) ?? account.confirmedBy ?? account.ledger?.checkedBy ?? account.ledger?.spendFrom;
  const confirming = other === undefined ? undefined : accounts[other];
  const owning = confirming && confirming.removedAt === undefined ? confirming : account;
  const { reading } = statuses[owning.id] ?? {};
  const owner = reading?.scope === 'key' ? undefined : reading?.owner;
  // Without a key nothing but the account itself tells its wallet from others.
  const key = owning.fingerprint === '' ? `account:${owning.id}` : `key:${owning.fingerprint}`;
  return `${originOf(owning)} ${owner ?? key}`;
}

/**
 * The account whose money another one draws on, as its person says. Money does not leave its origin, and whoever draws on
 * another's has none to share: what says otherwise, or names somebody who is gone, says nothing.
 *
 * @returns its id.
 */
export function payerOf(account: Pick<Account, 'id' | 'baseUrl' | 'sharesWith'>, accounts: Readonly<Record<string, Account>>): string | undefined {
  const payer = account.sharesWith === undefined || account.sharesWith === account.id ? undefined : accounts[account.sharesWith];
  const isSound = payer && payer.removedAt === undefined && payer.sharesWith === undefined && originOf(payer) === originOf(account);
  return isSound ? payer.id : undefined;
}

/** The ids of the other accounts that draw on the same money; those that are removed draw on nothing. */
export function companionsOf(account: Account, among: Pick<State, 'accounts' | 'statuses'>): string[] {
  const wallet = walletOf(account, among);
  const others = Object.values(among.accounts).filter(({ id, removedAt }) => id !== account.id && removedAt === undefined);
  return others.filter((other) => walletOf(other, among) === wallet).map(({ id }) => id);
}
