import type { Account } from '../account';
import type { Channel, Delivery } from '../channel';
import type { OriginState } from '../origin-state';
import { defaultSettings, type Settings } from '../settings';
import { type Snapshot, snapshotKey, type UnreadableAccount } from '../snapshot';
import type { Status } from '../status';
import type { Disk } from '../store/disk';
import { items } from '../store/items';
import type { Vault, VaultChange } from '../vault/contract';
import { isOutdated } from './outline';
import { withoutFigures, withVault } from './publish';
import { readState } from './read-state';
import { type FiguresOnDisk, figuresIn, figuresOnDisk } from './sealed-figures';

/** Everything the program knows, apart from secrets. Never changed in place. */
export interface State {
  settings: Settings;
  accounts: Readonly<Record<string, Account>>;
  statuses: Readonly<Record<string, Status>>;
  origins: Readonly<Record<string, OriginState>>;
  unreadable: readonly UnreadableAccount[];
  channels: Readonly<Record<string, Channel>>;
  deliveries: Readonly<Record<string, Delivery>>;
  /** The ids of stored channels that cannot be read. */
  unreadableChannels: readonly string[];
}

/** What a change sets. `null` removes a record. What is not named stays. */
export interface Patch {
  settings?: Settings;
  accounts?: Record<string, Account | null>;
  statuses?: Readonly<Record<string, Status | null>>;
  origins?: Record<string, OriginState | null>;
  channels?: Record<string, Channel | null>;
  deliveries?: Record<string, Delivery | null>;
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
  /** Removes what former generations of the vault have left. What the disk refuses is met again at the next start. */
  sweep(): Promise<void>;
  /**
   * Loads everything anew, after all changes that are under way: the vault was locked or unlocked, or the disk was changed by
   * `first`, which nothing comes between.
   */
  reload(first?: () => Promise<void>): Promise<void>;
  /** The vault was unlocked: loads what only its key makes readable, and tells pages. */
  reveal(): Promise<void>;
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
  /** Completes a change before it is written: what follows from it and belongs into the same write. */
  complete?(patch: Patch, state: State): Patch;
  /** Called after every change that has reached the disk, with the state before it, and after loading. */
  changed(snapshot: Snapshot, state: State, before?: State): void;
}

export function createState({ disk, vault, memory, describe, complete = (patch) => patch, changed }: Dependencies): StateOwner {
  let state: State | undefined;
  let found: { records: ReadonlyMap<string, unknown>; figures: ReadonlyMap<string, unknown> } = { records: new Map(), figures: new Map() };
  let published: Snapshot | undefined;
  let isPublished = false;
  let queue: Promise<unknown> = Promise.resolve();
  let isRemembered = false;

  const get = () => {
    state ??= readState(found.records, found.figures);
    return state;
  };

  async function begin(): Promise<void> {
    const records = await disk.readAll();
    await vault.load(records);
    found = { records, figures: await figuresIn(records, vault) };
    state = undefined;
    published = records.get(snapshotKey) as Snapshot | undefined;
    isPublished = false;
    // Nobody knows what a worker before this one has left in memory.
    isRemembered ||= vault.access()?.mode === 'passphrase';
  }

  async function settle(): Promise<void> {
    await sweep();
    if (isPublished) return;
    const stored = found.records.get(snapshotKey);
    const snapshot = describe(get(), published);
    const { hidden } = vault.figures();
    // A disk that refuses this is met again at the first change; the rest works without it.
    const written = isOutdated(stored, snapshot) && disk.write({ [snapshotKey]: hidden ? withoutFigures(snapshot) : snapshot }, []).catch(() => undefined);
    await Promise.all([written, remember(snapshot, hidden)]);
    changed(snapshot, get());
    // Everything in them is in the state now.
    found = { records: new Map(), figures: new Map() };
  }

  async function sweep(): Promise<void> {
    const leftovers = vault.leftovers();
    if (leftovers.length === 0) return;
    await disk.write({}, leftovers).then(
      () => vault.swept(leftovers),
      () => undefined,
    );
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

  /** Pages take the snapshot from memory where there is one. */
  async function remember(snapshot: Snapshot, hidden: boolean): Promise<void> {
    if (hidden && snapshot.vault === 'open') await memory.write(snapshot);
    else if (isRemembered) await memory.clear();
    isRemembered = hidden;
  }

  return {
    begin,
    settle: () => inTurn(settle),
    sweep: () => inTurn(sweep),
    async load() {
      await begin();
      await inTurn(settle);
    },
    reload: (first) =>
      inTurn(async () => {
        await first?.();
        await begin();
        await settle();
      }),
    reveal: () =>
      inTurn(async () => {
        if (vault.figures().hidden) {
          await begin();
          return settle();
        }
        // Nothing was unreadable, so what is known is what is on disk: reading a thousand accounts again is a sixth of a second.
        const snapshot = describe(get(), published);
        await disk.write({ [snapshotKey]: snapshot }, []).catch(() => undefined);
        published = snapshot;
        isPublished = true;
        await remember(snapshot, false);
        changed(snapshot, get());
      }),
    get,
    update: (change) =>
      inTurn(async () => {
        const wanted = await change(get());
        if (!wanted) return;
        const before = get();
        const patch = complete(wanted, before);
        const next = applied(before, patch);
        const figures = patch.vault?.figures ?? vault.figures();
        const { set, remove } = recordsOf(patch, await figuresOnDisk(patch, figures, vault.state()));
        const described = describe(next, published);
        // The vault is what this very write makes of it.
        const snapshot = patch.vault ? withVault(described, patch.vault) : described;
        const written = figures.hidden ? withoutFigures(snapshot) : snapshot;
        await disk.write({ ...set, ...patch.vault?.set, [snapshotKey]: written }, [...remove, ...(patch.vault?.remove ?? [])]);
        patch.vault?.commit();
        state = next;
        published = snapshot;
        isPublished = true;
        await remember(snapshot, figures.hidden);
        changed(snapshot, next, before);
      }),
  };
}

export function emptyState(): State {
  return { settings: defaultSettings(), accounts: {}, statuses: {}, origins: {}, unreadable: [], channels: {}, deliveries: {}, unreadableChannels: [] };
}

function applied(state: State, patch: Patch): State {
  return {
    settings: patch.settings ?? state.settings,
    accounts: merged(state.accounts, patch.accounts),
    statuses: merged(state.statuses, patch.statuses),
    origins: merged(state.origins, patch.origins),
    // A record that was written over can be read again.
    unreadable: state.unreadable.filter(({ id }) => patch.accounts?.[id] === undefined),
    channels: merged(state.channels, patch.channels),
    deliveries: merged(state.deliveries, patch.deliveries),
    unreadableChannels: state.unreadableChannels.filter((id) => patch.channels?.[id] === undefined),
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

function recordsOf(patch: Patch, { accounts, statuses, confirmed, deliveries }: FiguresOnDisk): { set: Record<string, unknown>; remove: string[] } {
  const set: Record<string, unknown> = patch.settings ? { [items.settings.key]: patch.settings } : {};
  const remove: string[] = [];
  const families = [
    [items.account.key, accounts],
    [items.status.key, statuses],
    [items.confirmed.key, confirmed],
    [items.origin.key, patch.origins],
    [items.channel.key, patch.channels],
    [items.delivery.key, deliveries],
  ] as const;
  for (const [prefix, values] of families) {
    for (const [id, value] of Object.entries(values ?? {})) {
      if (value === null) remove.push(prefix + id);
      else set[prefix + id] = value;
    }
  }
  return { set, remove };
}
