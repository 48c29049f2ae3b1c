import { describe, expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { newTyped, worldWithPassphrase } from '@/tests/fakes/vault-world';
import { companyDraft, deepseekAnswer, draftOf, minute, noon, type World, worldWith } from '@/tests/fakes/world';
import { bindingOf } from './credentials';
import { observers } from './dashboards';

const balance = '/user/balance';
const locked = { failure: { kind: 'locked' } };
const [observer] = observers;

const sessionDraft = () => draftOf({ providerId: 'openai', credential: 'session', remember: false, secret: `sess-${'a1b2'.repeat(10)}` });
const lock = (world: World) => world.handlers['vault.lock']({});
const figureOf = (world: World) => world.snapshot().accounts[0]?.reading?.remaining;

async function lockedWorld(count = 1) {
  const world = await worldWithPassphrase(Array.from({ length: count }, () => draftOf()));
  await lock(world);
  world.disk.writes.length = 0;
  return world;
}

/** So many steps of whatever is under way. */
async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await (step % 4 === 3 ? new Promise((resolve) => setImmediate(resolve)) : Promise.resolve());
}

describe('while the vault is locked', () => {
  test('security 19: nobody is asked, whatever wakes the background, and no figure is written', async () => {
    const world = await lockedWorld(2);
    const figures = () => JSON.stringify([...world.disk.records].filter(([key]) => key.startsWith('v1:f:')));
    const before = figures();
    world.network.on(balance, () => deepseekAnswer('12.34'));
    for (const place of [world, world.restarted(), world.reopened()]) {
      await place.ready;
      place.clock.at += 60 * minute;
      expect(await place.refresh.run(world.ids)).toEqual({ succeeded: 0, failed: 0, waiting: 0 });
      expect(await place.handlers['account.refresh']({})).toMatchObject({ succeeded: 0, failed: 0 });
      await place.settled();
      expect(place.snapshot()).toMatchObject({ vault: 'locked', accounts: [{ readAt: noon, reading: { remaining: { value: '83.58' } } }, {}] });
    }
    expect(world.network.asked).toEqual([]);
    expect(figures()).toBe(before);
  });

  test('nothing is taken that needs a key: adding, replacing, duplicating, trying and every change of the vault', async () => {
    const world = await lockedWorld();
    const [draft, id, before] = [draftOf(), world.ids[0] ?? '', world.disk.text()];
    const { secret: _secret, ...trial } = draft;
    const { key: current, kdf } = world.passphrase;
    await expect(world.handlers['account.add']({ drafts: [draft] })).rejects.toMatchObject(locked);
    await expect(world.handlers['account.add']({ drafts: [sessionDraft()] })).rejects.toMatchObject(locked);
    await expect(world.handlers['account.edit']({ ...draft, id })).rejects.toMatchObject(locked);
    await expect(world.handlers['account.duplicate']({ id })).rejects.toMatchObject(locked);
    await expect(world.handlers['account.test']({ ...trial, id })).rejects.toMatchObject(locked);
    await expect(world.handlers['account.test'](draft)).rejects.toMatchObject(locked);
    await expect(world.handlers['vault.changeLock']({ idleMin: 0, onOsLock: false, whenLocked: 'hide' })).rejects.toMatchObject(locked);
    await expect(world.handlers['vault.setPassphrase']({ kdf, key: current })).rejects.toMatchObject({ failure: { reason: 'already-set' } });
    await world.settled();
    expect([world.disk.text(), world.network.asked, [...world.sessions.held]]).toEqual([before, [], []]);
  });

  test('what needs no key still works: names, order, settings, removing and bringing back', async () => {
    const world = await lockedWorld(2);
    const [first = '', second = ''] = world.ids;
    const { secret: _secret, ...draft } = draftOf({ label: 'Renamed' });
    await world.handlers['account.edit']({ ...draft, id: first });
    await world.handlers['account.pin']({ id: second, pinned: true });
    await world.handlers['settings.change']({ intervalMinutes: 60 });
    await world.handlers['account.remove']({ id: second });
    await world.handlers['account.restore']({ id: second });
    expect(world.snapshot()).toMatchObject({ vault: 'locked', settings: { intervalMinutes: 60 }, accounts: [{ label: 'Renamed' }, { pinned: 0 }] });
    await world.handlers['vault.unlock']({ key: world.passphrase.key });
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 2 });
  });

  test('a removed account takes its key along', async () => {
    const world = await lockedWorld(2);
    await world.handlers['account.remove']({ id: world.ids[0] ?? '' });
    world.clock.at += minute;
    await world.purge.overdue();
    expect(world.disk.text()).not.toContain(world.ids[0]);
    await world.handlers['vault.unlock']({ key: world.passphrase.key });
    expect(await world.refresh.run(world.ids)).toMatchObject({ succeeded: 1, failed: 0 });
  });

  test('a session that a website uses is neither taken nor tried', async () => {
    if (!observer) throw new Error('no observer');
    const world = await worldWithPassphrase([draftOf()]);
    await world.handlers['settings.change']({ signedIn: [observer.providerId] });
    await lock(world);
    world.network.asked.length = 0;
    await world.dashboards.sighted(observer, { token: `sess-${'c3d4'.repeat(10)}` });
    await world.dashboards.unlike(observer);
    await expect(world.handlers['session.find']({ providerId: observer.providerId })).rejects.toMatchObject({ failure: { kind: 'session-missing' } });
    await expect(world.handlers['session.readPage']({ providerId: observer.providerId })).rejects.toMatchObject({ failure: { kind: 'session-missing' } });
    expect([world.network.asked, [...world.sessions.held], world.sessions.unlike, Object.keys(world.state.get().accounts)]).toEqual([[], [], [], world.ids]);
  });
});

