import { describe, expect, test } from 'vitest';
import { createFakeDisk } from '@/tests/fakes/disk';
import { accountRecord, createWorld, draftOf, noon, worldWith } from '@/tests/fakes/world';
import { headerKeys } from '../vault/header';
import { readState } from './read-state';

const refused = { kind: 'damaged', part: 'storage' };

describe('loading', () => {
  test('everything that was saved is there after a restart', async () => {
    const world = await worldWith([draftOf({ label: 'One' }), draftOf({ label: 'Two' })]);
    await world.handlers['settings.change']({ theme: 'dark' });
    const after = world.restarted();
    await after.ready;
    expect(after.state.get()).toEqual(world.state.get());
    expect(after.snapshot()).toEqual(world.snapshot());
  });

  test('a worker that was woken publishes what is on disk, never an empty start', async () => {
    const world = await worldWith([draftOf()]);
    const after = world.restarted();
    await after.ready;
    expect(after.published).toHaveLength(1);
    expect(after.published[0]?.accounts).toHaveLength(1);
    expect(after.disk.writes).toEqual([]);
  });

  test('a damaged and a newer record are reported and stay as they are, and the rest works', async () => {
    const world = await worldWith([draftOf({ label: 'Good' }), draftOf(), draftOf()]);
    const [goodId = '', damagedId = '', newerId = ''] = world.ids;
    world.disk.records.set(`v1:a:${damagedId}`, { v: 1, id: damagedId, label: 7 });
    world.disk.records.set(`v1:a:${newerId}`, { v: 2, any: 'thing' });
    const records = ['v1:a:', 'v1:f:'].flatMap((kind) => [damagedId, newerId].map((id) => kind + id));
    const before = records.map((key) => JSON.stringify(world.disk.records.get(key)));
    const after = world.restarted();
    await after.ready;
    expect(after.snapshot().unreadable).toEqual(
      expect.arrayContaining([
        { id: damagedId, failure: { kind: 'damaged', part: 'record' } },
        { id: newerId, failure: { kind: 'damaged', part: 'newer-record' } },
      ]),
    );
    expect(await after.refresh.run(Object.keys(after.state.get().accounts))).toEqual({ succeeded: 1, failed: 0, waiting: 0 });
    await after.handlers['account.pin']({ id: goodId, pinned: true });
    await after.handlers['settings.change']({ theme: 'dark' });
    expect(records.map((key) => JSON.stringify(world.disk.records.get(key)))).toEqual(before);
  });

  test('a record that was damaged is in the snapshot on disk at once, for a popup that opens with the worker asleep', async () => {
    const world = await worldWith([draftOf()]);
    world.disk.records.set(`v1:a:${world.ids[0]}`, 'garbage');
    await world.restarted().ready;
    expect(world.disk.records.get('v1:snapshot')).toMatchObject({ accounts: [], unreadable: [{ id: world.ids[0] }] });
  });

  test.each(['garbage', 'data:,x', '', 'javascript:alert(1)', 'https://'])('an account at %j is unreadable and stops nothing else', (baseUrl) => {
    const records = new Map(['a1', 'a2'].map((id) => [`v1:a:${id}`, accountRecord(id === 'a1' ? { id, baseUrl } : { id })]));
    const state = readState(records);
    expect(Object.keys(state.accounts)).toEqual(['a2']);
    expect(state.unreadable).toEqual([{ id: 'a1', failure: { kind: 'damaged', part: 'record' } }]);
  });

  test('a record under the key of another account is not taken for it', () => {
    const state = readState(new Map([['v1:a:a1', accountRecord({ id: 'a2' })]]));
    expect(state.accounts).toEqual({});
    expect(state.unreadable.map(({ id }) => id)).toEqual(['a1']);
  });

  test('damaged settings, figures and origins are as if they were not there', () => {
    const state = readState(
      new Map<string, unknown>([
        ['v1:settings', { intervalMinutes: 0 }],
        ['v1:a:a1', accountRecord()],
        ['v1:f:a1', { v: 1, readAt: 'yesterday' }],
        ['v1:o:https://api.deepseek.com', 7],
      ]),
    );
    expect(state.settings.intervalMinutes).toBe(15);
    expect(state.statuses).toEqual({});
    expect(state.origins).toEqual({});
    expect(Object.keys(state.accounts)).toEqual(['a1']);
  });

  test.each(['garbage', 7, null, []])('a snapshot on disk that is %j is written anew', async (stored) => {
    const world = await worldWith([draftOf()]);
    world.disk.records.set('v1:snapshot', stored);
    const after = world.restarted();
    await after.ready;
    expect(world.disk.records.get('v1:snapshot')).toMatchObject({ accounts: [{ id: world.ids[0] }] });
  });

  test('security 24: a disk that cannot be read overwrites nothing, says so to every command, and works at the next start', async () => {
    const world = await worldWith([draftOf()]);
    const before = world.disk.text();
    world.disk.refuses = 'reads';
    const broken = world.restarted();
    await expect(broken.ready).rejects.toThrow();
    const sender = { id: 'remainder-id', url: 'chrome-extension://remainder-id/options.html' };
    for (const message of [
      { type: 'account.add', input: { drafts: [draftOf()] } },
      { type: 'settings.change', input: { theme: 'dark' } },
      { type: 'account.remove', input: { id: world.ids[0] } },
    ]) {
      expect(await broken.route(message, sender)).toEqual({ ok: false, failure: refused });
    }
    expect(broken.published).toEqual([]);
    expect(world.disk.text()).toBe(before);
    world.disk.refuses = 'nothing';
    const after = world.restarted();
    await after.ready;
    expect(after.snapshot().accounts).toHaveLength(1);
  });

  test('security 17: with a vault of a newer version nothing of it is overwritten, and its accounts say why they fail', async () => {
    const world = await worldWith([draftOf()]);
    for (const key of headerKeys) world.disk.records.set(key, { fmt: 2 });
    const vaultRecords = () => JSON.stringify([...world.disk.records].filter(([key]) => /^v1:(?:hdr|s:|m:)/.test(key)));
    const before = vaultRecords();
    const after = world.restarted();
    await after.ready;
    await after.refresh.run(world.ids);
    await expect(after.handlers['account.add']({ drafts: [draftOf()] })).rejects.toMatchObject({ failure: { kind: 'damaged', part: 'newer-record' } });
    expect(after.snapshot()).toMatchObject({ vault: 'newer', accounts: [{ failure: { kind: 'damaged', part: 'newer-record' }, readAt: noon }] });
    expect(vaultRecords()).toBe(before);
  });
});

