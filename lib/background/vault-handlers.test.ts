import { describe, expect, test, vi } from 'vitest';
import { newTyped, type Typed, worldWithPassphrase } from '@/tests/fakes/vault-world';
import { draftOf, minute, noon, startedWorld, type World, worldWith } from '@/tests/fakes/world';
import { type Header, headerRecords } from '../vault/header';

const unlock = (world: World, { key }: Pick<Typed, 'key'>) => world.handlers['vault.unlock']({ key });
const headerOf = ({ disk }: World) => disk.records.get('v1:hdr') as Header;
const vaultKeys = ({ disk }: World) => [...disk.records.keys()].filter((key) => /^v1:[sm]:/.test(key));

/** How a wrong passphrase is answered: the pause in seconds, or nothing. */
async function miss(world: World): Promise<number | undefined> {
  const failure = await unlock(world, newTyped()).then(
    () => undefined,
    (error: { failure: { kind: string; retryAt?: number } }) => error.failure,
  );
  expect(failure?.kind).toBe('wrong-passphrase');
  return failure?.retryAt === undefined ? undefined : (failure.retryAt - world.clock.at) / 1000;
}

/** Every key still opens: each account is asked with its own. */
async function expectReadable(world: World, count: number): Promise<void> {
  world.network.asked.length = 0;
  expect(await world.refresh.run(Object.keys(world.state.get().accounts))).toMatchObject({ succeeded: count, failed: 0 });
  expect(new Set(world.network.asked.map(({ authorization }) => authorization)).size).toBe(count);
}

