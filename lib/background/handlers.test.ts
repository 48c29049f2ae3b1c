import { describe, expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { companyDraft, deepseekAnswer, deepseekOrigin, draftOf, minute, noon, relayDraft, startedWorld, type World, worldWith } from '@/tests/fakes/world';
import { defaultSettings } from '../settings';

const balance = '/user/balance';

function labelsInOrder(world: World): string[] {
  return world
    .snapshot()
    .accounts.filter(({ pinned }) => pinned !== undefined)
    .sort((left, right) => (left.pinned ?? 0) - (right.pinned ?? 0))
    .map(({ label }) => label);
}

describe('adding', () => {
  test('keeps the key in the vault and shows the figure', async () => {
    const world = await startedWorld();
    const draft = draftOf({ label: 'Work' });
    const { ids } = await world.handlers['account.add']({ drafts: [draft] });
    await world.settled();
    expect(world.network.asked[0]?.authorization).toBe(`Bearer ${draft.secret}`);
    expect(world.snapshot().accounts).toMatchObject([{ id: ids[0], label: 'Work', reading: { remaining: { value: '83.58', unit: 'USD' } }, readAt: noon }]);
    expect(world.disk.text()).not.toContain(draft.secret);
  });

  test('500 accounts at once is one write and one more for their figures', async () => {
    const world = await startedWorld();
    await world.handlers['account.add']({ drafts: Array.from({ length: 500 }, () => draftOf()) });
    await world.settled();
    expect(world.disk.writes).toHaveLength(2);
    expect(world.snapshot().accounts.filter(({ reading }) => reading)).toHaveLength(500);
  });

  test('with one bad draft among good ones adds nothing', async () => {
    const world = await startedWorld();
    await expect(world.handlers['account.add']({ drafts: [draftOf(), draftOf({ secret: 'short' })] })).rejects.toMatchObject({
      failure: { kind: 'invalid-input', field: 'secret', reason: 'too-short' },
    });
    expect(world.disk.records.size).toBe(0);
    expect(world.network.asked).toEqual([]);
  });

  test('at the same moment from two places loses none', async () => {
    const world = await startedWorld();
    await Promise.all(Array.from({ length: 50 }, () => world.handlers['account.add']({ drafts: [draftOf(), draftOf()] })));
    await world.settled();
    expect(world.snapshot().accounts).toHaveLength(100);
    const after = world.restarted();
    await after.ready;
    expect(await after.refresh.run(Object.keys(after.state.get().accounts))).toMatchObject({ succeeded: 100 });
  });

  test('where the profile keeps no device key says so, and writes neither account nor key', async () => {
    const world = await startedWorld();
    world.store.isBroken = true;
    await expect(world.handlers['account.add']({ drafts: [draftOf()] })).rejects.toMatchObject({ failure: { kind: 'damaged', part: 'device-key' } });
    expect(world.disk.records.size).toBe(0);
  });
});

describe('editing', () => {
  test('a label changes nothing else and asks nobody', async () => {
    const draft = draftOf();
    const { secret: _secret, ...rest } = draft;
    const world = await worldWith([draft]);
    const [before] = world.snapshot().accounts;
    await world.handlers['account.edit']({ ...rest, id: world.ids[0] ?? '', label: 'Other' });
    await world.settled();
    expect(world.snapshot().accounts).toEqual([{ ...before, label: 'Other' }]);
    expect(world.network.asked).toEqual([]);
  });

  test('a key replaces the old one: the old figure goes, and the new key is asked', async () => {
    const draft = draftOf();
    const world = await worldWith([draft]);
    const secret = `sk-${'e'.repeat(32)}`;
    world.network.on(balance, () => json({}, 500));
    await world.handlers['account.edit']({ ...draft, id: world.ids[0] ?? '', secret });
    await world.settled();
    expect(world.network.asked.map(({ authorization }) => authorization)).toEqual([`Bearer ${secret}`]);
    expect(world.snapshot().accounts[0]).toMatchObject({ masked: 'sk-…eeee', failure: { kind: 'unavailable' } });
    expect(world.snapshot().accounts[0]).not.toHaveProperty('reading');
  });

  test('the same key entered again keeps its figure', async () => {
    const draft = draftOf();
    const world = await worldWith([draft]);
    world.network.on(balance, () => json({}, 500));
    await world.handlers['account.edit']({ ...draft, id: world.ids[0] ?? '' });
    await world.settled();
    expect(world.snapshot().accounts[0]).toMatchObject({ readAt: noon, failure: { kind: 'unavailable' } });
  });

  test('the address to another origin needs the key, and without it changes nothing', async () => {
    const { secret: _secret, ...rest } = companyDraft();
    const world = await worldWith([{ ...rest, secret: _secret }]);
    const before = world.disk.text();
    const edit = world.handlers['account.edit']({ ...rest, id: world.ids[0] ?? '', baseUrl: 'https://evil.example' });
    await expect(edit).rejects.toMatchObject({ failure: { kind: 'invalid-input', field: 'secret', reason: 'address-changed' } });
    expect(world.disk.text()).toBe(before);
    expect(world.network.asked).toEqual([]);
  });

  test('the address to another origin gives the permission of the old one back when nobody else needs it', async () => {
    const drafts = [companyDraft(), companyDraft()];
    const world = await worldWith(drafts);
    const move = (index: number) =>
      world.handlers['account.edit']({ ...(drafts[index] ?? companyDraft()), id: world.ids[index] ?? '', baseUrl: 'https://moved.test' });
    await move(0);
    expect(world.givenBack).toEqual([]);
    await move(1);
    expect(world.givenBack).toEqual(['https://company.test']);
    await world.settled();
    expect(world.network.count('/v1/usage', 'https://moved.test')).toBe(2);
  });

  test('an account that is not there is refused, also by names of Object', async () => {
    const world = await worldWith([draftOf()]);
    for (const id of ['unknown', '__proto__', 'constructor', 'hasOwnProperty']) {
      await expect(world.handlers['account.edit']({ ...draftOf(), id })).rejects.toMatchObject({ failure: { field: 'id', reason: 'unknown' } });
      await expect(world.handlers['account.remove']({ id })).rejects.toMatchObject({ failure: { field: 'id' } });
      await expect(world.handlers['account.pin']({ id, pinned: true })).rejects.toMatchObject({ failure: { field: 'id' } });
      await expect(world.handlers['account.duplicate']({ id })).rejects.toMatchObject({ failure: { field: 'id' } });
      await expect(world.handlers['account.restore']({ id })).rejects.toMatchObject({ failure: { field: 'id' } });
    }
  });
});

describe('trying a credential', () => {
  test('answers with the figure and keeps nothing', async () => {
    const world = await startedWorld();
    const draft = draftOf();
    expect(await world.handlers['account.test'](draft)).toMatchObject({ reading: { remaining: { value: '83.58' } } });
    expect(world.disk.records.size).toBe(0);
    expect(world.snapshot().accounts).toEqual([]);
  });

  test('with an account and no key tries the stored one, and only where it belongs', async () => {
    const draft = companyDraft();
    const { secret, ...rest } = draft;
    const world = await worldWith([draft]);
    const [id = ''] = world.ids;
    await world.handlers['account.test']({ ...rest, id });
    expect(world.network.asked[0]?.authorization).toBe(`Bearer ${secret}`);
    world.network.asked.length = 0;
    await expect(world.handlers['account.test']({ ...rest, id, baseUrl: 'https://evil.example' })).rejects.toMatchObject({
      failure: { kind: 'damaged', part: 'key' },
    });
    await expect(world.handlers['account.test']({ ...rest, id, providerId: 'new-api' })).rejects.toMatchObject({ failure: { kind: 'damaged', part: 'key' } });
    expect(world.network.asked.filter(({ authorization }) => authorization !== null)).toEqual([]);
  });

  test('without any key, or without the permission, asks nobody', async () => {
    const { secret: _secret, ...rest } = draftOf();
    const world = await startedWorld();
    await expect(world.handlers['account.test'](rest)).rejects.toMatchObject({ failure: { field: 'secret', reason: 'missing' } });
    world.denied.add(deepseekOrigin);
    await expect(world.handlers['account.test'](draftOf())).rejects.toMatchObject({ failure: { kind: 'permission-missing', origins: [deepseekOrigin] } });
    expect(world.network.asked).toEqual([]);
  });
});

describe('duplicating and removing', () => {
  test('a copy has the same key under its own name and place, and lives on without the original', async () => {
    const draft = draftOf({ label: 'Work' });
    const world = await worldWith([draft]);
    const [original = ''] = world.ids;
    await world.handlers['account.pin']({ id: original, pinned: true });
    const { id } = await world.handlers['account.duplicate']({ id: original });
    await world.settled();
    await world.handlers['account.remove']({ id: original });
    world.clock.at += minute;
    await world.purge.overdue();
    world.network.asked.length = 0;
    expect(await world.refresh.run([id])).toMatchObject({ succeeded: 1 });
    expect(world.network.asked[0]?.authorization).toBe(`Bearer ${draft.secret}`);
    expect(world.snapshot().accounts).toMatchObject([{ id, label: 'Work 2' }]);
    expect(world.snapshot().accounts[0]).not.toHaveProperty('pinned');
  });

  test('a copy of one key is one wallet with the original', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['account.duplicate']({ id: world.ids[0] ?? '' });
    await world.settled();
    expect(new Set(world.snapshot().accounts.map(({ wallet }) => wallet)).size).toBe(1);
  });

  test('a copy of an account that is being removed stays', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['account.remove']({ id: world.ids[0] ?? '' });
    const { id } = await world.handlers['account.duplicate']({ id: world.ids[0] ?? '' });
    world.clock.at += minute;
    await world.purge.overdue();
    expect(world.snapshot().accounts.map((account) => account.id)).toEqual([id]);
  });

  test('a removal sees to its purge', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['account.remove']({ id: world.ids[0] ?? '' });
    expect(world.purgesAskedFor).toEqual([noon]);
  });

  test('an unreadable record goes when a person says so, with its key', async () => {
    const world = await worldWith([draftOf(), draftOf()]);
    const [id = '', other = ''] = world.ids;
    world.disk.records.set(`v1:a:${id}`, 'garbage');
    const after = world.restarted();
    await after.ready;
    await after.handlers['account.remove']({ id });
    expect([...world.disk.records.keys()].filter((key) => key.endsWith(id))).toEqual([]);
    expect(after.snapshot()).toMatchObject({ unreadable: [], accounts: [{ id: other }] });
    expect(await after.refresh.run([other])).toMatchObject({ succeeded: 1 });
  });
});

