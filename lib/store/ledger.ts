import * as z from 'zod/mini';
import { FailureError, fail } from '../failure';
import type { Mark } from '../ledger/rise';
import { entrySchema, type LedgerEntry, type NewEntry } from '../ledger-entry';
import { quantitySchema } from '../money/schemas';

/** What lies in the database of one account's ledger. */
export interface Book {
  entries: LedgerEntry[];
  /** How far another account's spend has been taken over. */
  mark?: Mark;
  /** Records that are damaged, or gone although they were written. They are left as they are, and the ledger cannot be added up. */
  lost: number;
  /** A newer version of the program has written to it. */
  isNewer: boolean;
}

/** What is to be added to a ledger. */
export interface Addition {
  entries: NewEntry[];
  mark?: Mark;
}

/** The entries of ledgers, append-only. Every call throws a FailureError `damaged` where the browser's database does not answer. */
export interface LedgerStore {
  read(accountId: string): Promise<Book>;
  /** How many entries each account has, without reading them. */
  counts(): Promise<ReadonlyMap<string, number>>;
  /**
   * Adds entries, all or none, in one transaction.
   *
   * @param choose gets what is there, and must answer at once; what it throws is thrown, and nothing is written then.
   * @returns the entries as they were written.
   * @throws FailureError `damaged`: also where something of this ledger is damaged, for nothing can be said about the rest then.
   */
  append(accountId: string, choose: (book: Book) => Addition | undefined): Promise<LedgerEntry[]>;
  /** Removes everything of accounts that are gone for good. */
  drop(accountIds: readonly string[]): Promise<void>;
}

export const ledgerDatabase = 'ledgers';
const version = 1;
const stores = ['entries', 'books'] as const;

const bookSchema = () =>
  z.object({
    v: z.literal(1),
    accountId: z.string(),
    /** How many entries were ever written: one that is missing is noticed. */
    count: z.number(),
    mark: z.optional(z.object({ from: z.string(), used: quantitySchema, at: z.number() })),
  });
type BookRecord = z.output<ReturnType<typeof bookSchema>>;

/** The ledgers in the browser's own database. Written by hand: a library for it would weigh more than all of it. */
export function browserLedgerStore(): LedgerStore {
  return {
    read: (accountId) => withDatabase('readonly', (transaction) => readBook(transaction, accountId)),
    async counts() {
      const records = await withDatabase('readonly', (transaction) => answer(transaction.objectStore('books').getAll()));
      const schema = bookSchema();
      return new Map(records.flatMap((raw) => recordIn(schema, raw) ?? []).map(({ accountId, count }) => [accountId, count]));
    },
    append: (accountId, choose) =>
      withDatabase('readwrite', async (transaction) => {
        const book = await readBook(transaction, accountId);
        if (book.lost > 0) fail({ kind: 'damaged', part: book.isNewer ? 'newer-record' : 'record' });
        const addition = choose(book);
        if (!addition) return [];
        const before = book.entries.length;
        const added = addition.entries.map(
          (entry, index) => ({ ...entry, v: 1, id: crypto.randomUUID(), accountId, number: before + index + 1 }) as LedgerEntry,
        );
        const mark = addition.mark ?? book.mark;
        const record: BookRecord = { v: 1, accountId, count: before + added.length, ...(mark ? { mark } : {}) };
        // `add` and never `put`: what is written is never written over.
        for (const entry of added) transaction.objectStore('entries').add(entry);
        transaction.objectStore('books').put(record);
        return added;
      }),
    drop: (accountIds) =>
      withDatabase('readwrite', async (transaction) => {
        for (const accountId of accountIds) {
          transaction.objectStore('entries').delete(entriesOf(accountId));
          transaction.objectStore('books').delete(accountId);
        }
      }),
  };
}

/** The keys of an account's entries: an array comes after every number. */
function entriesOf(accountId: string): IDBKeyRange {
  return IDBKeyRange.bound([accountId], [accountId, []]);
}

async function readBook(transaction: IDBTransaction, accountId: string): Promise<Book> {
  const [raws, rawRecord] = await Promise.all([
    answer<unknown[]>(transaction.objectStore('entries').getAll(entriesOf(accountId))),
    answer<unknown>(transaction.objectStore('books').get(accountId)),
  ]);
  const schema = entrySchema();
  const entries = raws.flatMap((raw) => recordIn(schema, raw) ?? []);
  const record = rawRecord === undefined ? undefined : recordIn(bookSchema(), rawRecord);
  // Without its record nobody knows how many entries there should be; one that cannot be read stands for one that is lost.
  const expected = record?.count ?? (rawRecord === undefined ? 0 : raws.length + 1);
  const lost = Math.max(expected, raws.length) - entries.length + (rawRecord === undefined && raws.length > 0 ? 1 : 0);
  return { entries, lost, isNewer: [...raws, rawRecord].some(isNewer), ...(record?.mark ? { mark: record.mark } : {}) };
}

function recordIn<Schema extends z.ZodMiniType>(schema: Schema, raw: unknown): z.output<Schema> | undefined {
  const parsed = z.safeParse(schema, raw);
  return parsed.success ? parsed.data : undefined;
}

function isNewer(raw: unknown): boolean {
  return Number((raw as { v?: unknown } | null | undefined)?.v) > 1;
}

/** Opens the database, works in one transaction, and answers when it is on disk. What fails inside undoes all of it. */
async function withDatabase<Result>(mode: IDBTransactionMode, work: (transaction: IDBTransaction) => Promise<Result>): Promise<Result> {
  try {
    const database = await open();
    try {
      return await inTransaction(database.transaction([...stores], mode, { durability: 'strict' }), work);
    } finally {
      database.close();
    }
  } catch (error) {
    throw asFailure(error);
  }
}

function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(ledgerDatabase, version);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('entries', { keyPath: ['accountId', 'number'] });
    opening.result.createObjectStore('books', { keyPath: 'accountId' });
  };
  return answer(opening);
}

async function inTransaction<Result>(transaction: IDBTransaction, work: (transaction: IDBTransaction) => Promise<Result>): Promise<Result> {
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  // What the work throws is told first; the end of the transaction that it caused is not.
  done.catch(() => undefined);
  let result: Result;
  try {
    result = await work(transaction);
  } catch (error) {
    // One that has ended by itself cannot be ended again.
    if (transaction.error === null) transaction.abort();
    throw error;
  }
  await done;
  return result;
}

/** What a request comes to. Within a transaction nothing but this may be awaited: it ends when nobody asks any more. */
function answer<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function asFailure(error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return new FailureError({ kind: 'damaged', part: 'full' }, error);
  return new FailureError({ kind: 'damaged', part: name === 'VersionError' ? 'newer-record' : 'storage' }, error);
}
