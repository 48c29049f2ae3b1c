import * as z from 'zod/mini';
import type { Account } from '../account';
import type { OriginState } from '../origin-state';
import { defaultSettings, type Settings } from '../settings';
import { type Snapshot, snapshotKey, type UnreadableAccount } from '../snapshot';
import type { Status } from '../status';
import type { Disk } from '../store/disk';
import { type Item, readItem } from '../store/item';
import { items } from '../store/items';
import type { Vault, VaultChange } from '../vault/vault';

/** Everything the program knows, apart from secrets. Never changed in place. */
export interface State {
  settings: Settings;
  accounts: Readonly<Record<string, Account>>;
  statuses: Readonly<Record<string, Status>>;
  origins: Readonly<Record<string, OriginState>>;
  unreadable: readonly UnreadableAccount[];
}

/** What a change sets. `null` removes a record. What is not named stays. */
export interface Patch {
  settings?: Settings;
  accounts?: Record<string, Account | null>;
  statuses?: Record<string, Status | null>;
  origins?: Record<string, OriginState | null>;
  /** Records of the vault that belong to the same change. */
  vault?: VaultChange;
}

export interface StateOwner {
  /** Reads the disk. What is on it is validated when it is first asked for: a worker is often woken for less. */
  begin(): Promise<void>;
  /** Makes sure that pages see what was read. To be called after `begin`, when there is time. */
  settle(): Promise<void>;
  /** Both, one after the other. */
  load(): Promise<void>;
  get(): State;
  /**
   * Changes the state: one change after the other, each with one write that also holds the snapshot. Nothing slow belongs
   * inside, above all no request; only what came of it.
   *
   * @param change gets the newest state; `undefined` changes nothing.
   * @throws what the disk throws; the state is then as before.
   */
  update(change: (state: State) => Patch | undefined | Promise<Patch | undefined>): Promise<void>;
}

interface Dependencies {
  disk: Disk;
  vault: Vault;
  /** Makes what pages see. `before` is what they saw last, as it lies on disk: it may be of another version, or damaged. */
  describe(state: State, before: Snapshot | undefined): Snapshot;
  /** Completes a change before it is written: what follows from it and belongs into the same write. */
  complete?(patch: Patch, state: State): Patch;
  /** Called after every change that has reached the disk, with the state before it, and after loading. */
  changed(snapshot: Snapshot, state: State, before?: State): void;
}

export function createState({ disk, vault, describe, complete = (patch) => patch, changed }: Dependencies): StateOwner {
  let state: State | undefined;
  let records: ReadonlyMap<string, unknown> = new Map();
  let published: Snapshot | undefined;
  let isPublished = false;
  let queue: Promise<unknown> = Promise.resolve();

  const get = () => {
    state ??= readState(records);
    return state;
  };

  async function begin(): Promise<void> {
    records = await disk.readAll();
    await vault.load(records);
    published = records.get(snapshotKey) as Snapshot | undefined;
  }

  async function settle(): Promise<void> {
    if (isPublished) return;
    const snapshot = describe(get(), published);
    // A disk that refuses this is met again at the first change; the rest works without it.
    if (isOutdated(records.get(snapshotKey), snapshot)) await disk.write({ [snapshotKey]: snapshot }, []).catch(() => undefined);
    // Everything in them is in the state now.
    records = new Map();
    changed(snapshot, get());
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    begin,
    settle: () => inTurn(settle),
    async load() {
      await begin();
      await inTurn(settle);
    },
    get,
    update: (change) =>
      inTurn(async () => {
        const wanted = await change(get());
        if (!wanted) return;
        const before = get();
        const patch = complete(wanted, before);
        const next = applied(before, patch);
        const { set, remove } = recordsOf(patch);
        const described = describe(next, published);
        // The vault is what this very write makes of it.
        const snapshot = patch.vault ? { ...described, vault: patch.vault.state } : described;
        await disk.write({ ...set, ...patch.vault?.set, [snapshotKey]: snapshot }, [...remove, ...(patch.vault?.remove ?? [])]);
        patch.vault?.commit();
        state = next;
        published = snapshot;
        isPublished = true;
        changed(snapshot, next, before);
      }),
  };
}

/**
 * Whether pages see something else than what was found on disk: a record was damaged meanwhile, or the vault is in another
 * state. Figures need no comparison, for they are only ever written together with the snapshot.
 */
function isOutdated(stored: unknown, now: Snapshot): boolean {
  if (stored === undefined) return now.accounts.length + now.unreadable.length > 0;
  return outlineOf(stored) !== outlineOf(now);
}

const ids = z.array(z.object({ id: z.string() }));
const outlineSchema = z.object({ v: z.literal(1), vault: z.string(), accounts: ids, unreadable: ids });

/** @returns `undefined` for what is no snapshot. */
function outlineOf(snapshot: unknown): string | undefined {
  const parsed = z.safeParse(outlineSchema, snapshot);
  if (!parsed.success) return undefined;
  const { vault, accounts, unreadable } = parsed.data;
  const sorted = (list: typeof accounts) => list.map(({ id }) => id).sort();
  return JSON.stringify([vault, sorted(accounts), sorted(unreadable)]);
}

export function emptyState(): State {
  return { settings: defaultSettings(), accounts: {}, statuses: {}, origins: {}, unreadable: [] };
}

/** Reads every record for itself: a damaged one costs only what it held. */
export function readState(records: ReadonlyMap<string, unknown>): State {
  const accounts: Record<string, Account> = {};
  const unreadable: UnreadableAccount[] = [];
  for (const [id, stored] of each(records, items.account)) {
    if (stored.state === 'good' && stored.value.id === id && hasAddress(stored.value)) accounts[id] = stored.value;
    else unreadable.push({ id, failure: { kind: 'damaged', part: stored.state === 'newer' ? 'newer-record' : 'record' } });
  }
  const settings = readItem(items.settings, records.get(items.settings.key));
  return {
    settings: settings.state === 'good' ? settings.value : defaultSettings(),
    accounts,
    statuses: good(records, items.status),
    origins: good(records, items.origin),
    unreadable,
  };
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

function applied(state: State, patch: Patch): State {
  return {
    settings: patch.settings ?? state.settings,
    accounts: merged(state.accounts, patch.accounts),
    statuses: merged(state.statuses, patch.statuses),
    origins: merged(state.origins, patch.origins),
    unreadable: state.unreadable.filter(({ id }) => patch.accounts?.[id] !== null),
  };
}

function merged<Value>(before: Readonly<Record<string, Value>>, patch: Record<string, Value | null> = {}): Readonly<Record<string, Value>> {
  const after = { ...before };
  for (const [id, value] of Object.entries(patch)) {
    if (value === null) delete after[id];
    else after[id] = value;
  }
  return after;
}

function recordsOf(patch: Patch): { set: Record<string, unknown>; remove: string[] } {
  const set: Record<string, unknown> = patch.settings ? { [items.settings.key]: patch.settings } : {};
  const remove: string[] = [];
  const families = [
    [items.account.key, patch.accounts],
    [items.status.key, patch.statuses],
    [items.origin.key, patch.origins],
  ] as const;
  for (const [prefix, values] of families) {
    for (const [id, value] of Object.entries(values ?? {})) {
      if (value === null) remove.push(prefix + id);
      else set[prefix + id] = value;
    }
  }
  return { set, remove };
}