describe('a passphrase', () => {
  test('is set in one write: every key goes under it, and the device key is gone', async () => {
    const world = await worldWith([draftOf(), draftOf(), draftOf()]);
    const { dekId } = headerOf(world);
    const passphrase = newTyped();
    await world.handlers['vault.setPassphrase'](passphrase);
    expect(world.disk.writes).toHaveLength(1);
    expect(world.disk.text()).not.toContain(dekId);
    expect(await world.store.list()).toEqual([]);
    expect(world.snapshot()).toMatchObject({ vault: 'open', access: { mode: 'passphrase', kdf: passphrase.kdf } });
    // Pages see what this very write has made of the vault, not what it was before.
    expect(world.disk.records.get('v1:snapshot')).toMatchObject({ vault: 'open', access: { mode: 'passphrase', kdf: passphrase.kdf } });
    await world.handlers['vault.changeLock']({ idleMin: 15, onOsLock: true, whenLocked: 'show' });
    expect(world.disk.records.get('v1:snapshot')).toMatchObject({ access: { lock: { idleMin: 15, onOsLock: true } } });
    await expectReadable(world, 3);
    const closed = world.reopened();
    await closed.ready;
    expect(closed.snapshot().vault).toBe('locked');
    await unlock(closed, passphrase);
    await expectReadable(closed, 3);
  });

  test('is set before the first key as well, also where the profile keeps no device key', async () => {
    for (const isBroken of [false, true]) {
      const world = await startedWorld();
      world.store.isBroken = isBroken;
      const passphrase = newTyped();
      await world.handlers['vault.setPassphrase'](passphrase);
      await world.handlers['account.add']({ drafts: [draftOf()] });
      await world.settled();
      const closed = world.reopened();
      await closed.ready;
      await unlock(closed, passphrase);
      await expectReadable(closed, 1);
      world.store.isBroken = false;
      expect(await world.store.list()).toEqual([]);
    }
  });

  test('is not set over another one', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    const before = world.disk.text();
    await expect(world.handlers['vault.setPassphrase'](newTyped())).rejects.toMatchObject({ failure: { reason: 'already-set' } });
    expect(world.disk.text()).toBe(before);
  });

  test('security 16: is changed: the old one no longer opens, the new one does, under a new data key', async () => {
    const world = await worldWithPassphrase([draftOf(), draftOf()]);
    const { dekId } = headerOf(world);
    const next = newTyped();
    await world.handlers['vault.changePassphrase']({ current: world.passphrase.key, ...next });
    expect(world.disk.writes).toHaveLength(1);
    expect(world.disk.text()).not.toContain(dekId);
    const closed = world.reopened();
    await closed.ready;
    await expect(unlock(closed, world.passphrase)).rejects.toMatchObject({ failure: { kind: 'wrong-passphrase' } });
    await unlock(closed, next);
    await expectReadable(closed, 2);
  });

  test('is removed, and the device key opens again without anybody', async () => {
    const world = await worldWithPassphrase([draftOf(), draftOf()]);
    await world.handlers['vault.removePassphrase']({ current: world.passphrase.key });
    expect([world.memory.held, world.snapshot().access?.mode]).toEqual([undefined, 'device']);
    const closed = world.reopened();
    await closed.ready;
    expect(closed.snapshot().vault).toBe('open');
    await expectReadable(closed, 2);
    await expect(unlock(closed, world.passphrase)).rejects.toMatchObject({ failure: { kind: 'invalid-input' } });
  });

  test('is neither changed nor removed without knowing it, nor given parameters out of bounds', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    const before = world.disk.text();
    const wrong = { failure: { kind: 'wrong-passphrase' } };
    const kdf = { ...newTyped().kdf, t: 0 };
    await expect(world.handlers['vault.changePassphrase']({ current: newTyped().key, ...newTyped() })).rejects.toMatchObject(wrong);
    await expect(world.handlers['vault.removePassphrase']({ current: newTyped().key })).rejects.toMatchObject(wrong);
    await expect(world.handlers['vault.changePassphrase']({ current: world.passphrase.key, ...newTyped(), kdf })).rejects.toMatchObject({
      failure: { field: 'kdf' },
    });
    expect(world.disk.text()).toBe(before);
    await expectReadable(world, 1);
  });

  test('security 24: that the disk refuses is not set, nothing is lost, and the next attempt works', async () => {
    const world = await worldWith([draftOf()]);
    const before = world.disk.text();
    world.disk.refuses = 'writes';
    await expect(world.handlers['vault.setPassphrase'](newTyped())).rejects.toThrow('Quota');
    world.disk.refuses = 'nothing';
    expect([world.disk.text(), world.memory.held, world.snapshot().access?.mode]).toEqual([before, undefined, 'device']);
    await expectReadable(world, 1);
    await world.handlers['vault.setPassphrase'](newTyped());
    await expectReadable(world, 1);
  });

  test('is not set, changed or removed over a key that cannot be read: it says whose, and nothing is lost', async () => {
    for (const isSet of [false, true]) {
      const world = isSet ? await worldWithPassphrase([draftOf(), draftOf()]) : await worldWith([draftOf(), draftOf()]);
      const { key: current = '' } = (world as { passphrase?: Typed }).passphrase ?? {};
      const [id = ''] = world.ids;
      const key = vaultKeys(world).find((candidate) => candidate.endsWith(`:${id}`)) ?? '';
      world.disk.records.set(key, 'garbage');
      const damaged = world.restarted();
      await damaged.ready;
      const before = [damaged.disk.text(), await damaged.store.list()];
      const refused = { failure: { kind: 'unreadable-keys', ids: [id] } };
      if (isSet) {
        await expect(damaged.handlers['vault.changePassphrase']({ current, ...newTyped() })).rejects.toMatchObject(refused);
        await expect(damaged.handlers['vault.removePassphrase']({ current })).rejects.toMatchObject(refused);
      } else await expect(damaged.handlers['vault.setPassphrase'](newTyped())).rejects.toMatchObject(refused);
      expect([damaged.disk.text(), await damaged.store.list()]).toEqual(before);
      expect(await damaged.refresh.run(world.ids)).toMatchObject({ succeeded: 1, failed: 1 });
      await damaged.handlers['account.edit']({ ...draftOf(), id });
      if (isSet) await damaged.handlers['vault.removePassphrase']({ current });
      else await damaged.handlers['vault.setPassphrase'](newTyped());
      await expectReadable(damaged, 2);
    }
  });

  test('is not set over the key of an account whose own record cannot be read, before that account is removed', async () => {
    const world = await worldWith([draftOf(), draftOf()]);
    const [id = ''] = world.ids;
    world.disk.records.set(`v1:a:${id}`, { v: 2, from: 'a newer version' });
    const newer = world.restarted();
    await newer.ready;
    await expect(newer.handlers['vault.setPassphrase'](newTyped())).rejects.toMatchObject({ failure: { kind: 'unreadable-keys', ids: [id] } });
    await newer.handlers['account.remove']({ id });
    await newer.handlers['vault.setPassphrase'](newTyped());
    await expectReadable(newer, 1);
  });

  test('leaves the old records and the device key until a key was read back from the disk', async () => {
    const world = await worldWith([draftOf()]);
    const { dekId } = headerOf(world);
    const { readAll } = world.disk;
    const seen: unknown[] = [];
    world.disk.readAll = async () => {
      seen.push([vaultKeys(world).filter((key) => key.includes(dekId)).length, (await world.store.list()).length]);
      const records = await readAll();
      for (const key of records.keys()) if (/^v1:s:/.test(key) && !key.includes(dekId)) records.set(key, 'lost by the disk');
      return records;
    };
    await expect(world.handlers['vault.setPassphrase'](newTyped())).rejects.toMatchObject({ failure: { kind: 'damaged' } });
    expect(seen).toEqual([[2, 1]]);
    expect([vaultKeys(world).filter((key) => key.includes(dekId)).length, (await world.store.list()).length]).toEqual([2, 1]);
  });

  test('that could not remove the old records leaves them to the next start', async () => {
    const world = await worldWith([draftOf()]);
    const { dekId } = headerOf(world);
    const { write } = world.disk;
    world.disk.write = (set, remove) => (remove.length > 0 ? Promise.reject(new Error('gone to sleep')) : write(set, remove));
    await world.handlers['vault.setPassphrase'](newTyped());
    expect(world.disk.text()).toContain(dekId);
    world.disk.write = write;
    const after = world.restarted();
    await after.ready;
    expect(after.disk.text()).not.toContain(dekId);
    await expectReadable(after, 1);
  });

  test('security 14: gets stronger parameters with the unlocking, in one write that touches no key', async () => {
    const world = await worldWith([draftOf()]);
    const [weak, strong] = [newTyped({ m: 19_456, t: 2 }), newTyped()];
    await world.handlers['vault.setPassphrase'](weak);
    const keys = vaultKeys(world).map((key) => world.disk.records.get(key));
    const closed = world.reopened();
    await closed.ready;
    closed.disk.writes.length = 0;
    await closed.handlers['vault.unlock']({ key: weak.key, upgrade: strong });
    expect(closed.disk.writes.map(({ set }) => Object.keys(set).sort())).toEqual([['v1:snapshot'], ['v1:hdr', 'v1:hdr2', 'v1:snapshot']]);
    expect(vaultKeys(closed).map((key) => closed.disk.records.get(key))).toEqual(keys);
    const again = closed.reopened();
    await again.ready;
    expect(await miss(again)).toBeUndefined();
    await expect(unlock(again, weak)).rejects.toMatchObject({ failure: { kind: 'wrong-passphrase' } });
    await unlock(again, strong);
    await expectReadable(again, 1);
  });

  test('is not unlocked where the stronger parameters are none', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    await world.handlers['vault.lock']({});
    const upgrade = newTyped({ m: 8 });
    await expect(world.handlers['vault.unlock']({ key: world.passphrase.key, upgrade })).rejects.toMatchObject({ failure: { field: 'kdf' } });
    expect([world.snapshot().vault, world.memory.held]).toEqual(['locked', undefined]);
  });

  test('that was changed leaves nothing of the old generation after the next start, whatever comes first there', async () => {
    for (const isChangeFirst of [false, true]) {
      const world = await worldWithPassphrase([draftOf()]);
      world.disk.records.set('v1:s:old:a1', { left: 'by a crash' });
      await world.state.begin();
      if (isChangeFirst) await world.handlers['settings.change']({ theme: 'dark' });
      await world.state.settle();
      expect(world.disk.records.has('v1:s:old:a1')).toBe(false);
      expect(world.disk.records.get('v1:snapshot')).toMatchObject({ settings: { theme: isChangeFirst ? 'dark' : 'auto' } });
    }
  });

  test('that could not be strengthened is unlocked all the same', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    await world.handlers['vault.lock']({});
    world.disk.refuses = 'writes';
    await world.handlers['vault.unlock']({ key: world.passphrase.key, upgrade: newTyped() });
    await world.settled();
    world.disk.refuses = 'nothing';
    expect([world.snapshot().vault, world.snapshot().access?.kdf]).toEqual(['open', world.passphrase.kdf]);
    await expectReadable(world, 1);
  });
});

