import { describe, expect, test } from 'vitest';
import { newTyped } from '@/tests/fakes/vault-world';
import { createWorld, deepseekAnswer, draftOf, minute, noon } from '@/tests/fakes/world';
import type { AlertChange } from '../alert-settings';
import type { AlertMessage } from '../alerts/message';

const hour = 60 * minute;

/** A browser whose notifications a test can look at and break. */
async function watchedWorld(settings: AlertChange = { limits: { 'below-amount': '5', 'below-share': 'off' } }) {
  const told: AlertMessage[] = [];
  const post = { isBroken: false };
  const channel = {
    async deliver(message: AlertMessage) {
      if (post.isBroken) throw new Error('refused');
      told.push(message);
    },
  };
  const world = createWorld({ clock: { at: noon }, channels: () => ({ post: channel }) });
  await world.ready;
  await world.handlers['alert.change'](settings);
  world.network.on('/user/balance', () => deepseekAnswer('20.00'));
  const { ids } = await world.handlers['account.add']({ drafts: [draftOf({ label: 'Work' })] });
  await world.settled();
  const [id = ''] = ids;
  const read = async (left: string, worker = world) => {
    world.clock.at += hour;
    world.network.on('/user/balance', () => deepseekAnswer(left));
    await worker.refresh.run([id]);
    await worker.settled();
  };
  return { world, id, told, post, read, kinds: () => told.map(({ kind }) => kind) };
}

describe('an alert', () => {
  test('is told once when a balance falls, and again after a top-up and a second fall', async () => {
    const { told, read } = await watchedWorld();
    for (const left of ['10.00', '4.99', '4.50', '20.00', '3.00', '2.00']) await read(left);
    expect(told.map(({ title, text }) => `${title}. ${text}`)).toEqual([
      'Work: low balance. $4.99 left, below your limit of $5.00.',
      'Work: low balance. $3.00 left, below your limit of $5.00.',
    ]);
  });

  test('is on disk with the figure that raised it, in one write, before it is told', async () => {
    const { world, id, read, post } = await watchedWorld();
    post.isBroken = true;
    world.disk.writes.length = 0;
    await read('4.00');
    const [first] = world.disk.writes as unknown as Record<string, unknown>[];
    expect(JSON.stringify(first)).toContain('below-amount');
    expect(world.state.get().statuses[id]?.alerts?.raised).toMatchObject([{ kind: 'below-amount', waiting: ['post'], tries: 1 }]);
  });

  test('that could not be told is tried again, by a worker that knows nothing but the disk, and then told once', async () => {
    const { world, told, read, post } = await watchedWorld();
    post.isBroken = true;
    await read('4.00');
    expect(world.alerts.nextAt(world.state.get())).toBeGreaterThan(world.clock.at);
    post.isBroken = false;
    world.clock.at += 2 * hour;
    const after = world.restarted();
    await after.ready;
    await after.settled();
    expect(told).toHaveLength(1);
    const later = after.restarted();
    await later.ready;
    await later.settled();
    await read('3.90', later);
    expect(told).toHaveLength(1);
  });

  test('that nobody takes for a day is given up, and says so', async () => {
    const { world, id, read, post } = await watchedWorld();
    post.isBroken = true;
    await read('4.00');
    for (let tries = 0; tries < 30; tries += 1) {
      world.clock.at += hour;
      await world.alerts.check();
      await world.alerts.follow(world.state.get());
      await world.settled();
    }
    expect(world.state.get().statuses[id]?.alerts?.raised).toMatchObject([{ waiting: [], lost: ['post'] }]);
    expect(world.alerts.nextAt(world.state.get())).toBeUndefined();
  });

  test('is told once where the note of it does not reach the disk', async () => {
    const { world, told, read, post } = await watchedWorld();
    post.isBroken = true;
    await read('4.00');
    post.isBroken = false;
    world.clock.at += 2 * hour;
    await Promise.all([world.alerts.follow(world.state.get()), world.alerts.follow(world.state.get())]);
    expect(told).toHaveLength(1);
  });

  test('of an account that was removed is not told', async () => {
    const { world, id, told, read, post } = await watchedWorld();
    post.isBroken = true;
    await read('4.00');
    await world.handlers['account.remove']({ id });
    post.isBroken = false;
    world.clock.at += 2 * hour;
    await world.alerts.follow(world.state.get());
    expect(told).toEqual([]);
  });
});

