import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { json } from '@/tests/fakes/network';
import { companyDraft, draftOf, ledgerDraft, minute, noon, startedWorld, type World, worldWith } from '@/tests/fakes/world';
import { totalOf } from '../totals';
import { undoMs } from './purge';

const usd = (value: string) => ({ value, unit: 'USD' });
const day = 24 * 60 * minute;

beforeEach(() => deleteDB('ledgers'));
afterEach(() => vi.restoreAllMocks());

async function worldWithLedger(...others: Parameters<typeof worldWith>[0][number][]) {
  const world = await worldWith([ledgerDraft(), ...others]);
  const [id = '', other = ''] = world.ids;
  return { ...world, id, other };
}

const accountOf = (world: Pick<World, 'snapshot'>, id: string) => {
  const account = world.snapshot().accounts.find((one) => one.id === id);
  if (!account) throw new Error('no such account');
  return account;
};

const left = (world: Pick<World, 'snapshot'>, id: string) => {
  const { reading } = accountOf(world, id);
  return typeof reading?.remaining === 'object' ? reading.remaining.value : reading?.remaining;
};

const totalOn = (world: Pick<World, 'snapshot' | 'clock'>) => totalOf(world.snapshot(), world.clock.at);

const failing = (work: Promise<unknown>) => work.then(() => undefined).catch((error: { failure: unknown }) => error.failure);

const entriesOf = async (world: World, id: string) => (await world.handlers['ledger.read']({ id, from: 0, most: 100 })).lines;

describe('a ledger', () => {
  test('is added without a key, an address or a permission, and nobody is asked', async () => {
    const world = await startedWorld();
    const [id = ''] = (await world.handlers['account.add']({ drafts: [ledgerDraft()] })).ids;
    await world.settled();
    expect(world.network.asked).toEqual([]);
    expect(accountOf(world, id)).toMatchObject({ origin: '', masked: '', ledger: {}, reading: { meaning: 'spend', rule: { kind: 'entries', count: 0 } } });
    expect(accountOf(world, id).reading).not.toHaveProperty('remaining');
    expect(totalOn(world)).toMatchObject({ state: 'none', count: 0 });
    expect([...world.disk.records.keys()].filter((key) => key.startsWith('v1:o:') || key.startsWith('v1:s:'))).toEqual([]);
  });

  test('says what is left as soon as something is entered, and counts in the total', async () => {
    const world = await worldWithLedger(draftOf());
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('100.00') });
    await world.handlers['ledger.add']({ id: world.id, kind: 'spend', amount: usd('12.34'), note: '  GPU\u0000 ' });
    expect(left(world, world.id)).toBe('87.66');
    expect(totalOn(world)).toMatchObject({ amount: usd('171.24'), known: 2, count: 2, state: 'fresh' });
    expect((await entriesOf(world, world.id)).map(({ entry }) => [entry.kind, entry.amount.value, entry.note])).toEqual([
      ['spend', '12.34', 'GPU'],
      ['top-up', '100', undefined],
    ]);
  });

  test('does not grow old, needs no alarm, and is still there after the worker has slept', async () => {
    const world = await worldWithLedger();
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('5') });
    world.clock.at += 40 * day;
    expect(totalOn(world)).toMatchObject({ state: 'fresh', amount: usd('5') });
    expect(accountOf(world, world.id).nextAttemptAt).toBeUndefined();
    const later = world.restarted();
    await later.ready;
    expect(left(later, world.id)).toBe('5');
  });

  test('counts an entry of a later day when that has come', async () => {
    const world = await worldWithLedger();
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('5') });
    await world.handlers['ledger.add']({ id: world.id, kind: 'spend', amount: usd('2'), at: noon + 3 * day });
    expect(left(world, world.id)).toBe('5');
    // Looked at once a day, for no alarm is planned further ahead.
    expect(accountOf(world, world.id).nextAttemptAt).toBe(noon + day);
    world.clock.at = noon + 2.5 * day;
    await world.refresh.run([world.id]);
    expect(accountOf(world, world.id).nextAttemptAt).toBe(noon + 3 * day);
    world.clock.at = noon + 3 * day;
    await world.refresh.run([world.id]);
    expect(left(world, world.id)).toBe('3');
  });

  test('is added up after a start where the worker had ended before it could be', async () => {
    const world = await worldWithLedger();
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('5') });
    world.disk.refuses = 'writes';
    await world.handlers['ledger.add']({ id: world.id, kind: 'spend', amount: usd('1') });
    expect(left(world, world.id)).toBe('5');
    world.disk.refuses = 'nothing';
    const later = world.restarted();
    await later.ready;
    await later.ledgers.catchUp();
    expect(left(later, world.id)).toBe('4');
    later.disk.writes.length = 0;
    await later.ledgers.catchUp();
    expect(later.disk.writes).toEqual([]);
  });

  test('takes many entries at the same time, and its figure is that of all of them', async () => {
    const world = await worldWithLedger();
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('100') });
    await Promise.all(Array.from({ length: 30 }, () => world.handlers['ledger.add']({ id: world.id, kind: 'spend', amount: usd('0.1') })));
    expect(left(world, world.id)).toBe('97');
  });

  test.each([
    [{ amount: { value: '5', unit: 'EUR' } }, 'amount', 'other-unit'],
    [{ amount: usd('-5') }, 'amount', 'not-positive'],
    [{ amount: usd('0') }, 'amount', 'not-positive'],
    [{ amount: usd('9'.repeat(30)) }, 'amount', 'not-a-number'],
    [{ id: 'nobody' }, 'id', 'unknown'],
  ])('refuses %j', async (changes, field, reason) => {
    const world = await worldWithLedger();
    const input = { id: world.id, kind: 'spend' as const, amount: usd('1'), ...changes };
    expect(await failing(world.handlers['ledger.add'](input))).toEqual({ kind: 'invalid-input', field, reason });
    expect(await entriesOf(world, world.id)).toEqual([]);
  });

  test('is nothing that another account could have', async () => {
    const world = await worldWithLedger(draftOf());
    expect(await failing(world.handlers['ledger.read']({ id: world.other, from: 0, most: 5 }))).toMatchObject({ field: 'id' });
  });
});

