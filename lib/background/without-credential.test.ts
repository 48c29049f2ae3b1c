import { expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { draftOf, startedWorld, worldWith } from '@/tests/fakes/world';
import type { Draft } from '../protocol';

const address = 'http://127.0.0.1:7379';

function counterDraft(changes: Partial<Draft> = {}): Draft {
  const { secret: _none, ...draft } = draftOf({ providerId: 'webdis', baseUrl: address, credential: 'none', fields: { counter: 'my_usage', budget: '100' } });
  return { ...draft, ...changes };
}

async function worldOfCounters(drafts: Draft[]) {
  const world = await startedWorld();
  world.network.on('/GET/my_usage.json', () => json({ GET: '40' }));
  world.network.on('/GET/other.json', () => json({ GET: '1' }));
  const { ids } = await world.handlers['account.add']({ drafts });
  await world.settled();
  return Object.assign(world, { ids });
}

test('an account without a credential is read without one, and the vault has no part in it', async () => {
  const world = await startedWorld();
  world.store.isBroken = true;
  world.network.on('/GET/my_usage.json', () => json({ GET: '40' }));
  await world.handlers['account.add']({ drafts: [counterDraft()] });
  await world.settled();
  expect(world.snapshot().accounts).toMatchObject([{ masked: '', credential: 'none', reading: { remaining: { value: '60' } } }]);
  expect(world.network.asked.map(({ authorization }) => authorization)).toEqual([null]);
  expect([...world.disk.records.keys()].filter((key) => /^v1:[sm]:/.test(key))).toEqual([]);
});

test('two counters of one database are two budgets, two accounts of one counter are one', async () => {
  const other = counterDraft({ fields: { counter: 'other', budget: '100' } });
  const world = await worldOfCounters([counterDraft(), other, counterDraft()]);
  const wallets = world.snapshot().accounts.map(({ wallet }) => wallet);
  expect(wallets[0]).not.toBe(wallets[1]);
  expect(wallets[0]).toBe(wallets[2]);
});

test('what cannot be left empty is asked for', async () => {
  const world = await startedWorld();
  for (const field of ['counter', 'budget'] as const) {
    const draft = counterDraft({ fields: { counter: 'my_usage', budget: '100', [field]: ' ' } });
    await expect(world.handlers['account.add']({ drafts: [draft] })).rejects.toMatchObject({ failure: { kind: 'invalid-input', field, reason: 'required' } });
  }
  expect(world.disk.records.size).toBe(0);
});

test('a key is still asked for where there is one', async () => {
  const world = await startedWorld();
  const { secret: _none, ...draft } = draftOf();
  await expect(world.handlers['account.add']({ drafts: [draft] })).rejects.toMatchObject({ failure: { field: 'secret', reason: 'missing' } });
});

test('an account whose login was given up keeps nothing of it, and can be tried, copied and given one again', async () => {
  const world = await worldOfCounters([counterDraft({ credential: 'login', secret: 'reader:open-sesame' })]);
  const [id = ''] = world.ids;
  expect(world.network.asked[0]?.authorization).toBe(`Basic ${btoa('reader:open-sesame')}`);
  expect([...world.disk.records.keys()].filter((key) => key.startsWith('v1:s:'))).toHaveLength(1);

  await world.handlers['account.edit']({ ...counterDraft(), id });
  await world.settled();
  expect([...world.disk.records.keys()].filter((key) => key.startsWith('v1:s:'))).toEqual([]);
  expect(world.snapshot().accounts).toMatchObject([{ masked: '', reading: { remaining: { value: '60' } } }]);
  expect(world.network.asked.at(-1)?.authorization).toBeNull();

  expect(await world.handlers['account.test']({ ...counterDraft(), id })).toMatchObject({ reading: { remaining: { value: '60' } } });
  await world.handlers['account.duplicate']({ id });
  await world.settled();
  expect(world.snapshot().accounts).toHaveLength(2);
  expect(new Set(Object.values(world.state.get().accounts).map(({ fingerprint }) => fingerprint)).size).toBe(2);

  await expect(world.handlers['account.edit']({ ...counterDraft({ credential: 'login' }), id })).rejects.toMatchObject({ failure: { field: 'secret' } });
  await world.handlers['account.edit']({ ...counterDraft({ credential: 'login' }), id, secret: 'reader:open-sesame' });
  await world.settled();
  expect(world.network.asked.at(-1)?.authorization).toBe(`Basic ${btoa('reader:open-sesame')}`);
});

test('accounts without a credential beside others stay apart from their keys', async () => {
  const world = await worldWith([draftOf()]);
  const [id = ''] = world.ids;
  world.network.on('/GET/my_usage.json', () => json({ GET: '40' }));
  await world.handlers['account.add']({ drafts: [counterDraft()] });
  await world.settled();
  expect(await world.refresh.run([id])).toMatchObject({ succeeded: 1 });
});
