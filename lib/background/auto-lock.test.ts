import { afterEach, describe, expect, test, vi } from 'vitest';
import { newTyped, worldWithPassphrase } from '@/tests/fakes/vault-world';
import { draftOf, minute, noon, self, type World, worldWith } from '@/tests/fakes/world';
import { createAutoLock } from './auto-lock';

const hour = 60 * minute;
const year = 365 * 24 * hour;
const policy = { idleMin: 15, onOsLock: false, whenLocked: 'show' } as const;

const worldThatLocks = (changes: object = {}) => worldWithPassphrase([draftOf()], { ...policy, ...changes });

/** The alarm rings, or the background wakes for something else. */
async function checkAfter(world: World, elapsed: number, isActive = false): Promise<string> {
  world.clock.at += elapsed;
  world.person.isActive = isActive;
  await world.autoLock.check();
  return world.vault.state();
}

describe('the deadline', () => {
  test('is so many minutes after the last command, and locks when it comes and nobody is there', async () => {
    const world = await worldThatLocks();
    expect(world.alarms.lockAt).toBe(noon + 15 * minute);
    expect(await checkAfter(world, 15 * minute - 1)).toBe('open');
    expect(await checkAfter(world, 1)).toBe('locked');
    expect(world.disk.records.get('v1:snapshot')).toMatchObject({ vault: 'locked' });
    expect(world.memory.held).toBeUndefined();
  });

  test('is put off by every command', async () => {
    const world = await worldThatLocks();
    for (let round = 1; round <= 4; round += 1) {
      world.clock.at += 14 * minute;
      await world.autoLock.touch();
      expect(world.alarms.lockAt).toBe(noon + (14 * round + 15) * minute);
    }
    expect(await checkAfter(world, 14 * minute)).toBe('open');
    expect(await checkAfter(world, minute)).toBe('locked');
  });

  test('is put off while somebody works with the computer, also without the extension', async () => {
    const world = await worldThatLocks();
    expect(await checkAfter(world, 15 * minute, true)).toBe('open');
    expect(world.alarms.lockAt).toBe(noon + 30 * minute);
    expect(await checkAfter(world, 15 * minute, true)).toBe('open');
    expect(await checkAfter(world, 15 * minute)).toBe('locked');
  });

  test('asks the computer about just as many minutes', async () => {
    const { vault, memory, clock } = await worldThatLocks({ idleMin: 60 });
    const asked: number[] = [];
    const isActive = async (seconds: number) => asked.push(seconds) > 0;
    const autoLock = createAutoLock({ vault, memory, now: () => clock.at, isActive, checkAt: async () => undefined, lock: () => vault.lock() });
    clock.at += hour - 1;
    await autoLock.check();
    expect(asked).toEqual([]);
    clock.at += 1;
    await autoLock.check();
    expect(asked).toEqual([3600]);
  });

  test('holds when the alarm is a little late, and locks whoever is there when it is later', async () => {
    const world = await worldThatLocks();
    expect(await checkAfter(world, 15 * minute + minute - 1, true)).toBe('open');
    expect(await checkAfter(world, 15 * minute + minute, true)).toBe('locked');
  });

  test('changes with the setting, and goes with it', async () => {
    const world = await worldThatLocks();
    world.clock.at += minute;
    await world.handlers['vault.changeLock']({ ...policy, idleMin: 240 });
    expect(world.alarms.lockAt).toBe(noon + minute + 4 * hour);
    await world.handlers['vault.changeLock']({ ...policy, idleMin: 0 });
    expect(world.alarms.lockAt).toBeUndefined();
    expect(await checkAfter(world, 5 * hour)).toBe('open');
  });

  test('starts with the unlocking, and is set where it was forgotten', async () => {
    const world = await worldThatLocks();
    await world.handlers['vault.lock']({});
    world.clock.at += 3 * hour;
    await world.handlers['vault.unlock']({ key: world.passphrase.key });
    expect(world.alarms.lockAt).toBe(noon + 3 * hour + 15 * minute);
    world.memory.watch = {};
    expect(await checkAfter(world, minute)).toBe('open');
    expect(world.memory.watch.lockAt).toBe(noon + 3 * hour + 16 * minute);
  });

  test('of a passphrase before is none for the next one', async () => {
    const world = await worldThatLocks();
    const { watch } = world.memory;
    await world.handlers['vault.removePassphrase']({ current: world.passphrase.key });
    world.memory.watch = watch;
    world.clock.at += 3 * hour;
    await world.handlers['vault.setPassphrase'](newTyped());
    expect([world.vault.state(), world.alarms.lockAt]).toEqual(['open', noon + 3 * hour + 15 * minute]);
  });
});

