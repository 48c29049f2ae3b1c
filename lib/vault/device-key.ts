import { type Bytes, randomBytes, utf8 } from './bytes';

/**
 * The key of this browser profile, in two halves: key material in IndexedDB that cannot be exported, and a salt in a
 * file of the origin's private file system. A removed record stays readable in a browser's database files for long; a
 * removed file does not. So without the file the old key is gone for good.
 */
export interface DeviceKeys {
  /** Makes both halves, reads them back, and derives the key from what was read. */
  create(id?: string): Promise<CryptoKey>;
  /** @returns `undefined` when a half is missing; throws where the profile does not answer. */
  open(id?: string): Promise<CryptoKey | undefined>;
  /** Destroys both halves: what was wrapped with the key can then never be opened again. */
  remove(id: string): Promise<void>;
  /** Destroys all that there are. */
  removeAll(): Promise<void>;
  /** Destroys all that there are, and the place where they were. */
  erase(): Promise<void>;
}

/** The device key of a profile that never lost one. A later one has a name of its own and leaves what is left of this. */
export const firstDeviceKey = 'device-key';

/** Where the halves are kept, by the key's id. */
export interface DeviceKeyStore {
  readMaterial(id: string): Promise<CryptoKey | undefined>;
  writeMaterial(id: string, material: CryptoKey): Promise<void>;
  readSalt(id: string): Promise<Bytes | undefined>;
  writeSalt(id: string, salt: Bytes): Promise<void>;
  /** The ids of all halves that there are, of either kind. */
  list(): Promise<string[]>;
  /** Removes both halves; what is not there is no trouble. */
  remove(id: string): Promise<void>;
  /** Removes the place where halves are kept. The next one that is written makes it anew. */
  drop(): Promise<void>;
}

export function createDeviceKeys(store: DeviceKeyStore): DeviceKeys {
  async function open(id = firstDeviceKey) {
    const [material, salt] = await Promise.all([store.readMaterial(id), store.readSalt(id)]);
    return material && salt?.length === 32 ? derive(material, salt) : undefined;
  }
  async function removeAll() {
    for (const id of await store.list()) await store.remove(id);
  }
  return {
    open,
    remove: (id) => store.remove(id),
    removeAll,
    async erase() {
      await removeAll();
      await store.drop();
    },
    async create(id = firstDeviceKey) {
      const bytes = randomBytes(32);
      const material = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
      bytes.fill(0);
      await store.writeMaterial(id, material);
      await store.writeSalt(id, randomBytes(32));
      const key = await open(id);
      if (!key) throw new Error('the device key could not be read back');
      return key;
    },
  };
}

async function derive(material: CryptoKey, salt: Bytes): Promise<CryptoKey> {
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8('remainder device key v1') };
  return crypto.subtle.deriveKey(parameters, material, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}

const databaseName = 'device-key';
const storeName = 'halves';

/** The halves in the real browser. Every call throws where the profile keeps nothing, as in a hardened Firefox. */
export function browserDeviceKeyStore(): DeviceKeyStore {
  return {
    readMaterial: (id) => withStore<CryptoKey | undefined>('readonly', (store) => store.get(id)),
    async writeMaterial(id, material) {
      await withStore('readwrite', (store) => store.put(material, id));
    },
    async readSalt(id) {
      const root = await navigator.storage.getDirectory();
      try {
        const file = await (await root.getFileHandle(id)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
        throw error;
      }
    },
    async writeSalt(id, salt) {
      const root = await navigator.storage.getDirectory();
      const writable = await (await root.getFileHandle(id, { create: true })).createWritable();
      await writable.write(salt);
      await writable.close();
    },
    async list() {
      const material = await withStore('readonly', (store) => store.getAllKeys());
      const root = await navigator.storage.getDirectory();
      const files: string[] = [];
      for await (const name of root.keys()) if (name.startsWith(firstDeviceKey)) files.push(name);
      return [...new Set([...material.map(String), ...files])];
    },
    async remove(id) {
      const root = await navigator.storage.getDirectory();
      // The file first: without it the rest is of no use to anybody.
      await root.removeEntry(id).catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
      });
      await withStore('readwrite', (store) => store.delete(id));
    },
    drop: () =>
      new Promise((resolve, reject) => {
        const deletion = indexedDB.deleteDatabase(databaseName);
        deletion.onsuccess = () => resolve();
        deletion.onerror = () => reject(deletion.error);
      }),
  };
}

/** One question to the database, answered when its transaction is done. A library for this would weigh more than all of it. */
async function withStore<Result>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
  const opening = indexedDB.open(databaseName, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(storeName);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  try {
    const transaction = database.transaction(storeName, mode);
    const request = ask(transaction.objectStore(storeName));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  } finally {
    database.close();
  }
}
