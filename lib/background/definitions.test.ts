import { expect, test } from 'vitest';
import { json } from '@/tests/fakes/network';
import { companyDraft, worldWith } from '@/tests/fakes/world';

const definitionOf = (reading: object, path = '/v1/usage') => JSON.stringify({ version: 1, requests: [{ path }], reading: { unit: 'USD', ...reading } });

test('an account is read as its definition says, and shows it to the pages', async () => {
  const definition = definitionOf({ remaining: { expression: '/used_quota', divide: 100 } });
  const world = await worldWith([companyDraft({ definition })]);
  const [account] = world.snapshot().accounts;
  expect(account).toMatchObject({ definition, reading: { remaining: { value: '0.4', unit: 'USD' } } });
});

test('another definition is another figure: the old one is not shown for it, and a failed one keeps the last', async () => {
  const draft = companyDraft({ definition: definitionOf({ remaining: '/total_quota' }) });
  const world = await worldWith([draft]);
  const [id = ''] = world.ids;
  const { secret: _secret, ...rest } = draft;
  world.network.on('/v2', () => json({}, 500));
  await world.handlers['account.edit']({ ...rest, id, definition: definitionOf({ remaining: '/left' }, '/v2') });
  expect(world.snapshot().accounts[0]?.reading).toBeUndefined();
  await world.settled();
  expect(world.snapshot().accounts[0]).toMatchObject({ failure: { kind: 'unavailable' } });

  world.network.on('/v2', () => json({ left: 7 }));
  await world.refresh.run([id]);
  world.network.on('/v2', () => json({ left: true }));
  await world.refresh.run([id]);
  expect(world.snapshot().accounts[0]).toMatchObject({ reading: { remaining: { value: '7' } }, failure: { kind: 'bad-response', detail: '/left' } });
});

test('without its definition an account is read by its fields again', async () => {
  const draft = companyDraft({ definition: definitionOf({ remaining: '/total_quota' }) });
  const world = await worldWith([draft]);
  const { secret: _secret, definition: _definition, ...rest } = draft;
  await world.handlers['account.edit']({ ...rest, id: world.ids[0] ?? '' });
  await world.settled();
  expect(world.snapshot().accounts[0]).not.toHaveProperty('definition');
  expect(world.snapshot().accounts[0]?.reading?.remaining).toEqual({ value: '60', unit: 'tokens' });
});

test('no key comes to lie in a definition, neither a new one nor the stored one', async () => {
  const draft = companyDraft();
  const world = await worldWith([draft]);
  const refused = expect.objectContaining({ failure: { kind: 'invalid-input', field: 'definition', reason: 'holds-key' } });
  const holding = JSON.stringify({ ...JSON.parse(definitionOf({ remaining: '/left' })), about: `for ${draft.secret}` });
  const { secret, ...rest } = draft;
  await expect(world.handlers['account.edit']({ ...rest, id: world.ids[0] ?? '', definition: holding })).rejects.toEqual(refused);
  await expect(world.handlers['account.add']({ drafts: [{ ...rest, secret, definition: holding }] })).rejects.toEqual(refused);
  await expect(world.handlers['account.test']({ ...rest, secret, definition: holding })).rejects.toEqual(refused);
  expect(world.disk.writes).toEqual([]);
});
