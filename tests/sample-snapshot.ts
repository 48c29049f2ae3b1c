import type { Reading } from '../lib/reading';
import { defaultSettings, type Settings } from '../lib/settings';
import type { AccountView, Snapshot } from '../lib/snapshot';

/** The instant at which sample accounts were read, Unix milliseconds. */
export const noon = Date.UTC(2026, 7, 15, 12);

/** A balance of an amount, as a service reports it. */
export function balanceOf(value: string, unit = 'USD', more: Partial<Reading> = {}): Reading {
  return { remaining: { value, unit }, meaning: 'balance', basis: 'reported', scope: 'account', rule: { kind: 'as-reported' }, ...more };
}

/** An account that was read at noon; without a reading it is new. */
export function accountView(id: string, reading?: Reading, more: Partial<AccountView> = {}): AccountView {
  return {
    id,
    providerId: 'deepseek',
    label: `Account ${id}`,
    baseUrl: 'https://api.deepseek.com',
    origin: 'https://api.deepseek.com',
    credential: 'api-key',
    masked: 'sk-…abcd',
    fields: {},
    countInTotal: true,
    createdAt: 1,
    providerName: 'DeepSeek',
    icon: { text: 'DS', color: '#4d6bfe' },
    wallet: `https://api.deepseek.com key:${id}`,
    attempts: [],
    ...(reading ? { reading, readAt: noon } : {}),
    ...more,
  };
}

/** What pages would see of some accounts at noon. */
export function snapshotOf(accounts: AccountView[], settings: Partial<Settings> = {}, more: Partial<Snapshot> = {}): Snapshot {
  return { v: 1, publishedAt: noon, settings: { ...defaultSettings(), ...settings }, vault: 'open', accounts, unreadable: [], removed: [], ...more };
}