describe('pinning', () => {
  test('puts accounts at the end, before one another, and lets them go, with places without gaps', async () => {
    const world = await worldWith(['A', 'B', 'C', 'D'].map((label) => draftOf({ label })));
    const [a = '', b = '', c = '', d = ''] = world.ids;
    for (const id of [a, b, c]) await world.handlers['account.pin']({ id, pinned: true });
    expect(labelsInOrder(world)).toEqual(['A', 'B', 'C']);
    await world.handlers['account.pin']({ id: d, pinned: true, before: b });
    expect(labelsInOrder(world)).toEqual(['A', 'D', 'B', 'C']);
    await world.handlers['account.pin']({ id: c, pinned: true, before: a });
    expect(labelsInOrder(world)).toEqual(['C', 'A', 'D', 'B']);
    await world.handlers['account.pin']({ id: a, pinned: true, before: a });
    await world.handlers['account.pin']({ id: d, pinned: false });
    expect(labelsInOrder(world)).toEqual(['C', 'B', 'A']);
    expect(world.snapshot().accounts.map(({ pinned }) => pinned)).toEqual([2, 1, 0, undefined]);
  });

  test('before one that is not pinned, or not there, is at the end', async () => {
    const world = await worldWith(['A', 'B', 'C'].map((label) => draftOf({ label })));
    const [a = '', b = '', c = ''] = world.ids;
    await world.handlers['account.pin']({ id: a, pinned: true, before: c });
    await world.handlers['account.pin']({ id: b, pinned: true, before: 'nobody' });
    expect(labelsInOrder(world)).toEqual(['A', 'B']);
  });
});

