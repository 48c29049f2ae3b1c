import { describe, expect, test } from 'vitest';
import { deepseekAnswer, draftOf, minute, noon, worldWith } from '@/tests/fakes/world';
import { FailureError } from '../failure';
import type { HistoryTrouble } from '../history-point';
import type { HistoryStore } from '../store/history';
import { createHistoryKeeper } from './history';
import { undoMs } from './purge';

const hour = 60 * minute;
const everything = { from: 0, to: noon + 1e11, span: 0 };

async function worldRead() {
  const world = await worldWith([draftOf(), draftOf({ label: 'Other' })]);
  const [id = '', other = ''] = world.ids;
  return { world, id, other, read: async () => (await world.history.read({ ...everything, ids: [id] })).series };
}

describe('a refresh', () => {
  test('leaves a point for each account that was read, and a trend', async () => {
    const { world, id, read } = await worldRead();
    world.clock.at += hour;
    world.network.on('/user/balance', () => deepseekAnswer('80'));
    await world.refresh.run([id]);
    await world.settled();
    const [series] = await read();
    expect(series?.points.map(({ at, value }) => [at, value])).toEqual([
      [noon, '83.58'],
      [noon + hour, '80'],
    ]);
    expect(world.snapshot().accounts.map(({ trend }) => [trend?.since, trend?.line.length])).toEqual([
      [noon, 30],
      [noon, 0],
    ]);
  });

  test('that fails leaves no point, and the trend as it was', async () => {
    const { world, id, read } = await worldRead();
    const before = world.snapshot().accounts[0]?.trend;
    world.clock.at += hour;
    world.network.on('/user/balance', () => new Response('', { status: 503 }));
    await world.refresh.run([id]);
    await world.settled();
    expect((await read())[0]?.points).toHaveLength(1);
    expect(world.snapshot().accounts[0]).toMatchObject({ trend: before, failure: { kind: 'unavailable' } });
  });

  test('costs one write of the disk, as before', async () => {
    const { world } = await worldRead();
    world.clock.at += hour;
    await world.refresh.run(world.ids);
    await world.settled();
    expect(world.disk.writes).toHaveLength(1);
  });

  test('is found again by the next worker', async () => {
    const { world, id } = await worldRead();
    const next = world.restarted();
    await next.ready;
    expect((await next.history.read({ ...everything, ids: [id] })).series[0]?.points).toHaveLength(1);
    expect(next.snapshot().accounts[0]?.trend).toEqual(world.snapshot().accounts[0]?.trend);
  });
});

describe('an account that is removed', () => {
  test('keeps its history until it can no longer be brought back, and then loses it', async () => {
    const { world, id, other, read } = await worldRead();
    await world.handlers['account.remove']({ id });
    await world.settled();
    expect(await read()).toHaveLength(1);
    world.clock.at += undoMs;
    await world.purge.overdue();
    await world.settled();
    expect(await read()).toEqual([]);
    expect((await world.history.read({ ...everything, ids: [other] })).series).toHaveLength(1);
  });
});

describe('commands', () => {
  test('read it, take points of known accounts, and forget it', async () => {
    const { world, id, read } = await worldRead();
    const [series] = await read();
    if (!series) throw new Error('no series');
    const older = { ...series, points: [{ at: noon - hour, value: '90', basis: 'reported' as const, method: 'balance' }] };
    expect(await world.handlers['history.merge']({ series: [older], spend: [] })).toEqual({ added: 1 });
    expect((await world.handlers['history.read']({ ids: [id], from: 0, to: noon, span: 0 })).series[0]?.points.map(({ value }) => value)).toEqual([
      '90',
      '83.58',
    ]);
    await expect(world.handlers['history.merge']({ series: [{ ...older, account: 'nobody' }], spend: [] })).rejects.toBeInstanceOf(FailureError);
    await world.handlers['history.forget']({ ids: [id] });
    expect(await read()).toEqual([]);
  });
});

/** A store that fails as it is told to. */
function failingStore() {
  const control: { error?: Error; lost?: number; isNew: boolean; cleared: number } = { isNew: false, cleared: 0 };
  const answer = async () => {
    if (control.error) throw control.error;
    return { isNew: control.isNew, ...(control.lost === undefined ? {} : { lost: control.lost }) };
  };
  const store: HistoryStore = {
    append: async () => ({ ...(await answer()), thinned: 0 }),
    read: async () => ({ ...(await answer()), series: [], spend: [] }),
    merge: async () => ({ ...(await answer()), added: 0 }),
    drop: async () => void (await answer()),
    keepOnly: async () => void (await answer()),
    async clear() {
      control.cleared += 1;
    },
  };
  return { store, control };
}