describe('a correction', () => {
  test('changes what is left, and the entry stays beside it', async () => {
    const world = await worldWithLedger();
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('100') });
    const entry = (await entriesOf(world, world.id))[0]?.entry.id ?? '';
    await world.handlers['ledger.correct']({ id: world.id, entry, amount: usd('90.0') });
    expect(left(world, world.id)).toBe('90');
    expect(await entriesOf(world, world.id)).toMatchObject([{ entry: { amount: usd('100') }, amount: usd('90'), corrections: [{ amount: usd('90') }] }]);
    await world.handlers['ledger.correct']({ id: world.id, entry, amount: 'void' });
    expect(left(world, world.id)).toBeUndefined();
  });

  test('of nothing is refused', async () => {
    const world = await worldWithLedger();
    const input = { id: world.id, entry: 'gone', amount: 'void' as const };
    expect(await failing(world.handlers['ledger.correct'](input))).toEqual({ kind: 'invalid-input', field: 'entry', reason: 'unknown-entry' });
  });
});

describe('an import', () => {
  const entries = [
    { kind: 'top-up' as const, at: noon, amount: usd('10') },
    { kind: 'spend' as const, at: noon, amount: usd('1.50') },
    { kind: 'spend' as const, at: noon, amount: usd('1.5') },
  ];

  test('is looked at first, and adds nothing twice', async () => {
    const world = await worldWithLedger();
    const give = (preview: boolean) => world.handlers['ledger.import']({ id: world.id, entries, preview });
    expect(await give(true)).toEqual({ added: 3, known: 0 });
    expect(left(world, world.id)).toBeUndefined();
    expect(await give(false)).toEqual({ added: 3, known: 0 });
    expect(left(world, world.id)).toBe('7');
    expect(await give(true)).toEqual({ added: 0, known: 3 });
    expect(await give(false)).toEqual({ added: 0, known: 3 });
    expect((await entriesOf(world, world.id)).length).toBe(3);
  });

  test('given twice at the same time adds nothing twice either', async () => {
    const world = await worldWithLedger();
    const give = () => world.handlers['ledger.import']({ id: world.id, entries, preview: false });
    const answers = await Promise.all([give(), give()]);
    expect(answers.map(({ added }) => added).toSorted()).toEqual([0, 3]);
  });

  test('with one entry that is refused adds none', async () => {
    const world = await worldWithLedger();
    const wrong = [...entries, { kind: 'spend' as const, at: noon, amount: { value: '1', unit: 'EUR' } }];
    expect(await failing(world.handlers['ledger.import']({ id: world.id, entries: wrong, preview: false }))).toMatchObject({ reason: 'other-unit' });
    expect(await entriesOf(world, world.id)).toEqual([]);
  });
});

