import { describe, expect, test } from 'vitest';
import { deepseekAnswer, draftOf, ledgerDraft, minute, noon, worldWith } from '@/tests/fakes/world';
import { createRunways } from './runways';

const hour = 60 * minute;
const day = 24 * hour;

/** An account that loses the same amount every hour, read every hour. */
async function spending({ hours = 72, from = 100, perHour = 0.25 } = {}) {
  const world = await worldWith([draftOf()]);
  const [id = ''] = world.ids;
  const read = async (left: number) => {
    world.clock.at += hour;
    world.network.on('/user/balance', () => deepseekAnswer(left.toFixed(2)));
    await world.refresh.run([id]);
    await world.settled();
  };
  for (let count = 1; count <= hours; count += 1) await read(from - count * perHour);
  const runway = () => world.snapshot().accounts[0]?.runway;
  return { world, id, read, runway };
}

describe('how long an account will last', () => {
  test('is worked out from its history, and told to pages', async () => {
    const { world, runway } = await spending();
    const { likely = 0, low = 0, high = 0 } = runway()?.at ?? {};
    // 82 left at 6 a day.
    expect((likely - world.clock.at) / day).toBeGreaterThan(10);
    expect((likely - world.clock.at) / day).toBeLessThan(18);
    expect(low).toBeLessThanOrEqual(likely);
    expect(high).toBeGreaterThanOrEqual(likely);
  });

  test('is not guessed from a few readings', async () => {
    expect((await spending({ hours: 5 })).runway()).toBeUndefined();
  });

  test('is not told of money that is gone', async () => {
    const { read, runway } = await spending();
    expect(runway()).toBeDefined();
    await read(0);
    expect(runway()).toBeUndefined();
  });

  test('grows with a top-up at once, and is otherwise made anew once an hour', async () => {
    const { world, id, read, runway } = await spending();
    const before = runway();
    world.clock.at += minute;
    await world.refresh.run([id]);
    await world.settled();
    expect(runway()).toEqual(before);
    await read(500);
    expect(runway()?.at.likely).toBeGreaterThan((before?.at.likely ?? 0) + 20 * day);
  });

  test('stays when a refresh fails, until the figure is a week old', async () => {
    const { world, id, runway } = await spending();
    const before = runway();
    world.network.on('/user/balance', () => new Response('', { status: 503 }));
    world.clock.at += hour;
    await world.refresh.run([id]);
    expect(runway()).toEqual(before);
    world.clock.at += 8 * day;
    await world.refresh.run([id]);
    expect(runway()).toBeUndefined();
  });

  test('is there again after the worker was stopped', async () => {
    const { world, runway } = await spending();
    const next = world.restarted();
    await next.ready;
    expect(next.snapshot().accounts[0]?.runway).toEqual(runway());
  });

  test('is nothing of money that nobody spends, and that is said instead, until somebody does', async () => {
    const { world, read, runway } = await spending({ perHour: 0 });
    expect(runway()).toBeUndefined();
    expect(world.snapshot().accounts[0]?.lasting).toEqual({ kind: 'not-burning' });
    for (const left of [60, 55, 50]) await read(left);
    expect(world.snapshot().accounts[0]).not.toHaveProperty('lasting');
    expect(runway()).toBeDefined();
  });

  test('is nothing without a history', async () => {
    const { world, runway } = await spending();
    expect(world.clock.at).toBe(noon + 72 * hour);
    await world.history.forget(world.ids);
    const old = runway();
    world.clock.at += 2 * hour;
    await world.refresh.run(world.ids);
    await world.settled();
    expect(old).toBeDefined();
    expect(runway()).toBeUndefined();
  });
});

test('many accounts are looked at a few at a time, and written once', async () => {
  const world = await worldWith(Array.from({ length: 10 }, () => draftOf()));
  const after = world.state.get();
  const did: (number | 'pause' | 'update')[] = [];
  const follow = createRunways({
    history: {
      read: async ({ ids }) => {
        did.push(ids.length);
        return { series: [], spend: [], lost: 0 };
      },
    },
    state: { update: async () => void did.push('update') },
    now: () => world.clock.at,
    pause: async () => did.push('pause'),
  });
  await follow(after, { ...after, statuses: {} });
  expect(did).toEqual([4, 'pause', 4, 'pause', 2, 'update']);
});

describe('a ledger', () => {
  test('keeps its outlook for as long as nothing is entered: what is not spent makes it last longer', async () => {
    const world = await worldWith([ledgerDraft()]);
    const [id = ''] = world.ids;
    const enter = async (kind: 'top-up' | 'spend', value: string) => {
      await world.handlers['ledger.add']({ id, kind, amount: { value, unit: 'USD' } });
      await world.settled();
    };
    await enter('top-up', '100');
    for (let count = 0; count < 5; count += 1) {
      world.clock.at += day;
      await enter('spend', '6');
    }
    const daysLeft = () => ((world.snapshot().accounts[0]?.runway?.at.likely ?? 0) - world.clock.at) / day;
    // 70 left at 6 a day.
    expect(daysLeft()).toBeGreaterThan(8);
    expect(daysLeft()).toBeLessThan(14);
    world.clock.at += 9 * day;
    await world.state.update(() => ({}));
    await world.settled();
    expect(daysLeft()).toBeGreaterThan(20);
  });
});
