import { describe, expect, test } from 'vitest';
import { companyDraft, deepseekOrigin, draftOf, relayDraft, worldWith } from '@/tests/fakes/world';
import { undoMs } from './purge';

describe('a removed account', () => {
  test('is gone from view at once, with everything kept until the time for second thoughts is over', async () => {
    const world = await worldWith([draftOf({ label: 'Work' })]);
    const [id = ''] = world.ids;
    await world.handlers['account.remove']({ id });
    expect(world.snapshot()).toMatchObject({ accounts: [], removed: [{ id, label: 'Work' }] });
    world.clock.at += undoMs - 1;
    await world.purge.overdue();
    expect([...world.disk.records.keys()].filter((key) => key.endsWith(id))).toHaveLength(3);
    expect(world.givenBack).toEqual([]);
  });

  test('brought back in time is as it was', async () => {
    const world = await worldWith([draftOf()]);
    const [id = ''] = world.ids;
    const before = world.snapshot().accounts;
    await world.handlers['account.remove']({ id });
    await world.handlers['account.restore']({ id });
    world.clock.at += 60_000;
    await world.purge.overdue();
    expect(world.snapshot().accounts).toEqual(before);
    expect(await world.refresh.run([id])).toMatchObject({ succeeded: 1 });
  });

  test('after that leaves no record, no key, no trace of its host, and cannot be brought back', async () => {
    const world = await worldWith([draftOf({ baseUrl: '' }), companyDraft()]);
    const [id = ''] = world.ids;
    await world.handlers['account.remove']({ id });
    world.clock.at += undoMs;
    await world.purge.overdue();
    expect(world.disk.text()).not.toContain(id);
    expect(world.disk.text()).not.toContain('deepseek.com');
    await expect(world.handlers['account.restore']({ id })).rejects.toMatchObject({ failure: { kind: 'invalid-input', field: 'id' } });
  });

  test('is not asked for a figure any more', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['account.remove']({ id: world.ids[0] ?? '' });
    expect(await world.refresh.run(world.ids)).toEqual({ succeeded: 0, failed: 0, waiting: 0 });
    expect(world.network.asked).toEqual([]);
  });

  test('is purged by the next start, however late, and by a clock that was set back', async () => {
    for (const jump of [365 * 24 * 3_600_000, -365 * 24 * 3_600_000]) {
      const world = await worldWith([draftOf()]);
      await world.handlers['account.remove']({ id: world.ids[0] ?? '' });
      const after = world.restarted();
      await after.ready;
      world.clock.at += jump;
      await after.purge.overdue();
      expect(after.state.get().accounts).toEqual({});
    }
  });

  test('gives the permission of its host back only when it was the last one there', async () => {
    const world = await worldWith([relayDraft(), relayDraft({ baseUrl: 'https://relay.test:8443' }), draftOf()]);
    const remove = async (index: number) => {
      await world.handlers['account.remove']({ id: world.ids[index] ?? '' });
      world.clock.at += undoMs;
      await world.purge.overdue();
    };
    await remove(0);
    expect(world.givenBack).toEqual([]);
    // A permission covers every port of a host, so another port still needed it.
    await remove(1);
    expect(world.givenBack).toEqual(['https://relay.test:8443']);
    await remove(2);
    expect(world.givenBack).toEqual(['https://relay.test:8443', deepseekOrigin]);
  });

  test('several at once are one write, and nothing to purge is none', async () => {
    const world = await worldWith([draftOf(), draftOf(), companyDraft()]);
    for (const id of world.ids) await world.handlers['account.remove']({ id });
    world.disk.writes.length = 0;
    world.clock.at += undoMs;
    await world.purge.overdue();
    await world.purge.overdue();
    expect(world.disk.writes).toHaveLength(1);
    expect(world.givenBack.toSorted()).toEqual([deepseekOrigin, 'https://company.test']);
  });

  test('goes even where the vault cannot be opened, so that it does not hold up everything else', async () => {
    const world = await worldWith([draftOf(), draftOf()]);
    world.store.salt = undefined;
    const after = world.restarted();
    await after.ready;
    const [id = '', other = ''] = world.ids;
    await after.handlers['account.remove']({ id });
    world.clock.at += undoMs;
    await after.purge.overdue();
    expect(Object.keys(after.state.get().accounts)).toEqual([other]);
    // The other account's ciphertext stays: its device key may come back.
    const left = [...world.disk.records.keys()].filter((key) => key.startsWith('v1:s:'));
    expect(left).toEqual([expect.stringMatching(`:${other}$`)]);
  });

  test('keeps its permission when the purge could not be saved', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['account.remove']({ id: world.ids[0] ?? '' });
    world.clock.at += undoMs;
    world.disk.refuses = 'writes';
    await expect(world.purge.overdue()).rejects.toThrow('Quota');
    expect(world.givenBack).toEqual([]);
    world.disk.refuses = 'nothing';
    await world.purge.overdue();
    expect(world.givenBack).toEqual([deepseekOrigin]);
  });
});