describe('silence', () => {
  test('of a snooze ends by the clock, and what is still bad is told then, once', async () => {
    const limits = { 'below-amount': '5', 'below-share': 'off' };
    const { world, told, read } = await watchedWorld({ limits, snoozedUntil: noon + 5 * hour });
    await read('4.00');
    expect(told).toEqual([]);
    expect(world.alerts.nextAt(world.state.get())).toBe(noon + 5 * hour);
    await read('3.00');
    world.clock.at = noon + 5 * hour + minute;
    await read('3.00');
    await read('2.00');
    expect(told).toHaveLength(1);
  });

  test('that a person ends is over at once', async () => {
    const limits = { 'below-amount': '5', 'below-share': 'off' };
    const { world, told, read } = await watchedWorld({ limits, snoozedUntil: noon + 50 * hour });
    await read('4.00');
    await world.handlers['alert.change']({ snoozedUntil: null });
    await world.settled();
    expect(told).toHaveLength(1);
  });
});

describe('a locked vault', () => {
  test('keeps every alert waiting, and tells it once after it was unlocked', async () => {
    const told: string[] = [];
    const post = { isBroken: true };
    const channel = {
      async deliver({ kind }: AlertMessage) {
        if (post.isBroken) throw new Error('refused');
        told.push(kind);
      },
    };
    const world = createWorld({ channels: () => ({ post: channel }) });
    await world.ready;
    const { ids } = await world.handlers['account.add']({ drafts: [draftOf({ label: 'Work' })] });
    const [id = ''] = ids;
    const passphrase = newTyped();
    await world.handlers['vault.setPassphrase'](passphrase);
    await world.handlers['alert.change']({ limits: { 'below-amount': '7391.86' } });
    await world.handlers['vault.changeLock']({ idleMin: 0, onOsLock: false, whenLocked: 'hide' });
    world.network.on('/user/balance', () => deepseekAnswer('6417.29'));
    world.disk.writes.length = 0;
    await world.refresh.run([id]);
    await world.settled();
    expect(world.state.get().statuses[id]?.alerts?.raised).toMatchObject([{ waiting: ['post'] }]);
    // What an alert is about is a figure too.
    expect(world.disk.text() + JSON.stringify(world.disk.writes)).not.toContain('6417.29');
    await world.handlers['vault.lock']({});
    post.isBroken = false;
    world.clock.at += 2 * hour;
    await world.alerts.check();
    await world.alerts.follow(world.state.get());
    await world.settled();
    expect(told).toEqual([]);
    await world.handlers['vault.unlock']({ key: passphrase.key });
    await world.settled();
    expect(told).toEqual(['below-amount']);
  });
});

describe('limits', () => {
  test('that change at the same time are all kept, and those of an account go with it', async () => {
    const { world, id } = await watchedWorld();
    await Promise.all([
      world.handlers['alert.change']({ limits: { 'few-days': '9' } }),
      world.handlers['alert.change']({ account: id, limits: { 'below-amount': '2', silent: 'off' } }),
      world.handlers['alert.change']({ quiet: { from: 60, to: 120 } }),
      world.handlers['alert.change']({ account: 'nobody', limits: { silent: 'off' } }),
    ]);
    const limits = { 'below-amount': '5', 'below-share': null, 'few-days': '9' };
    const { alerts } = world.state.get().settings;
    expect(alerts).toEqual({ limits, accounts: { [id]: { limits: { 'below-amount': '2', silent: null } } }, quiet: { from: 60, to: 120 } });
    await world.handlers['alert.change']({ account: id, limits: { silent: null } });
    expect(world.state.get().settings.alerts?.accounts?.[id]?.limits).toEqual({ 'below-amount': '2' });
    await world.handlers['account.remove']({ id });
    world.clock.at += minute;
    await world.purge.overdue();
    await world.handlers['alert.change']({ quiet: null });
    expect(world.state.get().settings.alerts).toEqual({ limits, accounts: {} });
  });
});

describe('a damaged memory', () => {
  test('costs an account nothing but its alerts', async () => {
    const { world, id, read } = await watchedWorld();
    await read('4.00');
    const record = world.disk.records.get(`v1:f:${id}`) as object;
    world.disk.records.set(`v1:f:${id}`, { ...record, alerts: { memory: 'garbage' } });
    const after = world.restarted();
    await after.ready;
    expect(after.snapshot().accounts[0]?.reading?.remaining).toEqual({ value: '4', unit: 'USD' });
  });
});