describe('trouble', () => {
  async function scene() {
    const world = await worldWith([draftOf()]);
    const after = world.state.get();
    const before = { ...after, statuses: {} };
    const { store, control } = failingStore();
    const clock = { at: noon };
    const told: (HistoryTrouble | undefined)[] = [];
    const keeper = createHistoryKeeper({
      store,
      now: () => clock.at,
      pause: async () => undefined,
      told: async () => void told.push(keeper.trouble(undefined)),
    });
    keeper.trouble(undefined);
    return {
      keeper,
      control,
      clock,
      told,
      append: () => keeper.follow(after, before),
      again: () => keeper.follow(after, { ...after, statuses: spread(after.statuses) }),
    };
  }
  /** The same statuses as objects of an earlier reading. */
  function spread<Value extends object>(values: Readonly<Record<string, Value>>): Record<string, Value> {
    return Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { ...value, readAt: 1 }]));
  }

  test('with a full disk is told once, breaks nothing, and is over with the next point that is kept', async () => {
    const { append, control, clock, told } = await scene();
    control.error = new DOMException('disk full', 'QuotaExceededError');
    await append();
    clock.at += hour;
    await append();
    expect(told).toEqual([{ kind: 'full', at: noon }]);
    delete control.error;
    await append();
    expect(told).toEqual([{ kind: 'full', at: noon }, undefined]);
  });

  test('with a database that does not open is waited out for a day; then it is made anew, and that is told', async () => {
    const { append, control, clock, told } = await scene();
    control.error = new DOMException('Internal error opening backing store', 'UnknownError');
    await append();
    clock.at += 23 * hour;
    await append();
    expect(control.cleared).toBe(0);
    clock.at += 2 * hour;
    await append();
    expect(control.cleared).toBe(1);
    expect(told.map((trouble) => trouble?.kind)).toEqual(['unavailable', 'rebuilt']);
  });

  test('with a newer version is told, and nothing is touched', async () => {
    const { append, control, clock, told } = await scene();
    control.error = new DOMException('', 'VersionError');
    await append();
    clock.at += 100 * hour;
    await append();
    expect([told[0]?.kind, told.length, control.cleared]).toEqual(['newer', 1, 0]);
  });

  test('with damaged records says how many were lost', async () => {
    const { append, control, told } = await scene();
    control.lost = 3;
    await append();
    expect(told).toEqual([{ kind: 'rebuilt', at: noon, lost: 3 }]);
  });

  test('with a database that the browser has thrown away is told; with the first one there is none', async () => {
    const { append, again, control, told } = await scene();
    control.isNew = true;
    await append();
    expect(told).toEqual([]);
    await again();
    expect(told).toEqual([{ kind: 'rebuilt', at: noon }]);
  });

  test('is taken over from the worker before, unless that is nothing that can be told', () => {
    const { store } = failingStore();
    const keeperOf = () => createHistoryKeeper({ store, now: () => noon, pause: async () => undefined, told: async () => undefined });
    expect(keeperOf().trouble({ kind: 'full', at: 5 })).toEqual({ kind: 'full', at: 5 });
    for (const junk of [undefined, null, 'full', { kind: 'constructor', at: 5 }, { kind: 'full' }]) expect(keeperOf().trouble(junk)).toBeUndefined();
    expect(keeperOf().trouble({ kind: 'rebuilt', at: noon - 6 * 24 * hour })).toBeDefined();
    expect(keeperOf().trouble({ kind: 'rebuilt', at: noon - 8 * 24 * hour })).toBeUndefined();
  });

  test('of a full disk reaches the snapshot, and the refresh is as good as ever', async () => {
    const world = await worldWith([draftOf()]);
    const refused = new DOMException('disk full', 'QuotaExceededError');
    world.databases.open = () => {
      throw refused;
    };
    world.clock.at += hour;
    expect(await world.refresh.run(world.ids)).toEqual({ succeeded: 1, failed: 0, waiting: 0 });
    await world.settled();
    expect(world.published.at(-1)?.history).toEqual({ kind: 'full', at: noon + hour });
    const next = world.restarted();
    await next.ready;
    expect(next.published.at(-1)?.history).toEqual({ kind: 'full', at: noon + hour });
  });
});
