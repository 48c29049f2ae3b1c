import { describe, expect, test } from 'vitest';
import { companyDraft, draftOf, relayDraft, worldWith } from '@/tests/fakes/world';
import { defaultSettings } from '../settings';

const passphrase = { kdf: { name: 'argon2id', m: 19456, t: 2, p: 1, salt: 'A'.repeat(22) }, key: 'B'.repeat(43) } as const;

describe('security 71: erasing everything', () => {
  test('leaves nothing: disk, memory, both halves of the device key, permissions, alarms', async () => {
    const world = await worldWith([
      draftOf(),
      companyDraft(),
      draftOf({ providerId: 'openai', credential: 'session', secret: `sess-${'a'.repeat(40)}`, remember: false }),
    ]);
    await world.handlers['settings.change']({ theme: 'dark' });
    expect(world.sessions.held.size).toBe(1);
    await world.handlers['vault.erase']({});
    await world.settled();
    expect([...world.disk.records]).toEqual([]);
    expect(world.sessions.held.size).toBe(0);
    expect(await world.store.list()).toEqual([]);
    expect(world.givenBack).toEqual(['everything']);
    expect(world.alarms.areCleared).toBe(true);
    expect(world.published.at(-1)).toMatchObject({ accounts: [], removed: [], unreadable: [], vault: 'empty', settings: defaultSettings() });
    expect(world.state.get()).toMatchObject({ accounts: {}, statuses: {}, origins: {} });
  });

  test('works without the passphrase: whoever has forgotten it begins anew', async () => {
    const world = await worldWith([draftOf()]);
    await world.handlers['vault.setPassphrase'](passphrase);
    await world.handlers['vault.changeLock']({ idleMin: 15, onOsLock: true, whenLocked: 'hide' });
    await world.handlers['vault.lock']({});
    await world.handlers['vault.erase']({});
    expect([...world.disk.records]).toEqual([]);
    expect([world.memory.held, world.memory.watch, world.remembered.snapshot]).toEqual([undefined, {}, undefined]);
    expect(world.snapshot()).toMatchObject({ vault: 'empty', accounts: [] });
    const { ids } = await world.handlers['account.add']({ drafts: [draftOf()] });
    await world.settled();
    const after = world.reopened();
    await after.ready;
    expect(await after.refresh.run(ids)).toMatchObject({ succeeded: 1 });
  });

  test('nothing that was under way comes back', async () => {
    const world = await worldWith([draftOf(), relayDraft()]);
    const answer = Promise.withResolvers<Response>();
    world.network.on('/user/balance', () => answer.promise);
    const [refresh, change] = [world.refresh.run(world.ids), world.handlers['settings.change']({ theme: 'dark' })];
    await world.handlers['vault.erase']({});
    answer.resolve(Response.json({}));
    await Promise.all([refresh, change]);
    await world.settled();
    expect([...world.disk.records]).toEqual([]);
  });

  test('what opens the keys goes first, and a step that fails keeps none of the others', async () => {
    const world = await worldWith([draftOf()]);
    world.disk.refuses = 'writes';
    await expect(world.handlers['vault.erase']({})).rejects.toThrow();
    expect(await world.store.list()).toEqual([]);
    expect(world.givenBack).toEqual(['everything']);
    expect(world.snapshot()).toMatchObject({ accounts: [{ label: 'Work' }] });
    world.disk.refuses = 'nothing';
    await world.handlers['vault.erase']({});
    expect([...world.disk.records]).toEqual([]);
  });

  test('a profile that does not answer is emptied as far as it goes, and it is said', async () => {
    const world = await worldWith([draftOf()]);
    world.store.isBroken = true;
    await expect(world.handlers['vault.erase']({})).rejects.toThrow();
    expect([...world.disk.records]).toEqual([]);
  });
});