describe('locking', () => {
  test('drops the sessions that were in memory, and unlocking does not bring them back', async () => {
    const world = await worldWithPassphrase([draftOf(), sessionDraft()]);
    expect([...world.sessions.held.keys()]).toEqual([world.ids[1]]);
    await lock(world);
    expect([...world.sessions.held]).toEqual([]);
    await world.handlers['vault.unlock']({ key: world.passphrase.key });
    await world.refresh.run(world.ids);
    expect(world.snapshot().accounts[1]).toMatchObject({ failure: { kind: 'session-missing', reason: 'not-seen' } });
  });

  test('does nothing where there is no passphrase', async () => {
    const world = await worldWith([draftOf(), sessionDraft()]);
    const before = world.disk.text();
    await lock(world);
    expect([world.snapshot().vault, world.disk.text()]).toEqual(['open', before]);
    expect(await world.refresh.run([world.ids[0] ?? ''])).toMatchObject({ succeeded: 1 });
  });

  test('security 31: breaks off a request on its way, and drops what comes back', async () => {
    const world = await worldWithPassphrase([draftOf(), draftOf()]);
    const answer = Promise.withResolvers<Response>();
    world.network.on(balance, () => answer.promise);
    world.clock.at += 60 * minute;
    const reading = world.refresh.run(world.ids);
    await expect.poll(() => world.network.asked.length).toBe(2);
    await lock(world);
    answer.resolve(deepseekAnswer('12.34'));
    expect(await reading).toEqual({ succeeded: 0, failed: 0, waiting: 0 });
    expect(figureOf(world)).toMatchObject({ value: '83.58' });
    expect(world.disk.text()).not.toContain('12.34');
    expect(world.snapshot().accounts[0]).not.toHaveProperty('failure');
  });

  test('security 31: at whatever moment of a refresh it comes, nothing is written once it is done', async () => {
    const saved = new Set<boolean>();
    for (let moment = 0; moment < 160; moment += 3) {
      const world = await worldWithPassphrase([draftOf()], { whenLocked: moment % 2 ? 'show' : 'hide' });
      world.network.on(balance, () => deepseekAnswer('12.34'));
      world.clock.at += 60 * minute;
      const reading = world.refresh.run(world.ids);
      await steps(moment);
      await lock(world);
      const [figure, asked] = [JSON.stringify(world.disk.records.get(`v1:f:${world.ids[0]}`)), world.network.asked.length];
      saved.add((await reading).succeeded > 0);
      expect(world.snapshot().vault, `${moment}`).toBe('locked');
      expect(JSON.stringify(world.disk.records.get(`v1:f:${world.ids[0]}`)), `${moment}`).toBe(figure);
      expect([world.network.asked.length, world.memory.held, world.remembered.snapshot], `${moment}`).toEqual([asked, undefined, undefined]);
    }
    // Both were met: locked in time, and locked when it had all been done.
    expect(saved.size).toBe(2);
  });

  test('at whatever moment of taking a website’s session it comes, no session is kept and nothing is written once it is done', async () => {
    if (!observer) throw new Error('no observer');
    const kept = new Set<boolean>();
    for (let moment = 0; moment < 120; moment += 2) {
      const world = await worldWithPassphrase([draftOf()]);
      await world.handlers['settings.change']({ signedIn: [observer.providerId] });
      world.network.on('/v1/dashboard/billing/credit_grants', () =>
        json({ object: 'credit_summary', total_granted: '35', total_used: '22.6', total_available: '12.40' }),
      );
      const taking = world.dashboards.sighted(observer, { token: `sess-${'c3d4'.repeat(10)}`, organization: 'org-personal' });
      await steps(moment);
      await lock(world);
      const before = world.disk.text();
      await taking;
      expect([...world.sessions.held], `${moment}`).toEqual([]);
      expect(world.disk.text(), `${moment}`).toBe(before);
      kept.add(Object.keys(world.state.get().accounts).length > 1);
    }
    // Both were met: locked in time, and locked when it had all been done.
    expect(kept.size).toBe(2);
  });

  test('at whatever moment of adding a session that is not remembered it comes, none is kept', async () => {
    const added = new Set<boolean>();
    for (let moment = 0; moment < 80; moment += 1) {
      const world = await worldWithPassphrase([draftOf()]);
      const adding = world.handlers['account.add']({ drafts: [sessionDraft()] }).then(
        () => true,
        () => false,
      );
      await steps(moment);
      await lock(world);
      added.add(await adding);
      expect([...world.sessions.held], `${moment}`).toEqual([]);
    }
    expect(added.size).toBe(2);
  });

  test('while the text of a page is read leaves nothing of it', async () => {
    if (!observer) throw new Error('no observer');
    const shown = Promise.withResolvers<string>();
    const world = await worldWithPassphrase([draftOf()]);
    await world.handlers['settings.change']({ signedIn: [observer.providerId] });
    world.open.page = () => shown.promise;
    const reading = world.handlers['session.readPage']({ providerId: observer.providerId });
    await lock(world);
    const before = world.disk.text();
    shown.resolve('$12.40');
    await expect(reading).rejects.toMatchObject(locked);
    expect([world.disk.text(), Object.keys(world.state.get().accounts)]).toEqual([before, world.ids]);
  });

  test('while the passphrase is changed ends locked or unlocked, never half, and with every key', async () => {
    const ends = new Set<string>();
    for (let moment = 0; moment < 160; moment += 3) {
      const world = await worldWithPassphrase([draftOf()]);
      const next = newTyped();
      const changing = world.handlers['vault.changePassphrase']({ current: world.passphrase.key, ...next }).catch(() => undefined);
      await steps(moment);
      await lock(world);
      await changing;
      const after = world.restarted();
      await after.ready;
      expect(after.vault.state(), `${moment}`).toBe(world.vault.state());
      expect(world.vault.state() === 'open', `${moment}`).toBe(world.memory.held !== undefined);
      const closed = world.reopened();
      await closed.ready;
      const opened = await closed.handlers['vault.unlock']({ key: next.key }).catch(() => closed.handlers['vault.unlock']({ key: world.passphrase.key }));
      expect(opened).toBeNull();
      expect(await closed.refresh.run(world.ids), `${moment}`).toMatchObject({ succeeded: 1 });
      ends.add(closed.snapshot().access?.kdf?.salt === world.passphrase.kdf.salt ? 'before' : 'after');
    }
    expect(ends.size).toBe(2);
  });
});

