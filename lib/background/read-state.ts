import type { Account } from '../account';
import type { Channel } from '../channel';
import { defaultSettings } from '../settings';
import type { UnreadableAccount } from '../snapshot';
import { type Item, readItem } from '../store/item';
import { items } from '../store/items';
import type { State } from './state';

/** Reads every record for itself: a damaged one costs only what it held. */
export function readState(records: ReadonlyMap<string, unknown>, figures: ReadonlyMap<string, unknown> = records): State {
  const accounts: Record<string, Account> = {};
  const unreadable: UnreadableAccount[] = [];
  for (const [id, stored] of each(records, items.account)) {
    if (stored.state === 'good' && stored.value.id === id && hasAddress(stored.value)) accounts[id] = withConfirmed(stored.value, figures);
    else unreadable.push({ id, failure: { kind: 'damaged', part: stored.state === 'newer' ? 'newer-record' : 'record' } });
  }
  const settings = readItem(items.settings, records.get(items.settings.key));
  return {
    settings: settings.state === 'good' ? settings.value : defaultSettings(),
    accounts,
    statuses: good(figures, items.status),
    origins: good(records, items.origin),
    unreadable,
    ...readChannels(records),
    deliveries: good(figures, items.delivery),
  };
}

function readChannels(records: ReadonlyMap<string, unknown>): Pick<State, 'channels' | 'unreadableChannels'> {
  const channels: Record<string, Channel> = {};
  const unreadableChannels: string[] = [];
  for (const [id, stored] of each(records, items.channel)) {
    if (stored.state === 'good' && stored.value.id === id && URL.canParse(stored.value.origin)) channels[id] = stored.value;
    else unreadableChannels.push(id);
  }
  return { channels, unreadableChannels };
}

/** A balance that was confirmed lies apart from its account where amounts are hidden. */
function withConfirmed(account: Account, figures: ReadonlyMap<string, unknown>): Account {
  const sealed = readItem(items.confirmed, figures.get(items.confirmed.key + account.id));
  return sealed.state === 'good' ? { ...account, confirmed: sealed.value } : account;
}

/** Everything that asks for an account's origin relies on this. One without a credential may ask nobody, and has none then. */
function hasAddress({ baseUrl, credential }: Account): boolean {
  if (baseUrl === '') return credential === 'none';
  return URL.canParse(baseUrl) && /^https?:$/.test(new URL(baseUrl).protocol);
}

function* each<Schema extends Item['schema']>(records: ReadonlyMap<string, unknown>, item: Item<Schema>) {
  for (const [key, raw] of records) {
    if (key.startsWith(item.key)) yield [key.slice(item.key.length), readItem(item, raw)] as const;
  }
}

function good<Schema extends Item['schema']>(records: ReadonlyMap<string, unknown>, item: Item<Schema>) {
  const values: Record<string, Extract<ReturnType<typeof readItem<Schema>>, { state: 'good' }>['value']> = {};
  for (const [id, stored] of each(records, item)) if (stored.state === 'good') values[id] = stored.value;
  return values;
}
