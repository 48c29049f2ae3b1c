import { type Account, originOf } from '../account';
import { providerById } from '../provider-host/catalog';
import type { AccountView, Snapshot, VaultState } from '../snapshot';
import { totalOf } from '../totals';
import type { Written } from '../written';
import type { State } from './state';
import { writeOut } from './write-out';

/** The language that amounts are written out for, and what was written before. */
export interface Writing {
  locale: string;
  before?: Written | undefined;
}

/** Builds what pages see, by naming every field. A record that gains a field does not show it by itself. */
export function buildSnapshot(state: State, vault: VaultState, now: number, writing?: Writing): Snapshot {
  const accounts: AccountView[] = [];
  const removed: Snapshot['removed'] = [];
  for (const account of Object.values(state.accounts)) {
    if (account.removedAt === undefined) accounts.push(viewOf(account, state));
    else removed.push({ id: account.id, label: account.label });
  }
  const snapshot: Snapshot = {
    v: 1,
    publishedAt: now,
    settings: state.settings,
    vault,
    accounts: accounts.sort((left, right) => left.createdAt - right.createdAt),
    unreadable: [...state.unreadable],
    removed,
  };
  if (writing) snapshot.written = writeOut(snapshot.accounts, totalOf(snapshot, now), writing.locale, writing.before);
  return snapshot;
}

function viewOf(account: Account, state: State): AccountView {
  const status = state.statuses[account.id];
  const provider = providerById(account.providerId);
  const origin = originOf(account);
  return {
    id: account.id,
    providerId: account.providerId,
    label: account.label,
    baseUrl: account.baseUrl,
    origin,
    credential: account.credential,
    masked: account.masked,
    fields: account.fields,
    countInTotal: account.countInTotal,
    createdAt: account.createdAt,
    providerName: provider?.name ?? account.providerId,
    icon: provider?.icon ?? { text: '?', color: '#6b7280' },
    billingUrl: provider?.billingUrl ?? origin,
    wallet: walletOf(account, state),
    attempts: status?.attempts ?? [],
    ...(provider?.dashboard && account.credential === 'session' ? { dashboardHost: new URL(provider.dashboard.origin).host } : {}),
    ...(provider?.passive ? { passive: true } : {}),
    ...(account.inMemory === undefined ? {} : { inMemory: account.inMemory }),
    ...(account.confirmed === undefined ? {} : { confirmed: account.confirmed }),
    ...(account.confirmedBy === undefined ? {} : { confirmedBy: account.confirmedBy }),
    ...(account.pinned === undefined ? {} : { pinned: account.pinned }),
    ...(status?.reading === undefined ? {} : { reading: status.reading }),
    ...(status?.readAt === undefined ? {} : { readAt: status.readAt }),
    ...(status?.method === undefined ? {} : { method: status.method }),
    ...(status?.others === undefined ? {} : { others: status.others }),
    ...(status?.failure === undefined ? {} : { failure: status.failure }),
    ...(status?.failedAt === undefined ? {} : { failedAt: status.failedAt }),
    ...(status?.lastAttemptAt === undefined ? {} : { lastAttemptAt: status.lastAttemptAt }),
    ...(status?.nextAttemptAt === undefined ? {} : { nextAttemptAt: status.nextAttemptAt }),
  };
}

/**
 * Accounts that draw on the same money: the same owner at the same origin, or else the same key. A key's own limit is its
 * own, whoever owns it. What is worked out from another account's balance is that account's money.
 */
function walletOf(account: Account, { accounts, statuses }: State): string {
  const confirming = account.confirmedBy === undefined ? undefined : accounts[account.confirmedBy];
  const owning = confirming && confirming.removedAt === undefined ? confirming : account;
  const { reading } = statuses[owning.id] ?? {};
  const owner = reading?.scope === 'key' ? undefined : reading?.owner;
  return `${originOf(owning)} ${owner ?? `key:${owning.fingerprint}`}`;
}
