import { historyDatabase } from './history-database';
import { ledgerDatabase } from './ledger';

/** Removes the databases of the history and the ledgers, with everything in them. Whoever needs one again makes it anew. */
export async function removeDatabases(factory: IDBFactory): Promise<void> {
  await Promise.all([historyDatabase, ledgerDatabase].map((name) => removed(factory.deleteDatabase(name))));
}

function removed(request: IDBOpenDBRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}
