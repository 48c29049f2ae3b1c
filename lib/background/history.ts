import { pointsOf, type SeriesPoint, spendOf } from '../history/series-point';
import type { History, HistoryTrouble, ReportedSpend } from '../history-point';
import type { HistoryQuery, HistoryStore, Kept } from '../store/history';
import type { State } from './state';

const day = 24 * 60 * 60_000;
/** So long a database that does not open is waited for, in milliseconds, before a new one is made in its place. */
const patienceMs = day;
/** So long it is told that the history was damaged. */
const toldMs = 7 * day;

/** Keeps the history: watches the state, and never holds anything up. What goes wrong is told in the snapshot. */
export interface HistoryKeeper {
  /** Keeps what a change has brought, and forgets the accounts that it has removed. Never throws. */
  follow(after: State, before: State): Promise<void>;
  /** What pages are to be told. `published` is what they were told last, perhaps by a worker before this one. */
  trouble(published: unknown): HistoryTrouble | undefined;
  read(query: HistoryQuery): Promise<History & { lost: number }>;
  merge(history: History): Promise<{ added: number }>;
  forget(ids: readonly string[]): Promise<void>;
}

interface Dependencies {
  store: HistoryStore;
  now(): number;
  /** So long the work of a change waits: answers, badge and pages go first. */
  pause(): Promise<unknown>;
  /** Called when there is something else to tell. */
  told(): Promise<void>;
}

export function createHistoryKeeper({ store, now, pause, told }: Dependencies): HistoryKeeper {
  let current: HistoryTrouble | undefined;
  let isKnown = false;
  /** What is known already and not in the store yet. */
  let waiting: Promise<unknown> = Promise.resolve();

  async function set(trouble: HistoryTrouble | undefined): Promise<void> {
    const isNews = current?.kind !== trouble?.kind || current?.lost !== trouble?.lost;
    isKnown = true;
    current = trouble;
    // A disk that refuses the snapshot is told about by whoever writes it next.
    if (isNews) await told().catch(() => undefined);
  }

  /** Does something with the store, and notes how it went. */
  async function noted<Result extends Kept>(work: () => Promise<Result>, isExpected: boolean): Promise<Result> {
    try {
      const result = await work();
      const isLost = result.isNew && isExpected;
      if (isLost || result.lost !== undefined) await set({ kind: 'rebuilt', at: now(), ...(result.lost === undefined ? {} : { lost: result.lost }) });
      else if (current && current.kind !== 'rebuilt') await set(undefined);
      return result;
    } catch (error) {
      await set(await afterError(error));
      throw error;
    }
  }

  async function afterError(error: unknown): Promise<HistoryTrouble> {
    const name = error instanceof Error ? error.name : '';
    const kind = name === 'QuotaExceededError' ? 'full' : name === 'VersionError' ? 'newer' : 'unavailable';
    const since = current?.kind === kind ? current.at : now();
    // A full disk may refuse to open it too, and comes back; what is still shut a day later does not.
    if (kind !== 'unavailable' || now() - since < patienceMs) return { kind, at: since };
    try {
      await store.clear();
      return { kind: 'rebuilt', at: now() };
    } catch {
      return { kind, at: since };
    }
  }

  async function keep(after: State, before: State): Promise<void> {
    const { points, spend } = newIn(after, before);
    const gone = goneFrom(after, before);
    try {
      if (points.length + spend.length > 0) {
        const isExpected = Object.values(before.statuses).some(({ trend }) => trend !== undefined);
        const { thinned } = await noted(() => store.append(points, spend, now()), isExpected);
        // Once a day there is something to thin. A worker may have been stopped between removing an account and its history.
        if (thinned > 0) await store.keepOnly(idsIn(after));
      }
      if (gone.length > 0) await store.drop(gone);
    } catch {
      // It has been noted, and the figures themselves are safe.
    }
  }

  return {
    follow(after, before) {
      const kept = pause().then(() => keep(after, before));
      waiting = Promise.all([waiting, kept]);
      return kept;
    },

    trouble(published) {
      if (!isKnown) current = troubleIn(published);
      isKnown = true;
      const isOver = current?.kind === 'rebuilt' && Math.abs(now() - current.at) > toldMs;
      if (isOver) current = undefined;
      return current;
    },

    async read(query) {
      await waiting;
      const { series, spend, lost = 0 } = await noted(() => store.read(query), false);
      return { series, spend, lost };
    },

    async merge(history) {
      const { added } = await noted(() => store.merge(history, now()), false);
      return { added };
    },

    async forget(ids) {
      await waiting;
      await store.drop(ids);
    },
  };
}

/** The readings that a change has brought. Records that did not change are the same objects. */
function newIn(after: State, before: State): { points: SeriesPoint[]; spend: ReportedSpend[] } {
  const points: SeriesPoint[] = [];
  const spend: ReportedSpend[] = [];
  for (const [id, status] of Object.entries(after.statuses)) {
    const earlier = before.statuses[id];
    const account = after.accounts[id];
    if (status === earlier || !account || (status.reading === earlier?.reading && status.readAt === earlier?.readAt)) continue;
    points.push(...pointsOf(account, status));
    spend.push(...spendOf(account, status));
  }
  return { points, spend };
}

function goneFrom(after: State, before: State): string[] {
  const left = idsIn(after);
  return [...idsIn(before)].filter((id) => !left.has(id));
}

/** Those that cannot be read are still there. */
function idsIn({ accounts, unreadable }: State): Set<string> {
  return new Set([...Object.keys(accounts), ...unreadable.map(({ id }) => id)]);
}

const kinds: readonly unknown[] = ['full', 'unavailable', 'newer', 'rebuilt'] satisfies HistoryTrouble['kind'][];

/** What another worker has published may be of another version. */
function troubleIn(published: unknown): HistoryTrouble | undefined {
  const { kind, at } = (published ?? {}) as Partial<HistoryTrouble>;
  return kinds.includes(kind) && typeof at === 'number' ? (published as HistoryTrouble) : undefined;
}
