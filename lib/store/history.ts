import { inOrder, merged, withPoint } from '../history/merge';
import { unpackPoints } from '../history/pack';
import type { SeriesPoint } from '../history/series-point';
import { condense, thin } from '../history/thin';
import type { History, HistorySeries, ReportedSpend, SeriesName } from '../history-point';
import { type Chunk, chunkOf, pointsIn, startOf } from './history-chunk';
import { asked, chunkStore, deleteHistory, inTransaction, type OpenedHistory, openHistory, ripeIndex, spendStore } from './history-database';
import { daysOf, recordsOf, spendIn } from './history-spend';

/** So many chunks are thinned after one refresh at most; what is left over waits for the next. */
const mostThinned = 100;
const day = 24 * 60 * 60_000;

/** What came of a change, beside the change. */
export interface Kept {
  /** The database had to be made: it is the first time, or the browser has thrown the last one away. */
  isNew: boolean;
  /** Damaged records that were replaced or left out; `undefined` when there were none. */
  lost?: number;
}

export interface HistoryQuery {
  ids: readonly string[];
  /** Unix milliseconds, both included. The last point before `from` comes with them, where there is one. */
  from: number;
  to: number;
  /** Four points of every so many milliseconds are enough; zero for all there are. */
  span: number;
}

/** The history on disk. Every call is one transaction, in the order of the calls, and throws what the browser throws. */
export interface HistoryStore {
  /** Adds new points and reported days, and thins a bounded part of what has grown old. */
  append(points: readonly SeriesPoint[], spend: readonly ReportedSpend[], now: number): Promise<Kept & { thinned: number }>;
  read(query: HistoryQuery): Promise<History & Kept>;
  /** Adds points from elsewhere. Of what is there already, nothing is replaced. */
  merge(history: History, now: number): Promise<Kept & { added: number }>;
  /** Forgets accounts. */
  drop(ids: readonly string[]): Promise<void>;
  /** Forgets every account but these. */
  keepOnly(ids: ReadonlySet<string>): Promise<void>;
  /** Removes the database; the next call makes it anew. */
  clear(): Promise<void>;
}

/** @param factory the browser's `indexedDB`. */
export function createHistoryStore(factory: IDBFactory): HistoryStore {
  let queue: Promise<unknown> = Promise.resolve();

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

  /** Opens, works, closes: an open database would be in the way of a browser that clears or upgrades it. */
  function within<Result>(mode: IDBTransactionMode, work: (tables: Tables) => Promise<Result>): Promise<Result & Kept> {
    return inTurn(async () => {
      const opened = await openHistory(factory);
      const tables = { damaged: 0 };
      try {
        const result = await inTransaction(opened.database, mode, (transaction) =>
          work(Object.assign(tables, { chunks: transaction.objectStore(chunkStore), spend: transaction.objectStore(spendStore) })),
        );
        return { ...result, ...keptOf(opened, tables.damaged) };
      } finally {
        opened.database.close();
      }
    });
  }

  return {
    append: (points, spend, now) =>
      within('readwrite', async (tables) => {
        const bySeries = Map.groupBy(points, ({ account, series }) => `${account} ${series} `);
        await Promise.all([...bySeries.values()].map((group) => add(tables, group, now)));
        await Promise.all(recordsOf(spend).map((record) => addDays(tables, record, 'replace')));
        return { thinned: await thinRipe(tables, now) };
      }),

    read: (query) =>
      within('readonly', async (tables) => {
        const { ids, from, to } = query;
        const found = await Promise.all(ids.map((id) => Promise.all([asked(tables.chunks.getAll(allOf(id))), asked(tables.spend.getAll(allOf(id)))])));
        const chunks = found.flatMap(([raw]) => neededFor(raw as Chunk[], query).flatMap((one) => readable(tables, pointsIn(one)) ?? []));
        const records = found.flatMap(([, raw]) => raw.flatMap((one) => readable(tables, spendIn(one)) ?? []));
        const spend = records.flatMap(daysOf).filter(({ day: of }) => Date.parse(of) + day > from && Date.parse(of) <= to);
        return { series: seriesIn(chunks, query), spend };
      }),

    merge: ({ series, spend }, now) =>
      within('readwrite', async (tables) => {
        let added = 0;
        for (const { points, ...name } of series) {
          const byMonth = Map.groupBy(points, ({ at }) => startOf('month', at));
          for (const group of byMonth.values()) added += await addToMonth(tables, name, group, now);
        }
        for (const record of recordsOf(spend)) added += await addDays(tables, record, 'keep');
        return { added };
      }),

    async drop(ids) {
      await within('readwrite', async ({ chunks, spend }) => {
        await Promise.all(ids.flatMap((id) => [asked(chunks.delete(allOf(id))), asked(spend.delete(allOf(id)))]));
        return {};
      });
    },

    async keepOnly(ids) {
      await within('readwrite', async ({ chunks, spend }) => {
        for (const store of [chunks, spend]) {
          let key = await asked(store.getKey(IDBKeyRange.lowerBound([''])));
          while (Array.isArray(key)) {
            const account = String(key[0]);
            if (!ids.has(account)) await asked(store.delete(allOf(account)));
            key = await asked(store.getKey(IDBKeyRange.lowerBound([account, []])));
          }
        }
        return {};
      });
    },

    clear: () => inTurn(() => deleteHistory(factory)),
  };
}

interface Tables {
  chunks: IDBObjectStore;
  spend: IDBObjectStore;
  /** Records that were found damaged. */
  damaged: number;
}

