import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { anyPoints, pointAt, seriesName, seriesPoint } from '@/tests/sample-points';
import { inOrder } from '../history/merge';
import { fineMs } from '../history/thin';
import type { HistorySeries } from '../history-point';
import { createHistoryStore } from './history';

const hour = 3_600_000;
const day = 24 * hour;
const noon = Date.UTC(2026, 10, 23, 12);
const everything = { ids: ['a1'], from: 0, to: noon + 5000 * day, span: 0 };

let databases: IDBFactory;
let store: ReturnType<typeof createHistoryStore>;

beforeEach(() => {
  databases = new IDBFactory();
  store = createHistoryStore(databases);
});

async function pointsOf(account = 'a1') {
  const { series } = await store.read({ ...everything, ids: [account] });
  return series.map(({ points }) => points.map(({ at, value }) => [at, value]));
}

/** Does something with the database behind the store's back. */
async function behind<Result>(work: (database: IDBDatabase) => Promise<Result> | Result): Promise<Result> {
  const opening = databases.open('history');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

function recordsOf(name: string): Promise<Record<string, unknown>[]> {
  return behind(
    (database) =>
      new Promise((resolve) => {
        const request = database.transaction(name).objectStore(name).getAll();
        request.onsuccess = () => resolve(request.result);
      }),
  );
}

function putBehind(record: Record<string, unknown>): Promise<void> {
  return behind(
    (database) =>
      new Promise((resolve) => {
        const transaction = database.transaction('chunks', 'readwrite');
        transaction.objectStore('chunks').put(record);
        transaction.oncomplete = () => resolve();
      }),
  );
}

describe('readings that come in', () => {
  test('are read as they were written, in their order, each account for itself', async () => {
    const first = await store.append([seriesPoint(noon, '10'), seriesPoint(noon, '3', 'a2')], [], noon);
    expect(first).toEqual({ isNew: true, thinned: 0 });
    expect(await store.append([seriesPoint(noon + hour, '9')], [], noon + hour)).toEqual({ isNew: false, thinned: 0 });
    expect(await pointsOf()).toEqual([
      [
        [noon, '10'],
        [noon + hour, '9'],
      ],
    ]);
    expect(await pointsOf('a2')).toEqual([[[noon, '3']]]);
  });

  test('write nothing more for a figure that stays the same than its first and last', async () => {
    for (let step = 0; step < 20; step += 1) await store.append([seriesPoint(noon + step * 60_000, '10')], [], noon);
    expect(await pointsOf()).toEqual([
      [
        [noon, '10'],
        [noon + 19 * 60_000, '10'],
      ],
    ]);
  });

  test('of another currency are another line', async () => {
    await store.append([seriesPoint(noon, '10'), { ...seriesPoint(noon + 1, '70'), unit: 'CNY', series: 'CNY balance 1' }], [], noon);
    const { series } = await store.read(everything);
    expect(series.map(({ unit, points }) => [unit, points.length])).toEqual([
      ['CNY', 1],
      ['USD', 1],
    ]);
  });

  test('in any order, twice, on a clock that jumps, are kept once each by their instant', async () => {
    const readings = fc.array(fc.tuple(fc.integer({ min: -4 * day, max: 0 }), fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(readings, async (all) => {
        const own = createHistoryStore(new IDBFactory());
        for (const [age, value] of all) await own.append([seriesPoint(noon + age, String(value))], [], noon + age);
        const points = (await own.read(everything)).series[0]?.points ?? [];
        expect(inOrder(points)).toEqual(points);
        const instants = points.map(({ at }) => at);
        expect([instants[0], instants.at(-1)]).toEqual([Math.min(...all.map(([age]) => noon + age)), Math.max(...all.map(([age]) => noon + age))]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('what has grown old', () => {
  test('is thinned to hours after two days, to days after ninety, a bounded part at a time', async () => {
    const from = noon - 200 * day;
    for (let at = from; at < noon; at += day / 2)
      await store.append([seriesPoint(at, String(at % 97)), seriesPoint(at + 1, '50'), seriesPoint(at + 2, '51')], [], at);
    const points = (await store.read(everything)).series[0]?.points ?? [];
    const perDay = [...Map.groupBy(points, ({ at }) => Math.floor(at / day)).entries()];
    for (const [of, own] of perDay) expect(own.length, String(of)).toBeLessThanOrEqual((of + 1) * day > noon - 100 * day ? 6 : 4);
    expect(perDay.length).toBe(200 + 1);
    const chunks = await recordsOf('chunks');
    expect(chunks.filter(({ span }) => span === 'day').length).toBeLessThanOrEqual(4);
    expect(chunks.filter(({ span, ripeAt }) => span === 'month' && ripeAt === undefined).length).toBeGreaterThan(2);
  });

  test('waits for its turn when there is too much of it at once', async () => {
    for (let account = 0; account < 150; account += 1) await store.append([seriesPoint(noon, '5', `a${account}`)], [], noon);
    const later = noon + day + fineMs + hour;
    expect((await store.append([seriesPoint(later, '4')], [], later)).thinned).toBe(100);
    expect((await store.append([seriesPoint(later + 1, '4')], [], later)).thinned).toBe(50);
    expect((await store.append([seriesPoint(later + 2, '4')], [], later)).thinned).toBe(0);
  });
});

describe('a question', () => {
  test('for a part gets the points of it, and the last before them', async () => {
    for (let step = 0; step < 10; step += 1) await store.append([seriesPoint(noon + step * day, String(step))], [], noon + step * day);
    const { series } = await store.read({ ids: ['a1'], from: noon + 4 * day - 1, to: noon + 6 * day, span: 0 });
    expect(series[0]?.points.map(({ value }) => value)).toEqual(['3', '4', '5', '6']);
  });

  test('for few points gets the extremes of each span', async () => {
    for (let step = 0; step < 100; step += 1) await store.append([seriesPoint(noon + step * 60_000, String(step === 50 ? -5 : step))], [], noon);
    const { series } = await store.read({ ...everything, span: day });
    expect(series[0]?.points.map(({ value }) => value)).toEqual(['0', '-5', '99']);
  });
});

describe('reported spend', () => {
  const spend = (of: string, amount: string, account = 'a1') => ({ account, unit: 'USD', day: of, amount });

  test('is kept by the day, and the newest word on a day counts', async () => {
    await store.append([], [spend('2026-10-31', '1'), spend('2026-11-01', '2')], noon);
    await store.append([], [spend('2026-11-01', '2.5'), spend('2026-11-02', '3')], noon);
    expect((await store.read(everything)).spend).toEqual([spend('2026-10-31', '1'), spend('2026-11-01', '2.5'), spend('2026-11-02', '3')]);
    expect((await store.read({ ...everything, from: Date.UTC(2026, 10, 2), to: noon })).spend).toEqual([spend('2026-11-02', '3')]);
  });
});

describe('merging', () => {
  test('gives back everything, and adds nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(anyPoints(noon - 400 * day, noon, 40), async (points) => {
        if (points.length === 0) return;
        const own = createHistoryStore(new IDBFactory());
        const series: HistorySeries[] = [{ ...seriesName(), points }];
        await own.merge({ series, spend: [] }, noon);
        const first = await own.read(everything);
        expect(await own.merge({ series: first.series, spend: first.spend }, noon)).toMatchObject({ added: 0 });
        const second = await own.read(everything);
        expect(second.series).toEqual(first.series);
        const known = new Map(points.map((point) => [point.at, point]));
        for (const point of first.series[0]?.points ?? []) expect(known.get(point.at)).toEqual(point);
      }),
      { numRuns: 25 },
    );
  });

  test('replaces nothing that is there', async () => {
    await store.append([seriesPoint(noon, '10')], [{ account: 'a1', unit: 'USD', day: '2026-11-22', amount: '1' }], noon);
    const other: HistorySeries = { ...seriesName(), points: [pointAt(noon, '99'), pointAt(noon + 1, '9')] };
    const merged = await store.merge({ series: [other], spend: [{ account: 'a1', unit: 'USD', day: '2026-11-22', amount: '7' }] }, noon);
    expect(merged.added).toBe(1);
    expect(await pointsOf()).toEqual([
      [
        [noon, '10'],
        [noon + 1, '9'],
      ],
    ]);
    expect((await store.read(everything)).spend[0]?.amount).toBe('1');
  });
});

describe('an account that goes', () => {
  test('takes its history with it, and no other', async () => {
    await store.append([seriesPoint(noon, '10'), seriesPoint(noon, '3', 'a10')], [{ account: 'a1', unit: 'USD', day: '2026-11-22', amount: '1' }], noon);
    await store.drop(['a1']);
    expect((await recordsOf('chunks')).map(({ account }) => account)).toEqual(['a10']);
    expect(await recordsOf('spend')).toEqual([]);
  });

  test('is found also when nobody said that it went', async () => {
    for (const account of ['a1', 'a2', 'b'])
      await store.append([seriesPoint(noon, '1', account)], [{ account, unit: 'USD', day: '2026-11-22', amount: '1' }], noon);
    await store.keepOnly(new Set(['a2', 'never-read']));
    for (const name of ['chunks', 'spend']) expect((await recordsOf(name)).map(({ account }) => account)).toEqual(['a2']);
  });
});

describe('damage', () => {
  test('of one record costs that record, and is told', async () => {
    await store.append([seriesPoint(noon - 2 * day, '11'), seriesPoint(noon, '10')], [], noon);
    const [first = {}] = await recordsOf('chunks');
    await putBehind({ ...first, bytes: Uint8Array.of(1, 2, 3) });
    expect(await store.read(everything)).toMatchObject({ lost: 1, series: [{ points: [{ value: '10' }] }] });
  });

  test('of the record that is written to is replaced by what is new', async () => {
    await store.append([seriesPoint(noon, '10')], [], noon);
    const [first = {}] = await recordsOf('chunks');
    await putBehind({ ...first, check: 0 });
    expect(await store.append([seriesPoint(noon + 1, '9')], [], noon)).toMatchObject({ lost: 1 });
    expect(await pointsOf()).toEqual([[[noon + 1, '9']]]);
    expect(await store.read(everything)).not.toHaveProperty('lost');
  });

  test('of a record that is to be thinned removes it', async () => {
    await store.append([seriesPoint(noon, '10')], [], noon);
    const [first = {}] = await recordsOf('chunks');
    await putBehind({ ...first, unit: 5 });
    const later = noon + 5 * day;
    expect(await store.append([seriesPoint(later, '9')], [], later)).toMatchObject({ lost: 1 });
    expect((await recordsOf('chunks')).length).toBe(1);
  });

  test('of the database itself: it is made anew from what can be read', async () => {
    await store.append([seriesPoint(noon, '10')], [], noon);
    const [good = {}] = await recordsOf('chunks');
    databases = new IDBFactory();
    store = createHistoryStore(databases);
    const opening = databases.open('history', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('chunks', { autoIncrement: true });
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const chunks = opening.result.transaction('chunks', 'readwrite').objectStore('chunks');
    chunks.add(good);
    chunks.add({ nonsense: true });
    opening.result.close();
    expect(await store.read(everything)).toMatchObject({ lost: 1, series: [{ points: [{ value: '10' }] }] });
    expect(await store.read(everything)).not.toHaveProperty('lost');
  });

  test('a database of a newer version is left as it is', async () => {
    await new Promise((resolve) => {
      const opening = databases.open('history', 9);
      opening.onsuccess = () => resolve(opening.result.close());
    });
    await expect(store.append([seriesPoint(noon, '10')], [], noon)).rejects.toMatchObject({ name: 'VersionError' });
    expect(await behind((database) => database.version)).toBe(9);
  });
});

test('a call that fails does not hold up the next', async () => {
  const failing = store.append([{ ...seriesPoint(noon, '10'), unit: Symbol('not stored') as never }], [], noon);
  await expect(failing).rejects.toThrow();
  await store.append([seriesPoint(noon, '10')], [], noon);
  expect(await pointsOf()).toEqual([[[noon, '10']]]);
});
