/** Points of an account in pieces, by account, series, span and start; `ripe` finds those that are due to be thinned. */
export const chunkStore = 'chunks';
/** Reported spend, by account, unit and month. */
export const spendStore = 'spend';
export const ripeIndex = 'ripe';

export const historyDatabase = 'history';
const version = 1;
const stores = [chunkStore, spendStore];

/** An open database, and what it took to open it. */
export interface OpenedHistory {
  database: IDBDatabase;
  /** It was not there before: this is the first time, or the browser has thrown it away. */
  isNew: boolean;
  /** It had lost its order and was made anew; `lost` records could not be taken over. */
  rebuilt?: { lost: number };
}

/**
 * Opens the history. One without its stores is made anew from what can be read of it.
 *
 * @throws DOMException what the browser says: `VersionError` where a newer version wrote it.
 */
export async function openHistory(factory: IDBFactory): Promise<OpenedHistory> {
  const { database, isNew } = await open(factory);
  if (stores.every((name) => database.objectStoreNames.contains(name)) && hasOrder(database)) return { database, isNew };
  const records = await salvage(database);
  database.close();
  await deleteHistory(factory);
  const { database: fresh } = await open(factory);
  const lost = await inTransaction(fresh, 'readwrite', async (transaction) => {
    // What is no record of ours has no key, and is refused before it is asked for.
    const isPut = async ({ store, value }: (typeof records)[number]) => asked(transaction.objectStore(store).put(value));
    const put = await Promise.all(
      records.map((record) =>
        isPut(record).then(
          () => true,
          () => false,
        ),
      ),
    );
    return put.filter((isPut) => !isPut).length;
  });
  return { database: fresh, isNew: false, rebuilt: { lost } };
}

/** Removes all of it. */
export async function deleteHistory(factory: IDBFactory): Promise<void> {
  await asked(factory.deleteDatabase(historyDatabase));
}

/** The answer to a request. */
export function asked<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      // The caller decides whether the transaction goes on; an error that nobody has stopped would end it.
      event.preventDefault();
      reject(request.error);
    };
  });
}

/**
 * Does several things at once, all or none of them. Nothing but requests of the transaction may be awaited inside.
 *
 * @throws DOMException what the browser says, such as `QuotaExceededError`; nothing has been written then.
 */
export async function inTransaction<Result>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (transaction: IDBTransaction) => Promise<Result>,
): Promise<Result> {
  // Points of the last minutes are worth less than the disk's rest.
  const transaction = database.transaction(stores, mode, { durability: 'relaxed' });
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('the transaction was broken off', 'AbortError'));
  });
  // What is thrown inside comes first; the end of the transaction is then no news.
  done.catch(() => undefined);
  try {
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended by itself.
    }
    // Why the browser has ended it says more than what its end did to a request.
    throw transaction.error ?? error;
  }
}

async function open(factory: IDBFactory): Promise<{ database: IDBDatabase; isNew: boolean }> {
  const opening = factory.open(historyDatabase, version);
  let isNew = false;
  opening.onupgradeneeded = () => {
    isNew = true;
    const { result: database } = opening;
    const chunks = database.createObjectStore(chunkStore, { keyPath: ['account', 'series', 'span', 'start'] });
    chunks.createIndex(ripeIndex, 'ripeAt');
    database.createObjectStore(spendStore, { keyPath: ['account', 'unit', 'month'] });
  };
  const database = await asked(opening);
  // Nobody else upgrades or deletes it while it is open, except a browser that is clearing data.
  database.onversionchange = () => database.close();
  return { database, isNew };
}

function hasOrder(database: IDBDatabase): boolean {
  const store = database.transaction(chunkStore).objectStore(chunkStore);
  return Array.isArray(store.keyPath) && store.indexNames.contains(ripeIndex);
}

/** Every record that can still be read, store by store, up to the first that cannot. */
async function salvage(database: IDBDatabase): Promise<{ store: string; value: unknown }[]> {
  const found: { store: string; value: unknown }[] = [];
  for (const store of stores.filter((name) => database.objectStoreNames.contains(name))) {
    await new Promise<void>((resolve) => {
      const cursor = database.transaction(store).objectStore(store).openCursor();
      cursor.onerror = () => resolve();
      cursor.onsuccess = () => {
        if (!cursor.result) return resolve();
        found.push({ store, value: cursor.result.value });
        cursor.result.continue();
      };
    });
  }
  return found;
}
