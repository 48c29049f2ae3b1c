import * as z from 'zod/mini';
import type { Account } from '../account';
import type { OriginState } from '../origin-state';
import { defaultSettings, type Settings } from '../settings';
import { type Snapshot, snapshotKey, type UnreadableAccount } from '../snapshot';
import type { Status } from '../status';
import type { Disk } from '../store/disk';
import { type Item, readItem } from '../store/item';
import { items } from '../store/items';
import type { Figures, Vault, VaultChange } from '../vault/contract';
import { withoutFigures } from './publish';

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
  statuses?: Readonly<Record<string, Status | null>>;
  origins?: Record<string, OriginState | null>;
  /** Records of the vault that belong to the same change. */
  vault?: VaultChange;
}

export interface StateOwner {
  load(): Promise<void>;
  /**
   * Loads everything anew, after all changes that are under way: the vault was locked or unlocked, or the disk was changed by
   * `first`, which nothing comes between.
   */
  reload(first?: () => Promise<void>): Promise<void>;
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
  /** Where the snapshot goes, in memory, while the one on disk may hold no figures. */
  memory: { write(snapshot: Snapshot): Promise<void>; clear(): Promise<void> };
  /** Makes what pages see. `before` is what they saw last, as it lies on disk: it may be of another version, or damaged. */
  describe(state: State, before: Snapshot | undefined): Snapshot;
  /** Called after every change that has reached the disk, and after loading. */
  changed(snapshot: Snapshot, state: State): void;
}

export function createState({ disk, vault, memory, describe, changed }: Dependencies): StateOwner {
  let state: State = emptyState();
  let published: Snapshot | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let isRemembered = false;

  async function load(): Promise<void> {
    const records = await disk.readAll();
    await vault.load(records);
    state = readState(records, await figuresIn(records, vault));
    published = records.get(snapshotKey) as Snapshot | undefined;
    const snapshot = describe(state, published);
    const { hidden } = vault.figures();
    // Nobody knows what a worker before this one has left in memory.
    isRemembered ||= vault.access()?.mode === 'passphrase';
    const leftovers = vault.leftovers();
    // A disk that refuses this is met again at the first change; the rest works without it.
    if (leftovers.length > 0 || isOutdated(records.get(snapshotKey), snapshot)) {
      await disk.write({ [snapshotKey]: hidden ? withoutFigures(snapshot) : snapshot }, leftovers).catch(() => undefined);
    }
    await remember(snapshot, hidden);
    changed(snapshot, state);
  }

  /** Pages take the snapshot from memory where there is one. */
  async function remember(snapshot: Snapshot, hidden: boolean): Promise<void> {
    if (hidden && snapshot.vault === 'open') await memory.write(snapshot);
    else if (isRemembered) await memory.clear();
    isRemembered = hidden;
  }

  return {
    load,
    reload(first) {
      const result = queue.then(first).then(load);
      queue = result.catch(() => undefined);
      return result;
    },
    get: () => state,
    update(change) {
      const result = queue.then(async () => {
        const patch = await change(state);
        if (!patch) return;
        const next = applied(state, patch);
        const figures = patch.vault?.figures ?? vault.figures();
        const { set, remove } = recordsOf(patch, await sealedStatuses(patch.statuses, figures));
        const described = describe(next, published);
        // The vault is what this very write makes of it.
        const snapshot = patch.vault ? { ...described, vault: patch.vault.state } : described;
        const written = figures.hidden ? withoutFigures(snapshot) : snapshot;
        await disk.write({ ...set, ...patch.vault?.set, [snapshotKey]: written }, [...remove, ...(patch.vault?.remove ?? [])]);
        patch.vault?.commit();
        state = next;
        published = snapshot;
        await remember(snapshot, figures.hidden);
        changed(snapshot, state);
      });
      queue = result.catch(() => undefined);
      return result;
    },
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
export function readState(records: ReadonlyMap<string, unknown>, figures: ReadonlyMap<string, unknown> = records): State {
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
    statuses: good(figures, items.status),
    origins: good(records, items.origin),
    unreadable,
  };
}

/** Everything that asks for an account's origin relies on this. */
function hasAddress({ baseUrl }: Account): boolean {
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
    // A record that was written over can be read again.
    unreadable: state.unreadable.filter(({ id }) => patch.accounts?.[id] === undefined),
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

/** The figures of accounts, with those that lie encrypted opened; while the vault is locked these are unknown. */
async function figuresIn(records: ReadonlyMap<string, unknown>, vault: Vault): Promise<Map<string, unknown>> {
  const figures = new Map<string, unknown>();
  for (const [key, raw] of records) {
    if (!key.startsWith(items.status.key)) continue;
    if (!isSealed(raw)) figures.set(key, raw);
    else if (vault.state() === 'open') {
      const text = await vault.openFigures(key.slice(items.status.key.length), raw).catch(() => undefined);
      if (text !== undefined) figures.set(key, JSON.parse(text));
    }
  }
  return figures;
}

function isSealed(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'c' in raw;
}

async function sealedStatuses(statuses: Patch['statuses'] = {}, figures: Figures): Promise<Record<string, unknown>> {
  if (!figures.hidden) return statuses;
  const entries = Object.entries(statuses).map(async ([id, status]) => [id, status && (await figures.seal(id, JSON.stringify(status)))] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function recordsOf(patch: Patch, statuses: Record<string, unknown>): { set: Record<string, unknown>; remove: string[] } {
  const set: Record<string, unknown> = patch.settings ? { [items.settings.key]: patch.settings } : {};
  const remove: string[] = [];
  const families = [
    [items.account.key, patch.accounts],
    [items.status.key, statuses],
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