describe('a removed ledger', () => {
  async function removed() {
    const world = await worldWithLedger();
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('5') });
    await world.handlers['account.remove']({ id: world.id });
    return world;
  }

  test('keeps its entries while it can be brought back', async () => {
    const world = await removed();
    world.clock.at += undoMs - 1;
    await world.purge.overdue();
    await world.handlers['account.restore']({ id: world.id });
    expect(left(world, world.id)).toBe('5');
    expect(await entriesOf(world, world.id)).toHaveLength(1);
  });

  test('loses them with itself', async () => {
    const world = await removed();
    world.clock.at += undoMs;
    await world.purge.overdue();
    expect(world.snapshot().removed).toEqual([]);
    expect((await world.ledgers.read(world.id)).entries).toEqual([]);
  });

  test('stays for the next time where its entries cannot be removed, and holds up no other', async () => {
    const world = await removed();
    const { ids } = await world.handlers['account.add']({ drafts: [draftOf()] });
    await world.handlers['account.remove']({ id: ids[0] ?? '' });
    world.clock.at += undoMs;
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('', 'UnknownError');
    });
    await world.purge.overdue();
    expect(world.snapshot().removed.map(({ id }) => id)).toEqual([world.id]);
    vi.restoreAllMocks();
    await world.purge.overdue();
    expect(world.snapshot().removed).toEqual([]);
  });
});

describe('a ledger that is damaged', () => {
  test('says so, keeps the last figure and what can be read, and takes nothing more', async () => {
    const world = await worldWithLedger();
    for (const value of ['5', '6']) await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd(value) });
    const database = await openDB('ledgers');
    await database.put('entries', { accountId: world.id, number: 1, nonsense: true });
    database.close();
    await world.refresh.run([world.id]);
    expect(accountOf(world, world.id)).toMatchObject({ failure: { kind: 'damaged', part: 'record' }, reading: { remaining: usd('11') } });
    expect(await world.handlers['ledger.read']({ id: world.id, from: 0, most: 9 })).toMatchObject({ lost: 1, total: 1 });
    expect(await failing(world.handlers['ledger.add']({ id: world.id, kind: 'spend', amount: usd('1') }))).toEqual({ kind: 'damaged', part: 'record' });
  });
});

describe('changing a ledger', () => {
  test('of a name keeps everything; of a currency only while there is no entry', async () => {
    const world = await worldWithLedger();
    await world.handlers['account.edit']({ ...ledgerDraft(), fields: { currency: 'EUR' }, id: world.id });
    await world.settled();
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: { value: '5', unit: 'EUR' } });
    await world.handlers['account.edit']({ ...ledgerDraft({ label: 'Other' }), fields: { currency: 'EUR' }, id: world.id });
    expect(accountOf(world, world.id)).toMatchObject({ label: 'Other', reading: { remaining: { value: '5', unit: 'EUR' } } });
    expect(await failing(world.handlers['account.edit']({ ...ledgerDraft(), id: world.id }))).toEqual({
      kind: 'invalid-input',
      field: 'currency',
      reason: 'has-entries',
    });
    expect(await failing(world.handlers['account.edit']({ ...draftOf(), id: world.id }))).toMatchObject({ field: 'provider', reason: 'has-entries' });
    expect(world.givenBack).toEqual([]);
  });
});