describe('settings', () => {
  test('one choice changes and every other stays as it was chosen', async () => {
    const world = await startedWorld();
    const chosen = { theme: 'dark', currency: 'EUR', lowAmount: '20', intervalMinutes: 60, hideAmounts: true, rates: { USD: '0.9' } } as const;
    const sender = { id: 'remainder-id', url: 'chrome-extension://remainder-id/options.html' };
    for (const input of [chosen, { badgeMode: 'lowest' }, {}]) await world.route({ type: 'settings.change', input }, sender);
    expect(world.state.get().settings).toEqual({ ...defaultSettings(), ...chosen, badgeMode: 'lowest' });
    const after = world.restarted();
    await after.ready;
    expect(after.state.get().settings).toEqual(world.state.get().settings);
  });

  test('another interval plans the next attempts anew, from the last one', async () => {
    const world = await worldWith([draftOf(), relayDraft()]);
    world.clock.at += 3 * minute;
    await world.handlers['settings.change']({ intervalMinutes: 1 });
    expect(world.snapshot().accounts.map(({ nextAttemptAt }) => nextAttemptAt)).toEqual([noon + minute, noon + minute]);
    await world.handlers['settings.change']({ intervalMinutes: 24 * 60 });
    expect(world.snapshot().accounts.map(({ nextAttemptAt }) => nextAttemptAt)).toEqual([noon + 1440 * minute, noon + 1440 * minute]);
    expect(world.network.asked).toEqual([]);
  });

  test('another choice leaves the plan alone', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['settings.change']({ theme: 'dark', intervalMinutes: 15 });
    expect(Object.keys(world.disk.writes[0]?.set ?? {}).some((key) => key.startsWith('v1:f:'))).toBe(false);
  });
});

test('refreshing without naming accounts reads all of them', async () => {
  const world = await worldWith([draftOf(), companyDraft(), relayDraft()]);
  world.network.on(balance, () => deepseekAnswer('7.00'));
  expect(await world.handlers['account.refresh']({})).toEqual({ succeeded: 3, failed: 0, waiting: 0 });
});