describe('changing', () => {
  test('a change is one write that also holds the snapshot', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['settings.change']({ theme: 'dark' });
    expect(world.disk.writes).toHaveLength(1);
    expect(Object.keys(world.disk.writes[0]?.set ?? {}).sort()).toEqual(['v1:settings', 'v1:snapshot']);
    expect(world.disk.records.get('v1:snapshot')).toMatchObject({ settings: { theme: 'dark' } });
  });

  test('changes come one after the other, each with the newest state', async () => {
    const world = await worldWith([draftOf()]);
    const id = world.ids[0] ?? '';
    await Promise.all(
      Array.from({ length: 50 }, () =>
        world.state.update(async ({ accounts }) => {
          const account = accounts[id];
          await Promise.resolve();
          return account ? { accounts: { [id]: { ...account, revision: account.revision + 1 } } } : undefined;
        }),
      ),
    );
    expect(world.state.get().accounts[id]?.revision).toBe(51);
  });

  test('security 24: a write that fails leaves everything as before, tells the caller, and the next one works', async () => {
    const world = await worldWith([draftOf()]);
    const [state, snapshot, disk] = [world.state.get(), world.snapshot(), world.disk.text()];
    const published = world.published.length;
    world.disk.refuses = 'writes';
    await expect(world.handlers['settings.change']({ theme: 'dark' })).rejects.toThrow('Quota');
    await expect(world.handlers['account.add']({ drafts: [draftOf()] })).rejects.toThrow('Quota');
    await expect(world.handlers['account.remove']({ id: world.ids[0] ?? '' })).rejects.toThrow('Quota');
    expect(world.state.get()).toBe(state);
    expect(world.snapshot()).toEqual(snapshot);
    expect(world.published).toHaveLength(published);
    expect(world.disk.text()).toBe(disk);
    world.disk.refuses = 'nothing';
    const { ids } = await world.handlers['account.add']({ drafts: [draftOf()] });
    await world.settled();
    expect(world.snapshot().accounts.find(({ id }) => id === ids[0])?.reading).toBeDefined();
  });

  test('a change that throws or changes nothing writes nothing and does not hold up the next', async () => {
    const world = createWorld();
    await world.ready;
    await expect(world.state.update(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await world.state.update(() => undefined);
    expect(world.disk.writes).toEqual([]);
    await world.state.update(() => ({ origins: { 'https://x.test': { v: 1, kept: {}, spent: [] } } }));
    expect(world.disk.writes).toHaveLength(1);
  });

  test('the state that somebody holds is never changed under them', async () => {
    const world = await worldWith([draftOf(), draftOf()]);
    const before = world.state.get();
    const copy = structuredClone(before);
    await world.refresh.run(world.ids);
    await world.handlers['account.pin']({ id: world.ids[0] ?? '', pinned: true });
    await world.handlers['settings.change']({ intervalMinutes: 60 });
    expect(before).toEqual(copy);
  });

  test('a first start with nothing on disk writes nothing', async () => {
    const world = createWorld({ disk: createFakeDisk() });
    await world.ready;
    expect(world.disk.writes).toEqual([]);
    expect(world.published[0]).toMatchObject({ vault: 'empty', accounts: [] });
  });
});
