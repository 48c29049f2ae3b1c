import type { Account, LedgerLinks } from './account';
import type { StoredAlert } from './alert-memory';
import type { ChannelView } from './channel';
import type { Failure } from './failure';
import type { HistoryTrouble } from './history-point';
import type { Kdf } from './kdf';
import type { Lasting, Runway } from './runway';
import type { Settings } from './settings';
import type { Status } from './status';
import type { TrendView } from './trend';
import type { Written } from './written';

/** Where the snapshot lies in `storage.local`. Pages read it there, with the worker asleep. */
export const snapshotKey = 'v1:snapshot';

/** Where the progress of a running refresh lies in `storage.session`: never on disk. */
export const progressKey = 'progress';

/** Where it lies in `storage.session` that a provider's website was seen to use credentials that are no sessions. */
export function unlikeKey(providerId: string): string {
  return `unlike:${providerId}`;
}

/** What pages may know of one account. Built by naming fields, never by leaving some out. */
export interface AccountView
  extends Pick<Account, 'id' | 'providerId' | 'label' | 'baseUrl' | 'credential' | 'masked' | 'fields' | 'countInTotal' | 'createdAt'>,
    Pick<Account, 'inMemory' | 'confirmed' | 'confirmedBy' | 'definition'>,
    Pick<Status, 'reading' | 'readAt' | 'method' | 'others' | 'failure' | 'failedAt' | 'lastAttemptAt' | 'nextAttemptAt'> {
  origin: string;
  attempts: Status['attempts'];
  providerName: string;
  icon: { text: string; color: string };
  billingUrl?: string;
  /** Nothing is ever asked: figures come with the answers that the person's own pages get. */
  passive?: true;
  /** The host of the website whose session reads this account; absent for accounts with a key. */
  dashboardHost?: string;
  pinned?: number;
  /** How the figure went in the last thirty days. */
  trend?: TrendView;
  /** The latest alerts, the newest first. */
  alerts?: StoredAlert[];
  /** What is left is below a limit of an alert. */
  isLow?: true;
  /** When what is left will be gone, where that can be forecast. */
  runway?: Runway;
  /** Why it does not run out. */
  lasting?: Lasting;
  /** It is added up from its own ledger: whom that follows, and whom it is held against. */
  ledger?: LedgerLinks;
  /** Accounts with the same wallet are counted once in totals. */
  wallet: string;
  /** The account whose money this one draws on, as the person says: that one is counted. */
  sharesWith?: string;
}

/** A stored account that cannot be read. Its record is left as it is. */
export interface UnreadableAccount {
  id: string;
  failure: Failure;
}

/** The redacted whole that pages see. */
export interface Snapshot {
  v: 1;
  publishedAt: number;
  settings: Settings;
  vault: VaultState;
  /** What a page has to know to unlock; absent before the first key. */
  access?: VaultAccess;
  accounts: AccountView[];
  unreadable: UnreadableAccount[];
  /** The places that alerts are sent to; absent where there is none. */
  channels?: ChannelView[];
  /** The ids of stored channels that cannot be read; absent where there is none. */
  unreadableChannels?: string[];
  /** Absent when all is well with the history. */
  history?: HistoryTrouble;
  /** The amounts and dates in it, in words. */
  written?: Written;
  /** Removed a moment ago, and still to be brought back. */
  removed: { id: string; label: string }[];
}

/** `empty`: no key was ever stored. The others say why keys cannot be used. */
export type VaultState = 'empty' | 'open' | 'locked' | 'damaged' | 'newer' | 'device-key-lost' | 'unavailable';

/** How a vault is opened, and when it closes. No secret is in it. */
export interface VaultAccess {
  mode: 'device' | 'passphrase';
  /** Of the passphrase. */
  kdf?: Kdf;
  lock: { idleMin: number; onOsLock: boolean; whenLocked: 'show' | 'hide' };
}

/** A running refresh. `pending` names the accounts still being read, as long as they are few enough to name. */
export interface Progress {
  done: number;
  total: number;
  pending: string[];
}

export type AccountState = 'fresh' | 'stale' | 'failed' | 'locked' | 'reading' | 'new';

/** A reading is stale after twice its interval, unless it says itself how long it holds. */
export function isStale(readAt: number, settings: Pick<Settings, 'intervalMinutes'>, now: number, holdsUntil?: number | null): boolean {
  if (holdsUntil !== undefined) return holdsUntil !== null && holdsUntil <= now;
  // A reading from the future means the clock was set back; its age is unknown, so it is not fresh.
  return now - readAt > 2 * settings.intervalMinutes * 60_000 || readAt - now > 60_000;
}

/**
 * In which state an account is shown. It depends on `now`: a popup opened with the worker asleep must see for itself
 * that a figure has grown old.
 */
export function accountState(
  account: Pick<AccountView, 'id' | 'readAt' | 'reading' | 'failure'>,
  snapshot: Pick<Snapshot, 'settings' | 'vault'>,
  now: number,
  progress?: Progress,
): AccountState {
  if (progress?.pending.includes(account.id)) return 'reading';
  if (snapshot.vault === 'locked') return 'locked';
  if (account.failure) return 'failed';
  if (account.readAt === undefined) return 'new';
  return isStale(account.readAt, snapshot.settings, now, account.reading?.holdsUntil) ? 'stale' : 'fresh';
}