/** Every record of an account: an array comes after every text, and so after every name of a series. */
function allOf(account: string): IDBKeyRange {
  return IDBKeyRange.bound([account], [account, []]);
}

function keptOf({ isNew, rebuilt }: OpenedHistory, damaged: number): Kept {
  const lost = damaged + (rebuilt?.lost ?? 0);
  return { isNew, ...(rebuilt || lost > 0 ? { lost } : {}) };
}

function readable<Value>(tables: Tables, value: Value | undefined): Value | undefined {
  if (value === undefined) tables.damaged += 1;
  return value;
}

async function pointsAt(tables: Tables, { account, series }: SeriesName, span: Chunk['span'], start: number) {
  const raw = await asked(tables.chunks.get([account, series, span, start]));
  return raw === undefined ? [] : (readable(tables, pointsIn(raw))?.points ?? []);
}

async function add(tables: Tables, group: readonly SeriesPoint[], now: number): Promise<void> {
  for (const { point, ...name } of group) {
    const points = await pointsAt(tables, name, 'day', startOf('day', point.at));
    await asked(tables.chunks.put(chunkOf(name, 'day', withPoint(points, point), now)));
  }
}

/** @returns how many points were not there before. */
async function addToMonth(tables: Tables, name: SeriesName, group: HistorySeries['points'], now: number): Promise<number> {
  const start = startOf('month', group[0]?.at ?? 0);
  const before = await pointsAt(tables, name, 'month', start);
  const days = new Map<number, HistorySeries['points']>();
  for (const at of new Set(group.map((point) => startOf('day', point.at)))) days.set(at, await pointsAt(tables, name, 'day', at));
  // What is kept by the day already is not kept by the month as well.
  const fresh = group.filter((point) => !days.get(startOf('day', point.at))?.length);
  let added = 0;
  for (const [at, points] of days) {
    if (points.length === 0) continue;
    const own = group.filter((point) => startOf('day', point.at) === at);
    added += await putWhereNew(tables, chunkOf(name, 'day', merged(points, own), now), points);
  }
  return added + (await putWhereNew(tables, chunkOf(name, 'month', thin(merged(before, fresh), now), now), before));
}

/** @returns how many points of the chunk were not there before; without any, nothing is written. */
async function putWhereNew(tables: Tables, chunk: Chunk, before: HistorySeries['points']): Promise<number> {
  const known = new Set(before.map(({ at }) => at));
  const added = unpackPoints(chunk, chunk.start).filter(({ at }) => !known.has(at)).length;
  if (added > 0) await asked(tables.chunks.put(chunk));
  return added;
}

/** @returns how many days were not there before. */
async function addDays(tables: Tables, record: ReturnType<typeof recordsOf>[number], existing: 'keep' | 'replace'): Promise<number> {
  const { account, unit, month, days } = record;
  const raw = await asked(tables.spend.get([account, unit, month]));
  const before = raw === undefined ? {} : (readable(tables, spendIn(raw))?.days ?? {});
  const after = existing === 'keep' ? { ...days, ...before } : { ...before, ...days };
  if (raw !== undefined && Object.entries(after).every(([name, amount]) => before[name] === amount)) return 0;
  await asked(tables.spend.put({ ...record, days: after }));
  return Object.keys(after).length - Object.keys(before).length;
}

/**
 * Moves days that are over into their months, and thins months.
 *
 * @returns how many chunks there were to thin.
 */
async function thinRipe(tables: Tables, now: number): Promise<number> {
  const ripe = await asked(tables.chunks.index(ripeIndex).getAll(IDBKeyRange.upperBound(now), mostThinned));
  // One after the other: several days may belong to one month.
  for (const raw of ripe) {
    const read = readable(tables, pointsIn(raw));
    if (!read) {
      const { account, series, span, start } = raw as Chunk;
      await asked(tables.chunks.delete([account, series, span, start]));
      continue;
    }
    const { chunk, points } = read;
    const before = chunk.span === 'month' ? [] : await pointsAt(tables, chunk, 'month', startOf('month', chunk.start));
    await asked(tables.chunks.put(chunkOf(chunk, 'month', thin(merged(before, points), now), now)));
    if (chunk.span === 'day') await asked(tables.chunks.delete([chunk.account, chunk.series, chunk.span, chunk.start]));
  }
  return ripe.length;
}

/** Leaves out what ends before the query begins, but for the last of each series, and what begins after its end. */
function neededFor(raw: readonly Chunk[], { from, to }: HistoryQuery): Chunk[] {
  const begun = raw.filter(({ start }) => !(start > to));
  return begun.filter((chunk) => {
    const next = begun.filter(({ series, start }) => series === chunk.series && start > chunk.start).map(({ start }) => start);
    return next.length === 0 || Math.min(...next) >= from - 31 * day;
  });
}

function seriesIn(chunks: readonly { chunk: Chunk; points: HistorySeries['points'] }[], { from, to, span }: HistoryQuery): HistorySeries[] {
  const bySeries = Map.groupBy(chunks, ({ chunk: { account, series } }) => `${account} ${series}`);
  return [...bySeries.values()].flatMap((pieces) => {
    const [first] = pieces;
    if (!first) return [];
    const { account, series, unit, meaning } = first.chunk;
    const points = inOrder(pieces.flatMap((piece) => piece.points)).filter(({ at }) => at <= to);
    // The point before the first: a figure that has not changed since is not unknown.
    const start = Math.max(
      0,
      points.findLastIndex(({ at }) => at < from),
    );
    const within = condense(points.slice(start), span);
    return within.length > 0 ? [{ account, series, unit, meaning, points: within }] : [];
  });
}