describe('security 27: the clock', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each([
    ['after eight hours of sleep', 8 * hour],
    ['ten years ahead', 10 * year],
    ['ten years back', -10 * year],
    ['a little more than a minute back', -minute - 1],
  ])('%s locks at the next wake, whoever is there by then', async (_name, elapsed) => {
    expect(await checkAfter(await worldThatLocks(), elapsed, true)).toBe('locked');
  });

  test.each([
    ['after eight hours of sleep', 8 * hour],
    ['ten years back', -10 * year],
  ])('%s locks also when a command comes before the alarm', async (_name, elapsed) => {
    const world = await worldThatLocks();
    world.clock.at += elapsed;
    await world.autoLock.touch();
    expect([world.vault.state(), world.memory.held]).toEqual(['locked', undefined]);
    await world.handlers['vault.unlock']({ key: world.passphrase.key });
    expect([world.vault.state(), world.alarms.lockAt]).toEqual(['open', world.clock.at + 15 * minute]);
  });

  test('set right by less than a minute locks nothing', async () => {
    const world = await worldThatLocks();
    expect(await checkAfter(world, -minute)).toBe('open');
    await world.autoLock.touch();
    expect(world.vault.state()).toBe('open');
  });

  test.each([
    ['in spring', Date.UTC(2027, 2, 14, 6, 59)],
    ['in autumn', Date.UTC(2026, 10, 1, 5, 59)],
  ])('put forward or back by an hour %s changes nothing', async (_name, at) => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(new Date(at).getTimezoneOffset()).not.toBe(new Date(at + hour).getTimezoneOffset());
    const world = await worldThatLocks();
    world.clock.at = at;
    world.memory.watch = {};
    await world.autoLock.touch();
    expect(world.alarms.lockAt).toBe(at + 15 * minute);
    expect(await checkAfter(world, 15 * minute - 1)).toBe('open');
    expect(await checkAfter(world, 1)).toBe('locked');
  });
});

describe('the computer', () => {
  test.each([
    [true, 0, 'locked'],
    [true, 15, 'locked'],
    [false, 15, 'open'],
    [false, 0, 'open'],
  ])('with its screen locked, where that locks: %s, and %i minutes do, leaves the vault %s', async (onOsLock, idleMin, state) => {
    const world = await worldThatLocks({ onOsLock, idleMin });
    world.clock.at += minute;
    world.person.isActive = false;
    await world.autoLock.away(true);
    expect(world.vault.state()).toBe(state);
    expect(world.memory.held === undefined).toBe(state === 'locked');
  });

  test('with its screen locked does not put off the deadline', async () => {
    const world = await worldThatLocks();
    world.clock.at += 14 * minute;
    await world.autoLock.away(true);
    expect(await checkAfter(world, minute)).toBe('locked');
  });

  test('that has been left alone for a minute does not lock at once: the minutes count from then', async () => {
    const world = await worldThatLocks();
    world.clock.at += 10 * minute;
    await world.autoLock.away(false);
    expect([world.vault.state(), world.alarms.lockAt]).toEqual(['open', noon + 25 * minute]);
    expect(await checkAfter(world, 15 * minute)).toBe('locked');
  });

  test('that tells so after a sleep locks', async () => {
    const world = await worldThatLocks();
    world.clock.at += 8 * hour;
    await world.autoLock.away(false);
    expect(world.vault.state()).toBe('locked');
  });
});

describe('a start', () => {
  test('of the worker keeps the deadline', async () => {
    const world = await worldThatLocks();
    world.clock.at += 10 * minute;
    const after = world.restarted();
    await after.ready;
    expect(await checkAfter(after, 5 * minute - 1)).toBe('open');
    expect(await checkAfter(after, 1)).toBe('locked');
  });

  test('of the worker after the deadline locks before anything is read', async () => {
    const world = await worldThatLocks();
    const after = world.restarted();
    await after.ready;
    expect(await checkAfter(after, 8 * hour, true)).toBe('locked');
    expect(after.network.asked).toEqual([]);
  });

  test('of the worker after the deadline is locked before it answers, and so is a worker that has slept', async () => {
    for (const isNew of [true, false]) {
      const world = await worldThatLocks();
      world.clock.at += 8 * hour;
      const after = isNew ? world.restarted() : world;
      const answer = await after.route({ type: 'account.refresh', input: {} }, { id: self.id, url: `${self.url}popup.html` });
      expect(answer).toEqual({ ok: true, value: { succeeded: 0, failed: 0, waiting: 0 } });
      expect([after.vault.state(), after.memory.held, after.network.asked]).toEqual(['locked', undefined, []]);
    }
  });

  test('of the browser finds it locked, with nothing left to wait for', async () => {
    const world = await worldThatLocks();
    const after = world.reopened();
    await after.ready;
    after.disk.writes.length = 0;
    expect(await checkAfter(after, 8 * hour)).toBe('locked');
    await after.autoLock.touch();
    await after.autoLock.away(true);
    expect([after.memory.watch.lockAt, after.alarms.lockAt, after.disk.writes]).toEqual([undefined, undefined, []]);
  });
});

describe('never', () => {
  test('is what zero minutes mean', async () => {
    const world = await worldThatLocks({ idleMin: 0 });
    for (const elapsed of [hour, 10 * year, -20 * year]) {
      expect(await checkAfter(world, elapsed)).toBe('open');
      await world.autoLock.away(false);
      await world.autoLock.touch();
    }
    expect([world.vault.state(), world.alarms.lockAt, world.memory.watch.lockAt]).toEqual(['open', undefined, undefined]);
  });

  test('locks a vault without a passphrase, whatever is set', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['vault.changeLock']({ ...policy, onOsLock: true, whenLocked: 'hide' });
    for (const elapsed of [hour, 10 * year, -20 * year]) {
      expect(await checkAfter(world, elapsed)).toBe('open');
      await world.autoLock.away(true);
      await world.autoLock.away(false);
      await world.autoLock.touch();
    }
    expect([world.vault.state(), world.alarms, world.memory.watch]).toEqual(['open', {}, {}]);
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 1 });
  });
});
