import { describe, expect, test } from 'vitest';
import { createFakeDisk } from '@/tests/fakes/disk';
import { json } from '@/tests/fakes/network';
import { newTyped, type Typed, worldWithPassphrase } from '@/tests/fakes/vault-world';
import { companyDraft, createWorld, deepseekAnswer, draftOf, minute, noon, relayDraft, type World } from '@/tests/fakes/world';

/** What is left, used and granted, as it is kept. */
const amounts = ['7391.86', '6417.29', '2093.84', '4323.45', '6.283184', '3.236066', '3.047118'];
const policy = { idleMin: 0, onOsLock: false } as const;

function answerWithAmounts({ network }: World, balance = '7391.86'): void {
  network.on('/user/balance', () => deepseekAnswer(balance));
  network.on('/v1/usage', () => json({ total_quota: 6417.29, used_quota: 2093.84 }));
  network.on('/api/usage/token/', () => json({ data: { total_granted: 3141592, total_used: 1618033, total_available: 1523559 } }));
}

type Hidden = World & { ids: string[]; passphrase: Typed };

/** Three accounts with figures that are readable on the disk. */
async function shownWorld(): Promise<Hidden> {
  const world = await worldWithPassphrase([draftOf(), companyDraft(), relayDraft()]);
  answerWithAmounts(world);
  expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 3 });
  return world;
}

/** The same, unreadable from now on. Every write from here on is kept, to be searched. */
async function hiddenWorld(): Promise<Hidden> {
  const world = await shownWorld();
  // The search finds them where they are.
  expect(leaks(world)).toEqual(amounts);
  world.disk.writes.length = 0;
  await world.handlers['vault.changeLock']({ ...policy, whenLocked: 'hide' });
  expect(world.disk.writes).toHaveLength(1);
  world.network.asked.length = 0;
  return world;
}

/** The amounts that stand in any record now, or stood in one at any time since. */
function leaks({ disk }: World): string[] {
  const text = disk.text() + JSON.stringify(disk.writes);
  return amounts.filter((amount) => text.includes(amount));
}

function figuresOf(snapshot: ReturnType<World['snapshot']> | undefined): unknown[] {
  return (snapshot?.accounts ?? []).map(({ reading }) => reading?.remaining);
}

const shown = ['7391.86', '4323.45', '3.047118'].map((value) => expect.objectContaining({ value }));
const nothing = [undefined, undefined, undefined];
const unlock = (world: World, { key }: Typed) => world.handlers['vault.unlock']({ key });

async function lockedAnew(world: Hidden): Promise<Hidden> {
  const after = Object.assign(world.reopened(), { ids: world.ids, passphrase: world.passphrase });
  await after.ready;
  return after;
}