describe('a failed refresh', () => {
  test('raises nothing about the old figure, and tells of a refused key once', async () => {
    const { world, kinds, read } = await watchedWorld();
    await read('6.00');
    world.network.on('/user/balance', () => new Response('{}', { status: 401, headers: { 'content-type': 'application/json' } }));
    for (let tries = 0; tries < 3; tries += 1) {
      world.clock.at += hour;
      await world.refresh.run(Object.keys(world.state.get().accounts));
      await world.settled();
    }
    expect(kinds()).toEqual(['key-refused']);
  });
});

describe('pages', () => {
  test('see the latest alerts of an account', async () => {
    const { world, read } = await watchedWorld();
    await read('4.00');
    expect(world.snapshot().accounts[0]?.alerts).toMatchObject([{ kind: 'below-amount', facts: { amount: { value: '4', unit: 'USD' } } }]);
  });
});

describe('money that two accounts look at', () => {
  async function shared(settings?: AlertChange) {
    const watched = await watchedWorld(settings);
    const { world, id } = watched;
    const { id: copy } = await world.handlers['account.duplicate']({ id });
    await world.settled();
    const readOf = async (left: string, ...which: string[]) => {
      world.clock.at += hour;
      world.network.on('/user/balance', () => deepseekAnswer(left));
      await world.refresh.run(which);
      await world.settled();
    };
    return { ...watched, copy, both: [id, copy], readOf };
  }

  test('is told of once, whether they are read together or one after the other, and again after a top-up', async () => {
    const { told, id, copy, both, readOf } = await shared();
    await readOf('4.99', ...both);
    await readOf('20.00', ...both);
    await readOf('4.50', id);
    await readOf('4.50', copy);
    await readOf('4.40', ...both);
    expect(told.map(({ kind }) => kind)).toEqual(['below-amount', 'below-amount']);
  });

  test('is told of although the other account was read last before the top-up', async () => {
    const { told, id, both, readOf } = await shared();
    await readOf('4.99', ...both);
    await readOf('20.00', id);
    await readOf('4.50', id);
    expect(told).toHaveLength(2);
  });

  test('is told of by each where each has a limit of its own', async () => {
    const { world, told, copy, both, readOf } = await shared();
    await world.handlers['alert.change']({ account: copy, limits: { 'below-amount': '3' } });
    await readOf('4.00', ...both);
    await readOf('2.00', ...both);
    expect(told.map(({ text }) => text)).toEqual(['$4.00 left, below your limit of $5.00.', '$2.00 left, below your limit of $3.00.']);
  });

  test('is not told of anew when an account that looks at it is added later', async () => {
    const { world, id, told, read } = await watchedWorld();
    await read('4.00');
    await world.handlers['account.duplicate']({ id });
    await world.settled();
    expect(world.snapshot().accounts.map(({ reading }) => reading?.remaining)).toMatchObject([{ value: '4' }, { value: '4' }]);
    expect(told).toHaveLength(1);
  });

  test('has its top-up told once', async () => {
    const { told, both, readOf } = await shared({ limits: { 'below-share': 'off', 'topped-up': '1' } });
    await readOf('60.00', ...both);
    await readOf('59.00', ...both);
    await readOf('99.00', ...both);
    expect(told.map(({ kind }) => kind)).toEqual(['topped-up', 'topped-up']);
  });

  test('says nothing of the keys: a refused one is told for each', async () => {
    const { world, told, both } = await shared();
    world.network.on('/user/balance', () => new Response('{}', { status: 401, headers: { 'content-type': 'application/json' } }));
    world.clock.at += hour;
    await world.refresh.run(both);
    await world.settled();
    expect(told.map(({ kind }) => kind)).toEqual(['key-refused', 'key-refused']);
  });

  test('is told of by what is left of them when one is removed', async () => {
    const { world, told, id, copy, both, readOf } = await shared();
    await readOf('20.00', ...both);
    await world.handlers['account.remove']({ id });
    await readOf('4.00', copy);
    expect(told.map(({ accountId }) => accountId)).toEqual([copy]);
  });
});
