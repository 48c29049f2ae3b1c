import { type Account, originOf } from '../account';
import { isLow } from '../alerts/step';
import type { Channel, ChannelView, Delivery } from '../channel';
import { sinceOf } from '../history/trend';
import type { HistoryTrouble } from '../history-point';
import { providerById, readsLedger } from '../provider-host/catalog';
import type { AccountView, Snapshot, VaultAccess, VaultState } from '../snapshot';
import { totalOf } from '../totals';
import type { Written } from '../written';
import { outlookFor } from './runways';
import type { State } from './state';
import { payerOf, walletOf } from './wallet';
import { writeOut } from './write-out';

/** The language that amounts are written out for, and what was written before. */
export interface Writing {
  locale: string;
  before?: Written | undefined;
}

/** How the vault is, for pages. */
export interface VaultView {
  state: VaultState;
  access?: VaultAccess | undefined;
}

/** Builds what pages see, by naming every field. A record that gains a field does not show it by itself. */
export function buildSnapshot(state: State, vault: VaultView, now: number, writing?: Writing, history?: HistoryTrouble): Snapshot {
  const accounts: AccountView[] = [];
  const removed: Snapshot['removed'] = [];
  for (const account of Object.values(state.accounts)) {
    if (account.removedAt === undefined) accounts.push(viewOf(account, state, now));
    else removed.push({ id: account.id, label: account.label });
  }
  const snapshot: Snapshot = {
    v: 1,
    publishedAt: now,
    settings: state.settings,
    vault: vault.state,
    ...(vault.access ? { access: vault.access } : {}),
    accounts: accounts.sort((left, right) => left.createdAt - right.createdAt),
    unreadable: [...state.unreadable],
    ...channelsOf(state),
    ...(history ? { history } : {}),
    removed,
  };
  if (writing) snapshot.written = writeOut(snapshot.accounts, totalOf(snapshot, now), writing.locale, writing.before);
  return snapshot;
}

function channelsOf({ channels, deliveries, unreadableChannels }: State): Pick<Snapshot, 'channels' | 'unreadableChannels'> {
  const views = Object.values(channels).map((channel) => channelViewOf(channel, deliveries[channel.id]));
  return {
    ...(views.length > 0 ? { channels: views.sort((left, right) => left.createdAt - right.createdAt) } : {}),
    ...(unreadableChannels.length > 0 ? { unreadableChannels: [...unreadableChannels] } : {}),
  };
}

function channelViewOf({ id, kind, label, enabled, origin, createdAt }: Channel, delivery?: Delivery): ChannelView {
  return {
    id,
    kind,
    label,
    enabled,
    origin,
    createdAt,
    pending: delivery?.pending.length ?? 0,
    lost: delivery?.lost ?? 0,
    ...(delivery?.nextTryAt === undefined ? {} : { nextTryAt: delivery.nextTryAt }),
    ...(delivery?.failure === undefined ? {} : { failure: delivery.failure }),
    ...(delivery?.failedAt === undefined ? {} : { failedAt: delivery.failedAt }),
    ...(delivery?.deliveredAt === undefined ? {} : { deliveredAt: delivery.deliveredAt }),
  };
}

function viewOf(account: Account, state: State, now: number): AccountView {
  const status = state.statuses[account.id];
  const provider = providerById(account.providerId);
  const origin = originOf(account);
  const { runway, lasting } = outlookFor(status, now);
  const payer = payerOf(account, state.accounts);
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
    ...(payer === undefined ? {} : { sharesWith: payer }),
    attempts: status?.attempts ?? [],
    ...(provider?.dashboard && account.credential === 'session' ? { dashboardHost: new URL(provider.dashboard.origin).host } : {}),
    ...(provider && readsLedger(provider, account.credential) ? { ledger: account.ledger ?? {} } : {}),
    ...(provider?.passive ? { passive: true } : {}),
    ...(account.inMemory === undefined ? {} : { inMemory: account.inMemory }),
    ...(account.confirmed === undefined ? {} : { confirmed: account.confirmed }),
    ...(account.confirmedBy === undefined ? {} : { confirmedBy: account.confirmedBy }),
    ...(account.definition === undefined ? {} : { definition: account.definition }),
    ...(account.pinned === undefined ? {} : { pinned: account.pinned }),
    ...(status?.trend ? { trend: { line: status.trend.line, since: sinceOf(status.trend) } } : {}),
    ...(runway ? { runway } : {}),
    ...(lasting ? { lasting } : {}),
    ...(status?.alerts && status.alerts.raised.length > 0 ? { alerts: status.alerts.raised } : {}),
    ...(status?.alerts && isLow(status.alerts.memory) ? { isLow: true } : {}),
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

/** The snapshot as it may lie on disk where figures are to be unreadable while the vault is locked: who is there, and no number. */
export function withoutFigures({ written: _written, accounts, ...rest }: Snapshot): Snapshot {
  return {
    ...rest,
    accounts: accounts.map(
      ({
        reading: _reading,
        readAt: _readAt,
        method: _method,
        others: _others,
        confirmed: _confirmed,
        trend: _trend,
        runway: _runway,
        lasting: _lasting,
        alerts: _alerts,
        isLow: _isLow,
        attempts: _attempts,
        ...account
      }) => ({
        ...account,
        attempts: [],
      }),
    ),
  };
}

/** The snapshot with the vault as a change makes it that is about to be written. */
export function withVault({ access: _before, ...snapshot }: Snapshot, { state: vault, access }: VaultView): Snapshot {
  return { ...snapshot, vault, ...(access ? { access } : {}) };
}