describe('security 20: figures that are hidden while locked', () => {
  test('stand in no record from the moment that is chosen, and in memory while it is unlocked', async () => {
    const world = await hiddenWorld();
    expect(leaks(world)).toEqual([]);
    expect(figuresOf(world.remembered.snapshot)).toEqual(shown);
    expect(figuresOf(world.disk.records.get('v1:snapshot') as never)).toEqual(nothing);
    for (const id of world.ids) expect(Object.keys(world.disk.records.get(`v1:f:${id}`) as object).sort()).toEqual(['c', 'n', 'rev', 'v']);
  });

  test('stand in no record whatever happens to the accounts', async () => {
    const world = await hiddenWorld();
    const [first = '', second = '', third = ''] = world.ids;
    world.clock.at += 60 * minute;
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 3 });
    const { ids } = await world.handlers['account.add']({ drafts: [draftOf()] });
    await world.settled();
    await world.handlers['account.pin']({ id: first, pinned: true });
    await world.handlers['settings.change']({ intervalMinutes: 60 });
    await world.handlers['account.duplicate']({ id: second });
    world.network.on('/user/balance', () => json({}, 500));
    world.clock.at += 120 * minute;
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 2, failed: 1 });
    await world.handlers['account.remove']({ id: third });
    world.clock.at += minute;
    await world.purge.overdue();
    await world.settled();
    expect(world.state.get().statuses[ids[0] ?? '']?.reading?.remaining).toMatchObject({ value: '7391.86' });
    expect(world.snapshot().accounts[0]).toMatchObject({ failure: { kind: 'unavailable' }, reading: { remaining: { value: '7391.86' } } });
    expect(world.disk.writes.length).toBeGreaterThan(7);
    expect(leaks(world)).toEqual([]);
    expect(world.disk.records.has(`v1:f:${third}`)).toBe(false);
  });

  test('are nowhere while it is locked: not on the disk, not in memory, not in what is published', async () => {
    const world = await hiddenWorld();
    await world.handlers['vault.lock']({});
    const closed = await lockedAnew(world);
    for (const place of [world, closed]) {
      expect(place.snapshot().vault).toBe('locked');
      expect([figuresOf(place.snapshot()), figuresOf(place.published.at(-1)), place.state.get().statuses]).toEqual([nothing, nothing, {}]);
      expect([place.remembered.snapshot, place.memory.held, leaks(place)]).toEqual([undefined, undefined, []]);
      expect(place.snapshot().accounts.map(({ label }) => label)).toEqual(['Work', 'Work', 'Work']);
    }
  });

  test('that a worker before has left in memory are taken from there by the next, where it may not hold them', async () => {
    const world = await hiddenWorld();
    const held = world.remembered.snapshot;
    await world.handlers['vault.lock']({});
    const shownAgain = await shownWorld();
    for (const before of [world, shownAgain]) {
      const after = before.restarted();
      after.remembered.snapshot = held;
      await after.ready;
      expect(after.remembered.snapshot).toBeUndefined();
    }
  });

  test('are back at once after unlocking, with their instant, before anybody was asked', async () => {
    const closed = await lockedAnew(await hiddenWorld());
    closed.clock.at += minute;
    for (const id of closed.ids) closed.denied.add(closed.snapshot().accounts.find((account) => account.id === id)?.origin ?? '');
    await unlock(closed, closed.passphrase);
    await closed.settled();
    expect(figuresOf(closed.snapshot())).toEqual(shown);
    expect(figuresOf(closed.remembered.snapshot)).toEqual(shown);
    expect(closed.snapshot().accounts.map(({ readAt }) => readAt)).toEqual([noon, noon, noon]);
    expect([closed.network.asked, leaks(closed)]).toEqual([[], []]);
  });

  test('are there for the next worker as well', async () => {
    const after = (await hiddenWorld()).restarted();
    await after.ready;
    expect([figuresOf(after.snapshot()), figuresOf(after.remembered.snapshot)]).toEqual([shown, shown]);
    expect(leaks(after)).toEqual([]);
  });

  test('outlive what is changed while it is locked', async () => {
    const closed = await lockedAnew(await hiddenWorld());
    await closed.handlers['account.pin']({ id: closed.ids[1] ?? '', pinned: true });
    await closed.handlers['settings.change']({ intervalMinutes: 60, theme: 'dark' });
    await closed.handlers['account.remove']({ id: closed.ids[2] ?? '' });
    await closed.handlers['account.restore']({ id: closed.ids[2] ?? '' });
    expect([leaks(closed), closed.remembered.snapshot]).toEqual([[], undefined]);
    await unlock(closed, closed.passphrase);
    expect(figuresOf(closed.snapshot())).toEqual(shown);
  });

  test('become readable when that is chosen, in the same write, and leave memory', async () => {
    const world = await hiddenWorld();
    world.disk.writes.length = 0;
    await world.handlers['vault.changeLock']({ ...policy, whenLocked: 'show' });
    expect(world.disk.writes).toHaveLength(1);
    expect(figuresOf(world.disk.records.get('v1:snapshot') as never)).toEqual(shown);
    expect(world.remembered.snapshot).toBeUndefined();
    const closed = await lockedAnew(world);
    expect([closed.snapshot().vault, figuresOf(closed.snapshot())]).toEqual(['locked', shown]);
  });

  test('that the disk refused to hide stay as they were', async () => {
    const world = await shownWorld();
    world.disk.refuses = 'writes';
    await expect(world.handlers['vault.changeLock']({ ...policy, whenLocked: 'hide' })).rejects.toThrow('Quota');
    world.disk.refuses = 'nothing';
    expect([world.snapshot().access?.lock.whenLocked, world.remembered.snapshot]).toEqual(['show', undefined]);
    expect(figuresOf(world.snapshot())).toEqual(shown);
  });
});