describe('security 12: wrong passphrases', () => {
  test('make a pause after the fifth, from one second to a minute, and change nothing on the disk', async () => {
    const world = (await worldWithPassphrase([draftOf()])).reopened();
    await world.ready;
    const before = world.disk.text();
    const pauses: (number | undefined)[] = [];
    for (let tries = 0; tries < 50; tries += 1) {
      pauses.push(await miss(world));
      world.clock.at += (pauses.at(-1) ?? 0) * 1000;
    }
    expect(pauses).toEqual([undefined, undefined, undefined, undefined, 1, 2, 4, 8, 16, 32, ...Array.from({ length: 40 }, () => 60)]);
    expect(world.disk.text()).toBe(before);
  });

  test('during the pause are not even tried, and neither is the right one; it opens when the pause is over', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    await world.handlers['vault.lock']({});
    for (let tries = 0; tries < 5; tries += 1) await miss(world);
    world.clock.at += 1000;
    expect(await miss(world)).toBe(2);
    const retryAt = world.clock.at + 2000;
    const tried = vi.spyOn(world.vault, 'unlock');
    world.clock.at += 1999;
    await expect(unlock(world, world.passphrase)).rejects.toMatchObject({ failure: { kind: 'wrong-passphrase', retryAt } });
    expect([tried.mock.calls.length, world.snapshot().vault]).toEqual([0, 'locked']);
    world.clock.at += 1;
    await unlock(world, world.passphrase);
    expect(world.snapshot().vault).toBe('open');
    await world.handlers['vault.lock']({});
    expect(await miss(world)).toBeUndefined();
  });

  test('are counted across the worker, not across the browser, and never on the disk', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    await world.handlers['vault.lock']({});
    for (let tries = 0; tries < 5; tries += 1) await miss(world);
    const after = world.restarted();
    await after.ready;
    await after.autoLock.touch();
    await expect(unlock(after, world.passphrase)).rejects.toMatchObject({ failure: { retryAt: noon + 1000 } });
    after.clock.at += 1000;
    expect(await miss(after)).toBe(2);
    const closed = world.reopened();
    await closed.ready;
    await unlock(closed, world.passphrase);
  });

  test('hold nobody up whose clock was set back', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    await world.handlers['vault.lock']({});
    for (let tries = 0; tries < 5; tries += 1) await miss(world);
    world.clock.at -= 60 * minute;
    await unlock(world, world.passphrase);
    expect(world.snapshot().vault).toBe('open');
  });
});

