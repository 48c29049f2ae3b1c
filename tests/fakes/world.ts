import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import type { Account } from '@/lib/account';
import { everyChannel } from '@/lib/background/alert-channels';
import { type Channels, createAlerts } from '@/lib/background/alerts';
import { createAutoLock } from '@/lib/background/auto-lock';
import { createBusyOrigins } from '@/lib/background/busy-origins';
import { createChannels } from '@/lib/background/channels';
import { createDashboards } from '@/lib/background/dashboards';
import { createHandlers } from '@/lib/background/handlers';
import { createHistoryKeeper } from '@/lib/background/history';
import { createLedgers } from '@/lib/background/ledgers';
import type { Pages } from '@/lib/background/pages';
import { buildSnapshot } from '@/lib/background/publish';
import { createPurge } from '@/lib/background/purge';
import { createRefresh } from '@/lib/background/refresh';
import { createRefreshAll } from '@/lib/background/refresh-all';
import { createRouter } from '@/lib/background/router';
import { createRunways, withOutlooks } from '@/lib/background/runways';
import { createState } from '@/lib/background/state';
import { withTrends } from '@/lib/background/trends';
import { createReadBack } from '@/lib/background/vault-handlers';
import type { Draft } from '@/lib/protocol';
import type { Progress, Snapshot } from '@/lib/snapshot';
import { removeDatabases } from '@/lib/store/databases';
import { createHistoryStore } from '@/lib/store/history';
import { browserLedgerStore } from '@/lib/store/ledger';
import { createDeviceKeys } from '@/lib/vault/device-key';
import { createVault } from '@/lib/vault/vault';
import { createFakeDeviceKeyStore, type FakeDeviceKeyStore } from './device-key-store';
import { createFakeDisk, type FakeDisk } from './disk';
import { createFakeNetwork, type FakeNetwork, json } from './network';
import { createFakeSessions } from './sessions';
import { createFakeVaultMemory, type FakeVaultMemory } from './vault-memory';

export const minute = 60_000;
export const noon = Date.UTC(2026, 10, 23, 12);
export const self = { id: 'remainder-id', url: 'chrome-extension://remainder-id/' };
/** The real origins of providers, for tests: which of them is asked does not matter here. */
export const deepseekOrigin = 'https://api.deepseek.com';

/**
 * The whole background with a disk, a clock, a network and permissions that a test holds in its hand. Everything between
 * them is the real program, the cryptography included.
 */