describe('unlocking', () => {
  test('reads what is due, and every figure from before the lock', async () => {
    const world = await lockedWorld();
    world.clock.at += minute;
    world.network.on(balance, () => deepseekAnswer('12.34'));
    await world.handlers['vault.unlock']({ key: world.passphrase.key });
    await world.settled();
    expect(world.network.count(balance)).toBe(1);
    expect(world.snapshot()).toMatchObject({ vault: 'open', accounts: [{ reading: { remaining: { value: '12.34' } }, readAt: world.clock.at }] });
  });

  test('does not try a key again that was refused, nor a service that wants to be left alone', async () => {
    const world = await worldWithPassphrase([draftOf(), companyDraft()]);
    world.network.on(balance, () => json({}, 401));
    world.network.on('/v1/usage', () => json({}, 429, { 'retry-after': '3600' }));
    await world.refresh.run(world.ids);
    await lock(world);
    world.network.asked.length = 0;
    world.clock.at += minute;
    await world.handlers['vault.unlock']({ key: world.passphrase.key });
    await world.settled();
    expect(world.network.asked).toEqual([]);
  });

  test('when it was open already reads only what is due', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    world.network.asked.length = 0;
    await world.handlers['vault.unlock']({ key: world.passphrase.key });
    await world.settled();
    expect(world.network.asked).toEqual([]);
  });

  test('outlives the worker: an account is read with its key, and nobody is asked for the passphrase', async () => {
    const after = (await worldWithPassphrase([draftOf()])).restarted();
    await after.ready;
    expect(await after.refresh.run(Object.keys(after.state.get().accounts))).toMatchObject({ succeeded: 1 });
  });

  test('security 35: 1000 accounts are put under a passphrase in one write, and unlocked and opened in less than a second', async () => {
    const world = await worldWith(Array.from({ length: 1000 }, () => draftOf()));
    const passphrase = (await worldWithPassphrase([draftOf()])).passphrase;
    await world.handlers['vault.setPassphrase'](passphrase);
    expect(world.disk.writes).toHaveLength(1);
    const closed = world.reopened();
    await closed.ready;
    closed.disk.writes.length = 0;
    const start = performance.now();
    await closed.handlers['vault.unlock']({ key: passphrase.key });
    const opened = await Promise.all(Object.values(closed.state.get().accounts).map((account) => closed.vault.unseal(bindingOf(account))));
    expect(performance.now() - start).toBeLessThan(1000);
    expect(new Set(opened).size).toBe(1000);
    expect(closed.disk.writes).toHaveLength(1);
  });
});