describe('the balance that another account reports', () => {
  async function linked() {
    const world = await worldWithLedger(draftOf());
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('100') });
    await world.handlers['ledger.link']({ id: world.id, checkedBy: world.other });
    return world;
  }
  const reconciliation = async (world: World & { id: string }) => (await world.handlers['ledger.read']({ id: world.id, from: 0, most: 1 })).reconciliation;

  test('is held against the entries, settled by one more, and is counted once', async () => {
    const world = await linked();
    expect(await reconciliation(world)).toMatchObject({ counted: usd('100'), reported: usd('83.58'), difference: usd('-16.42') });
    await world.handlers['ledger.settle']({ id: world.id });
    expect(left(world, world.id)).toBe('83.58');
    expect(accountOf(world, world.id).reading?.rule).toMatchObject({ adjusted: usd('-16.42') });
    expect(await reconciliation(world)).toMatchObject({ difference: usd('0') });
    await world.handlers['ledger.settle']({ id: world.id });
    expect(await entriesOf(world, world.id)).toMatchObject([{ entry: { kind: 'balance', note: 'Work' } }, { entry: { kind: 'top-up' } }]);
    expect(totalOn(world).amount).toEqual(usd('83.58'));
  });

  test('of another currency, and of nobody, is none', async () => {
    const world = await worldWithLedger(companyDraft());
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('100') });
    await world.handlers['ledger.link']({ id: world.id, checkedBy: world.other });
    expect(await reconciliation(world)).toBeUndefined();
    expect(await failing(world.handlers['ledger.settle']({ id: world.id }))).toMatchObject({ reason: 'not-reported' });
    for (const wrong of ['nobody', world.id]) {
      expect(await failing(world.handlers['ledger.link']({ id: world.id, checkedBy: wrong }))).toMatchObject({ field: 'checkedBy', reason: 'unknown' });
    }
  });
});

describe('spend that is taken from another account', () => {
  const used = (world: World, value: number) => world.network.on('/v1/usage', () => json({ total_quota: 1000, used_quota: value }));
  const again = async (world: World & { other: string }, value: number) => {
    used(world, value);
    world.clock.at += 15 * minute;
    await world.refresh.run([world.other]);
    await world.settled();
  };

  test('is entered once for each rise, never for a fall, also across a sleep of the worker', async () => {
    const world = await worldWithLedger(companyDraft({ fields: { unit: 'USD' } }));
    await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('100') });
    await world.handlers['ledger.link']({ id: world.id, spendFrom: world.other });
    await world.settled();
    expect(left(world, world.id)).toBe('100');
    await again(world, 42.5);
    expect(left(world, world.id)).toBe('97.5');
    expect((await entriesOf(world, world.id))[0]).toMatchObject({ entry: { kind: 'spend', source: 'counter', amount: usd('2.5'), note: 'Work' } });
    await again(world, 42.5);
    const later = Object.assign(world.restarted(), { id: world.id, other: world.other });
    await later.ready;
    await later.settled();
    await again(later, 3);
    expect(left(later, world.id)).toBe('97.5');
    await again(later, 4);
    expect(left(later, world.id)).toBe('96.5');
    expect(await entriesOf(later, world.id)).toHaveLength(3);
  });

  test('of another currency is left alone', async () => {
    const world = await worldWithLedger(companyDraft({ fields: { unit: 'EUR' } }));
    await world.handlers['ledger.link']({ id: world.id, spendFrom: world.other });
    await again(world, 50);
    await again(world, 60);
    expect(await entriesOf(world, world.id)).toEqual([]);
  });
});

test('nothing of a ledger is told or entered while the vault is locked', async () => {
  const world = await worldWithLedger();
  await world.handlers['ledger.add']({ id: world.id, kind: 'top-up', amount: usd('5') });
  vi.spyOn(world.vault, 'state').mockReturnValue('locked');
  expect(await failing(world.handlers['ledger.read']({ id: world.id, from: 0, most: 1 }))).toEqual({ kind: 'locked' });
  expect(await failing(world.handlers['ledger.add']({ id: world.id, kind: 'spend', amount: usd('1') }))).toEqual({ kind: 'locked' });
  world.disk.writes.length = 0;
  expect(await world.refresh.run([world.id])).toEqual({ succeeded: 0, failed: 0, waiting: 0 });
  expect(world.disk.writes).toEqual([]);
});

test('a world without a ledger makes no database for one', async () => {
  const world = await worldWith([draftOf()]);
  await world.ledgers.catchUp();
  await world.handlers['account.remove']({ id: world.ids[0] ?? '' });
  world.clock.at += undoMs;
  await world.purge.overdue();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('ledgers');
});
