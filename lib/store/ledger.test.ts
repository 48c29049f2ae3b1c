import 'fake-indexeddb/auto';
import { deleteDB, type IDBPDatabase, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noon } from '@/tests/fakes/world';
import { FailureError } from '../failure';
import type { Mark } from '../ledger/rise';
import type { NewEntry } from '../ledger-entry';
import { browserLedgerStore } from './ledger';

const spend = (value: string, changes: Partial<NewEntry> = {}) =>
  ({ kind: 'spend', at: noon, amount: { value, unit: 'USD' }, source: 'hand', ...changes }) as NewEntry;
const mark: Mark = { from: 'other', used: { value: '3', unit: 'USD' }, at: noon };

const add = (accountId: string, ...entries: NewEntry[]) => browserLedgerStore().append(accountId, () => ({ entries }));
const read = (accountId: string) => browserLedgerStore().read(accountId);

/** Does something to the database that the program never would. */
async function tamper<Value>(work: (database: IDBPDatabase) => Promise<Value>): Promise<Value> {
  const database = await openDB('ledgers');
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

async function failureOf(work: Promise<unknown>) {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(FailureError);
  return (thrown as FailureError).failure;
}

beforeEach(() => deleteDB('ledgers'));
afterEach(() => vi.restoreAllMocks());

describe('a ledger on disk', () => {
  test('keeps what was added, in its order, each account for itself', async () => {
    await add('a1', spend('1', { note: 'first' }));
    const [second, third] = await add('a1', spend('2'), { kind: 'correction', corrects: 'x', at: noon, amount: 'void', source: 'hand' });
    await add('a10', spend('9'));
    const { entries, lost, isNewer } = await read('a1');
    expect(entries.map(({ number, amount }) => [number, amount])).toEqual([
      [1, { value: '1', unit: 'USD' }],
      [2, { value: '2', unit: 'USD' }],
      [3, 'void'],
    ]);
    expect(entries.slice(1)).toEqual([second, third]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(3);
    expect([lost, isNewer]).toEqual([0, false]);
    expect(await browserLedgerStore().counts()).toEqual(
      new Map([
        ['a1', 3],
        ['a10', 1],
      ]),
    );
  });

  test('is empty where nothing was written, and writes nothing where nothing is to be added', async () => {
    expect(await read('a1')).toEqual({ entries: [], lost: 0, isNewer: false });
    expect(await browserLedgerStore().append('a1', () => undefined)).toEqual([]);
    expect(await browserLedgerStore().counts()).toEqual(new Map());
  });

  test('keeps how far a counter was followed together with what it added', async () => {
    await browserLedgerStore().append('a1', () => ({ entries: [spend('1')], mark }));
    expect(await read('a1')).toMatchObject({ mark });
    await add('a1', spend('2'));
    expect(await read('a1')).toMatchObject({ mark });
  });

  test('writes nothing of an addition that is refused on the way', async () => {
    await add('a1', spend('1'));
    const refusal = new FailureError({ kind: 'invalid-input', field: 'amount', reason: 'other-unit' });
    const refused = browserLedgerStore().append('a1', ({ entries }) => {
      expect(entries).toHaveLength(1);
      throw refusal;
    });
    expect(await failureOf(refused)).toBe(refusal.failure);
    // An entry that cannot be written takes the others with it.
    const uncloneable = { ...spend('3'), note: (() => undefined) as unknown as string };
    expect(await failureOf(add('a1', spend('2'), uncloneable))).toEqual({ kind: 'damaged', part: 'storage' });
    expect((await read('a1')).entries).toHaveLength(1);
  });

  test('takes additions at the same time one after the other', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => add('a1', spend(String(index + 1)))));
    const { entries, lost } = await read('a1');
    expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(lost).toBe(0);
  });

  test('forgets an account that is gone, and no other', async () => {
    for (const id of ['a1', 'a2', 'a11']) await add(id, spend('1'));
    await browserLedgerStore().drop(['a1', 'never']);
    expect(await read('a1')).toEqual({ entries: [], lost: 0, isNewer: false });
    expect([...(await browserLedgerStore().counts()).keys()]).toEqual(['a11', 'a2']);
  });
});

describe('a damaged ledger is told, and nothing of it is wiped', () => {
  beforeEach(() => add('a1', spend('1'), spend('2'), spend('3')));

  const damages: [string, (database: IDBPDatabase) => Promise<unknown>][] = [
    ['an entry was removed', (database) => database.delete('entries', ['a1', 2])],
    ['an entry is no entry', (database) => database.put('entries', { accountId: 'a1', number: 2, amount: 7 })],
    ['the count was lost', (database) => database.delete('books', 'a1')],
    ['the count is no count', (database) => database.put('books', { accountId: 'a1', count: 'three' })],
    ['an entry came from elsewhere', (database) => database.put('entries', { accountId: 'a1', number: 9 })],
  ];

  test.each(damages)('%s', async (_what, damage) => {
    await tamper(damage);
    const before = await tamper((database) => database.getAll('entries'));
    expect((await read('a1')).lost).toBeGreaterThan(0);
    expect(await failureOf(add('a1', spend('4')))).toEqual({ kind: 'damaged', part: 'record' });
    expect(await tamper((database) => database.getAll('entries'))).toEqual(before);
    await add('a2', spend('1'));
  });

  test('entries of a newer version are told from damage', async () => {
    await tamper((database) => database.put('entries', { v: 2, accountId: 'a1', number: 2, whatever: true }));
    expect(await read('a1')).toMatchObject({ lost: 1, isNewer: true });
    expect(await failureOf(add('a1', spend('4')))).toEqual({ kind: 'damaged', part: 'newer-record' });
  });

  test('a database of a newer version is left alone', async () => {
    (await openDB('ledgers', 2)).close();
    expect(await failureOf(read('a1'))).toEqual({ kind: 'damaged', part: 'newer-record' });
    expect(await tamper((database) => database.getAll('entries'))).toHaveLength(3);
  });

  test('a database without its tables, and one that does not open', async () => {
    await deleteDB('ledgers');
    (await openDB('ledgers', 1)).close();
    expect(await failureOf(read('a1'))).toEqual({ kind: 'damaged', part: 'storage' });
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('A mutation operation was attempted', 'InvalidStateError');
    });
    expect(await failureOf(add('a1', spend('1')))).toEqual({ kind: 'damaged', part: 'storage' });
  });
});

test('a full disk is told, and nothing of the addition is kept', async () => {
  await add('a1', spend('1'));
  const { add: really } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value: unknown) {
    if ((value as { number: number }).number === 3) throw new DOMException('no room', 'QuotaExceededError');
    return really.call(this, value);
  });
  expect(await failureOf(add('a1', spend('2'), spend('3')))).toEqual({ kind: 'damaged', part: 'full' });
  vi.restoreAllMocks();
  expect((await read('a1')).entries).toHaveLength(1);
});