describe('a change of the way in', () => {
  test.each([
    ['unlocked', false],
    ['locked', true],
  ])('to another passphrase, from %s, keeps them, under the new data key', async (_name, isLocked) => {
    const world = isLocked ? await lockedAnew(await hiddenWorld()) : await hiddenWorld();
    const next = newTyped();
    await world.handlers['vault.changePassphrase']({ current: world.passphrase.key, ...next });
    expect([figuresOf(world.snapshot()), leaks(world)]).toEqual([shown, []]);
    const closed = await lockedAnew(world);
    expect(figuresOf(closed.snapshot())).toEqual(nothing);
    await unlock(closed, next);
    expect([figuresOf(closed.snapshot()), closed.network.asked, leaks(closed)]).toEqual([shown, [], []]);
  });

  test('to stronger parameters keeps them', async () => {
    const closed = await lockedAnew(await hiddenWorld());
    const strong = newTyped();
    await closed.handlers['vault.unlock']({ key: closed.passphrase.key, upgrade: strong });
    expect([figuresOf(closed.snapshot()), figuresOf(closed.remembered.snapshot)]).toEqual([shown, shown]);
    const again = await lockedAnew(closed);
    await unlock(again, strong);
    expect([figuresOf(again.snapshot()), leaks(again)]).toEqual([shown, []]);
  });

  test('back to none makes them readable again, since nothing is ever locked then', async () => {
    const world = await hiddenWorld();
    await world.handlers['vault.removePassphrase']({ current: world.passphrase.key });
    expect([figuresOf(world.disk.records.get('v1:snapshot') as never), world.remembered.snapshot]).toEqual([shown, undefined]);
    const closed = await lockedAnew(world);
    expect([closed.snapshot().vault, figuresOf(closed.snapshot())]).toEqual(['open', shown]);
  });

  test('to a first passphrase hides them at once where that had been chosen before', async () => {
    const world = await hiddenWorld();
    await world.handlers['vault.removePassphrase']({ current: world.passphrase.key });
    world.disk.writes.length = 0;
    const next = newTyped();
    await world.handlers['vault.setPassphrase'](next);
    expect([leaks(world), figuresOf(world.remembered.snapshot)]).toEqual([[], shown]);
    const closed = await lockedAnew(world);
    await unlock(closed, next);
    expect(figuresOf(closed.snapshot())).toEqual(shown);
  });
});