export function createWorld(
  options: {
    disk?: FakeDisk;
    store?: FakeDeviceKeyStore;
    clock?: { at: number };
    network?: FakeNetwork;
    sessions?: ReturnType<typeof createFakeSessions>;
    databases?: IDBFactory;
    memory?: FakeVaultMemory;
    channels?: Channels;
  } = {},
) {
  const clock = options.clock ?? { at: noon };
  const now = () => clock.at;
  const disk = options.disk ?? createFakeDisk();
  const store = options.store ?? createFakeDeviceKeyStore();
  const network = options.network ?? answeringNetwork(now);
  const sessions = options.sessions ?? createFakeSessions();
  const databases = options.databases ?? new IDBFactory();
  /** What an open page gives to each function that is run in it, by the function's name; no page is open at first. */
  const open: { page?: (work: string, args: unknown[]) => unknown } = {};
  const pages: Pages = { run: async (_origin, work, args) => open.page?.(work.name, args) as never };
  const denied = new Set<string>();
  const givenBack: string[] = [];
  const permissions = {
    has: async (origin: string) => !denied.has(origin),
    hasAll: async (origins: readonly string[]) => !origins.some((origin) => denied.has(origin)),
    changed: () => undefined,
    giveBack: async (origin: string) => void givenBack.push(origin),
    giveBackAll: async () => void givenBack.push('everything'),
  };
  const memory = options.memory ?? createFakeVaultMemory();
  const deviceKeys = createDeviceKeys(store);
  const vault = createVault(deviceKeys, memory);
  const viewOfVault = () => ({ state: vault.state(), access: vault.access() });
  /** The snapshot that pages take from memory, while the one on disk holds no figures. */
  const remembered: { snapshot?: Snapshot | undefined } = {};
  const published: Snapshot[] = [];
  const told: (Progress | undefined)[] = [];
  const work: Promise<unknown>[] = [];
  const random = () => 0;
  const http = { fetch: network.fetch, now };
  const background = (job: Promise<unknown>) => void work.push(job.catch(() => undefined));
  const history = createHistoryKeeper({ store: createHistoryStore(databases), now, pause: async () => undefined, told: () => state.update(() => ({})) });
  const state = createState({
    disk,
    vault,
    memory: {
      async write(snapshot) {
        remembered.snapshot = snapshot;
      },
      async clear() {
        remembered.snapshot = undefined;
      },
    },
    describe: (current, before) => buildSnapshot(current, viewOfVault(), now(), undefined, history.trouble(before?.history)),
    complete: (patch, current) => alerts.complete(withOutlooks(withTrends(patch, current), current), current),
    changed(snapshot, current, before) {
      published.push(snapshot);
      background(before && before.settings.alerts === current.settings.alerts ? alerts.follow(current) : alerts.check());
      if (before) background(history.follow(current, before).then(() => followRunways(current, before)));
      background(ledgers.follow(current));
    },
  });
  const alerts = createAlerts({
    state,
    vault,
    channels: everyChannel(
      options.channels ?? (() => ({})),
      () => state,
      () => channels,
    ),
    now,
    random,
  });
  const followRunways = createRunways({ history, state, now, pause: async () => undefined });
  const ledgers = createLedgers({ state, vault, store: browserLedgerStore(), http });
  const origins = createBusyOrigins((key) => state.get().origins[key]);
  const services = createRefresh({ state, origins, vault, sessions, permissions, pages, http, random, progress: (progress) => void told.push(progress) });
  const refresh = createRefreshAll(services, ledgers, state);
  const channels = createChannels({ state, vault, permissions, http, random });
  const dashboards = createDashboards({ state, vault, sessions, refresh, permissions, pages, http, random });
  const purge = createPurge({ state, vault, sessions, permissions, ledgers, now });
  const purgesAskedFor: number[] = [];
  const purgeLater = () => void purgesAskedFor.push(now());
  const alarms: { lockAt?: number | undefined; areCleared?: boolean } = {};
  const person = { isActive: true };
  async function lock() {
    refresh.abortAll();
    channels.abortAll();
    await vault.lock();
    await sessions.dropAll();
    await state.reload();
  }
  const autoLock = createAutoLock({
    vault,
    memory,
    now,
    isActive: async () => person.isActive,
    async checkAt(at) {
      alarms.lockAt = at;
    },
    lock,
  });
  const readBack = createReadBack(async () => {
    const written = createVault(deviceKeys, memory);
    await written.load(await disk.readAll());
    return written;
  });
  const handlers = createHandlers({
    state,
    vault,
    memory,
    autoLock,
    lock,
    readBack,
    erased: {
      deviceKeys,
      disk,
      databases: { clear: () => removeDatabases(databases) },
      memory: {
        async clearAll() {
          await memory.clear();
          memory.watch = {};
          sessions.held.clear();
          remembered.snapshot = undefined;
        },
      },
      alarms: {
        async clearAll() {
          alarms.areCleared = true;
        },
      },
    },
    sessions,
    dashboards,
    ledgers,
    channels,
    refresh,
    origins,
    history,
    permissions,
    http,
    random,
    background,
    purgeLater,
  });
  const ready = state.load().then(() => autoLock.check());
  ready.catch(() => undefined);
  const route = createRouter({ handlers, ready: () => ready.then(() => autoLock.check()), self });
  return {
    clock,
    disk,
    store,
    network,
    denied,
    givenBack,
    permissions,
    vault,
    memory,
    remembered,
    alarms,
    person,
    autoLock,
    sessions,
    databases,
    history,
    open,
    dashboards,
    ledgers,
    alerts,
    channels,
    published,
    told,
    state,
    refresh,
    purge,
    handlers,
    route,
    ready,
    purgesAskedFor,
    /** Waits for everything that runs in the background, and for what that starts. */
    async settled() {
      for (let index = 0; index < work.length; index += 1) await work[index];
    },
    snapshot: () => buildSnapshot(state.get(), viewOfVault(), now()),
    /** The same browser after the worker was put to sleep. */
    restarted: () => createWorld({ ...options, disk, store, clock, network, sessions, memory, databases }),
    /** The same profile after the browser was closed and started again. */
    reopened: () => createWorld({ ...options, memory: createFakeVaultMemory(), sessions: createFakeSessions(), disk, store, clock, network, databases }),
  };
}