describe('a vault whose header is damaged', () => {
  async function damagedWorld() {
    const world = await worldWithPassphrase([draftOf(), draftOf()]);
    for (const key of ['v1:hdr', 'v1:hdr2']) world.disk.records.set(key, { ...headerOf(world), sum: 'another' });
    const damaged = world.reopened();
    await damaged.ready;
    return Object.assign(damaged, { ids: world.ids });
  }

  test('security 15, 24: is never replaced by itself, whatever is asked of it', async () => {
    const world = await damagedWorld();
    const vaultRecords = () => JSON.stringify([...world.disk.records].filter(([key]) => /^v1:(?:hdr|s:|m:)/.test(key)));
    const before = vaultRecords();
    await world.refresh.run(world.ids);
    await expect(world.handlers['account.add']({ drafts: [draftOf()] })).rejects.toMatchObject({ failure: { kind: 'damaged' } });
    await expect(unlock(world, newTyped())).rejects.toMatchObject({ failure: { kind: 'damaged' } });
    await expect(world.handlers['vault.setPassphrase'](newTyped())).rejects.toMatchObject({ failure: { kind: 'damaged' } });
    expect([world.snapshot().vault, vaultRecords()]).toEqual(['damaged', before]);
  });

  test('gives way to an empty one in one write, when a person wants that: accounts and figures stay, and take new keys', async () => {
    const world = await damagedWorld();
    const figures = world.snapshot().accounts.map(({ reading }) => reading?.remaining);
    world.disk.writes.length = 0;
    await world.handlers['vault.startAnew']({});
    expect(Object.keys(world.disk.writes[0]?.set ?? {})).toEqual(expect.arrayContaining(['v1:hdr', 'v1:hdr2', 'v1:snapshot']));
    expect(vaultKeys(world).filter((key) => key.startsWith('v1:s:'))).toEqual([]);
    await world.settled();
    expect(world.network.asked).toEqual([]);
    expect(world.snapshot()).toMatchObject({ vault: 'open', access: { mode: 'device' } });
    expect(world.snapshot().accounts.map(({ reading, failure }) => [reading?.remaining, failure])).toEqual(
      figures.map((figure) => [figure, { kind: 'damaged', part: 'key' }]),
    );
    for (const id of world.ids) await world.handlers['account.edit']({ ...draftOf(), id });
    await world.settled();
    await expectReadable(world, 2);
    const closed = world.reopened();
    await closed.ready;
    await expectReadable(closed, 2);
  });

  test('is as before where the disk refuses the new one', async () => {
    const world = await damagedWorld();
    const before = world.disk.text();
    world.disk.refuses = 'writes';
    await expect(world.handlers['vault.startAnew']({})).rejects.toThrow('Quota');
    expect([world.disk.text(), world.snapshot().vault]).toEqual([before, 'damaged']);
  });

  test('is the only one that gives way', async () => {
    for (const world of [await startedWorld(), await worldWith([draftOf()]), await worldWithPassphrase([draftOf()])]) {
      const before = world.disk.text();
      await expect(world.handlers['vault.startAnew']({})).rejects.toMatchObject({ failure: { reason: 'not-damaged' } });
      expect(world.disk.text()).toBe(before);
    }
  });

  test('security 11: is also one whose only way in is none, and it says so instead of asking for a passphrase', async () => {
    const world = await worldWithPassphrase([draftOf()]);
    const good = headerOf(world);
    const slots = good.slots.map((slot) => ({ ...slot, kdf: { ...world.passphrase.kdf, m: 8 } as typeof world.passphrase.kdf }));
    for (const [key, value] of Object.entries(await headerRecords({ ...good, slots }))) world.disk.records.set(key, value);
    const closed = world.reopened();
    await closed.ready;
    expect(closed.snapshot().vault).toBe('damaged');
  });
});