describe('security 20: a balance that a person confirmed', () => {
  const confirmed = '8642.13';
  const holding = ({ disk }: World) => [...disk.records].filter(([, value]) => JSON.stringify(value).includes(confirmed)).map(([key]) => key);
  const confirmedIn = (world: World) => world.snapshot().accounts[0]?.confirmed?.amount.value;
  const confirmIn = (world: Hidden) => world.handlers['account.confirm']({ id: world.ids[0] ?? '', balance: { amount: confirmed, at: noon } });

  test('stands in no record while amounts are hidden, at whatever time it came, and is there after unlocking', async () => {
    for (const isFirst of [true, false]) {
      const world = isFirst ? await shownWorld() : await hiddenWorld();
      await confirmIn(world);
      if (isFirst) {
        expect(holding(world)).toEqual([`v1:a:${world.ids[0]}`, 'v1:snapshot']);
        await world.handlers['vault.changeLock']({ ...policy, whenLocked: 'hide' });
      }
      expect([holding(world), confirmedIn(world)]).toEqual([[], confirmed]);
      await world.handlers['account.pin']({ id: world.ids[0] ?? '', pinned: true });
      const closed = await lockedAnew(world);
      expect([holding(closed), confirmedIn(closed)]).toEqual([[], undefined]);
      await closed.handlers['account.pin']({ id: world.ids[0] ?? '', pinned: false });
      await expect(confirmIn(closed)).rejects.toMatchObject({ failure: { kind: 'locked' } });
      await unlock(closed, closed.passphrase);
      expect([holding(closed), confirmedIn(closed)]).toEqual([[], confirmed]);
    }
  });

  test('outlives a change of the passphrase, and goes back to its account when nothing is hidden any more', async () => {
    const world = await hiddenWorld();
    await confirmIn(world);
    const next = newTyped();
    await world.handlers['vault.changePassphrase']({ current: world.passphrase.key, ...next });
    const closed = await lockedAnew(world);
    await unlock(closed, next);
    expect([holding(closed), confirmedIn(closed)]).toEqual([[], confirmed]);
    await closed.handlers['vault.removePassphrase']({ current: next.key });
    expect([holding(closed), confirmedIn(closed)]).toEqual([[`v1:a:${world.ids[0]}`, 'v1:snapshot'], confirmed]);
    expect(closed.disk.records.has(`v1:c:${world.ids[0]}`)).toBe(false);
  });

  test('is forgotten when it is taken back, and goes with its account, locked or not', async () => {
    for (const isLocked of [false, true]) {
      const world = await hiddenWorld();
      const [id = ''] = world.ids;
      await confirmIn(world);
      expect(world.disk.records.has(`v1:c:${id}`)).toBe(true);
      if (isLocked) {
        await world.handlers['vault.lock']({});
        await world.handlers['account.remove']({ id });
        world.clock.at += minute;
        await world.purge.overdue();
      } else await world.handlers['account.confirm']({ id });
      expect(world.disk.records.has(`v1:c:${id}`)).toBe(false);
    }
  });
});

describe('a hidden figure', () => {
  test('does not open in the place of another one, nor when it was altered, and costs only itself', async () => {
    const world = await hiddenWorld();
    const keys = world.ids.map((id) => `v1:f:${id}`);
    const [first, second, third] = keys.map((key) => world.disk.records.get(key) as { c: string });
    for (const [key, value] of [[keys[0], second] as const, [keys[1], first] as const]) world.disk.records.set(key ?? '', value);
    const swapped = world.restarted();
    await swapped.ready;
    expect(figuresOf(swapped.snapshot())).toEqual([undefined, undefined, shown[2]]);
    for (const bad of [{ ...first, c: third?.c }, { ...first, n: 7 }, { c: 'text' }]) {
      world.disk.records.set(keys[0] ?? '', bad);
      const damaged = world.restarted();
      await damaged.ready;
      expect(figuresOf(damaged.snapshot()), JSON.stringify(bad)).toEqual([undefined, undefined, shown[2]]);
    }
    expect(await swapped.refresh.run(world.ids)).toMatchObject({ succeeded: 3 });
  });

  test('of another kind does not open in its place', async () => {
    const world = await hiddenWorld();
    const [id = ''] = world.ids;
    await world.handlers['account.confirm']({ id, balance: { amount: '8642.13', at: noon } });
    for (const [to, from] of [
      ['v1:f:', 'v1:c:'],
      ['v1:c:', 'v1:f:'],
    ]) {
      const records = { ...Object.fromEntries(world.disk.records), [`${to}${id}`]: world.disk.records.get(`${from}${id}`) };
      const swapped = createWorld({ disk: createFakeDisk(records), store: world.store, memory: world.memory });
      await swapped.ready;
      const account = swapped.snapshot().accounts.find((candidate) => candidate.id === id);
      expect([account?.reading === undefined, account?.confirmed === undefined]).toEqual([to === 'v1:f:', to === 'v1:c:']);
    }
  });

  test('is not looked for where there is no passphrase: a world without one hides nothing', async () => {
    const world = createWorld();
    await world.ready;
    await world.handlers['vault.changeLock']({ ...policy, whenLocked: 'hide' });
    answerWithAmounts(world);
    await world.handlers['account.add']({ drafts: [draftOf()] });
    await world.settled();
    expect(leaks(world)).toContain('7391.86');
    expect(world.remembered.snapshot).toBeUndefined();
  });
});