export type World = ReturnType<typeof createWorld>;

/** Services in good order: DeepSeek, a relay and a company's own, each with its figure. */
function answeringNetwork(now: () => number): FakeNetwork {
  const network = createFakeNetwork(now);
  network.on('/user/balance', () => deepseekAnswer('83.58'));
  network.on('/api/status', () => json({ data: { quota_per_unit: 500000, quota_display_type: 'USD' } }));
  network.on('/api/usage/token/', () => json({ data: { total_granted: 1000000, total_used: 250000, total_available: 750000 } }));
  network.on('/v1/usage', () => json({ total_quota: 100, used_quota: 40 }));
  return network;
}

export function deepseekAnswer(balance: string): Response {
  return json({ is_available: true, balance_infos: [{ currency: 'USD', total_balance: balance }] });
}

let made = 0;

type DraftWithKey = Draft & { secret: string };

/** A draft of an account with a key of its own. */
export function draftOf(changes: Partial<DraftWithKey> = {}): DraftWithKey {
  made += 1;
  const secret = `sk-${made.toString(16).padStart(8, '0')}${'c0ffee'.repeat(4)}`;
  return { providerId: 'deepseek', label: 'Work', baseUrl: '', credential: 'api-key', fields: {}, countInTotal: true, secret, ...changes };
}

/** A ledger, in dollars unless `fields` say otherwise. */
export function ledgerDraft(changes: Partial<Draft> = {}): Draft {
  return { providerId: 'ledger', label: 'Book', baseUrl: '', credential: 'none', fields: {}, countInTotal: true, ...changes };
}

export function relayDraft(changes: Partial<DraftWithKey> = {}): DraftWithKey {
  return draftOf({ providerId: 'new-api', baseUrl: 'https://relay.test', ...changes });
}

export function companyDraft(changes: Partial<DraftWithKey> = {}): DraftWithKey {
  return draftOf({ providerId: 'custom', baseUrl: 'https://company.test', ...changes });
}

/** A world with nothing in it. */
export async function startedWorld(): Promise<World> {
  const world = createWorld();
  await world.ready;
  return world;
}

/** A world with accounts in it, each read once, and nothing written since. */
export async function worldWith(drafts: readonly Draft[]): Promise<World & { ids: string[] }> {
  const world = await startedWorld();
  const { ids } = await world.handlers['account.add']({ drafts: [...drafts] });
  await world.settled();
  world.disk.writes.length = 0;
  world.network.asked.length = 0;
  return Object.assign(world, { ids });
}

/** An account record as it lies on disk. */
export function accountRecord(changes: Partial<Account> = {}): Account {
  return {
    v: 1,
    id: 'a1',
    providerId: 'deepseek',
    label: 'Work',
    baseUrl: deepseekOrigin,
    credential: 'api-key',
    masked: 'sk-…abcd',
    fingerprint: 'print',
    fields: {},
    revision: 1,
    createdAt: noon,
    countInTotal: true,
    ...changes,
  };
}
