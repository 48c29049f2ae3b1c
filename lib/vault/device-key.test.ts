import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeDeviceKeyStore } from '@/tests/fakes/device-key-store';
import { browserDeviceKeyStore, createDeviceKeys, firstDeviceKey } from './device-key';
import { newDataKey, unwrapKey, wrapKey } from './envelope';

describe('the device key', () => {
  test('is the same at every start while both halves are there', async () => {
    const store = createFakeDeviceKeyStore();
    const made = await createDeviceKeys(store).create();
    const wrapped = await wrapKey(await newDataKey(), made, ['test']);
    const opened = await createDeviceKeys(store).open();
    expect(opened && (await unwrapKey(wrapped, opened, ['test']))).toBeDefined();
  });

  test('cannot be exported, and neither can its half in the database', async () => {
    const store = createFakeDeviceKeyStore();
    const made = await createDeviceKeys(store).create();
    await expect(crypto.subtle.exportKey('raw', made)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('raw', store.material as CryptoKey)).rejects.toThrow();
    expect(made.usages.toSorted()).toEqual(['unwrapKey', 'wrapKey']);
  });

  test('is lost with either half, and with a file of another length', async () => {
    const store = createFakeDeviceKeyStore();
    await createDeviceKeys(store).create();
    const { material, salt } = store;
    store.material = undefined;
    expect(await createDeviceKeys(store).open()).toBeUndefined();
    Object.assign(store, { material, salt: undefined });
    expect(await createDeviceKeys(store).open()).toBeUndefined();
    store.salt = salt?.slice(0, 31);
    expect(await createDeviceKeys(store).open()).toBeUndefined();
    store.salt = salt;
    expect(await createDeviceKeys(store).open()).toBeDefined();
  });

  test('is another one with another file: the half in the database alone opens nothing', async () => {
    const store = createFakeDeviceKeyStore();
    const wrapped = await wrapKey(await newDataKey(), await createDeviceKeys(store).create(), ['test']);
    store.salt = new Uint8Array(32);
    const other = await createDeviceKeys(store).open();
    expect(other && (await unwrapKey(wrapped, other, ['test']))).toBeUndefined();
  });

  test('is not made where what was written cannot be read back', async () => {
    const store = createFakeDeviceKeyStore();
    const forgetful = { ...store, writeSalt: async () => undefined };
    await expect(createDeviceKeys(forgetful).create()).rejects.toThrow('read back');
  });
});

describe('the halves in the browser', () => {
  let files: Map<string, Uint8Array>;

  beforeEach(() => {
    files = new Map();
    vi.stubGlobal('navigator', { storage: { getDirectory: async () => directory(files) } });
  });
  afterEach(async () => {
    await deleteDB('device-key');
    vi.unstubAllGlobals();
  });

  test('make a key that a new start finds again', async () => {
    const wrapped = await wrapKey(await newDataKey(), await createDeviceKeys(browserDeviceKeyStore()).create(), ['test']);
    const opened = await createDeviceKeys(browserDeviceKeyStore()).open();
    expect(opened && (await unwrapKey(wrapped, opened, ['test']))).toBeDefined();
    expect([...files.values()].map((bytes) => bytes.length)).toEqual([32]);
  });

  test('are missing, not broken, where nothing was ever written', async () => {
    const store = browserDeviceKeyStore();
    expect(await store.readSalt(firstDeviceKey)).toBeUndefined();
    expect(await store.readMaterial(firstDeviceKey)).toBeUndefined();
    expect(await createDeviceKeys(store).open()).toBeUndefined();
  });

  test('are listed and removed one key at a time, whichever half there is', async () => {
    const store = browserDeviceKeyStore();
    await createDeviceKeys(store).create();
    await createDeviceKeys(store).create(`${firstDeviceKey}-later`);
    await store.writeSalt(`${firstDeviceKey}-half`, new Uint8Array(32));
    files.set('of somebody else', new Uint8Array());
    expect((await store.list()).sort()).toEqual([firstDeviceKey, `${firstDeviceKey}-half`, `${firstDeviceKey}-later`]);
    await store.remove(firstDeviceKey);
    await store.remove(firstDeviceKey);
    expect(await createDeviceKeys(store).open()).toBeUndefined();
    expect(await createDeviceKeys(store).open(`${firstDeviceKey}-later`)).toBeDefined();
    await createDeviceKeys(store).removeAll();
    expect([await store.list(), [...files.keys()]]).toEqual([[], ['of somebody else']]);
  });

  test('leave neither a file nor a database when all is erased, and can be made anew', async () => {
    const deviceKeys = createDeviceKeys(browserDeviceKeyStore());
    await deviceKeys.create();
    await deviceKeys.create(`${firstDeviceKey}-later`);
    await deviceKeys.erase();
    expect([...files.keys()]).toEqual([]);
    expect(await indexedDB.databases()).toEqual([]);
    expect(await deviceKeys.open()).toBeUndefined();
    expect(await deviceKeys.create()).toBeDefined();
  });

  test('throw where the profile has no private files, so that nobody takes that for a missing half', async () => {
    vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.reject(new DOMException('no', 'SecurityError')) } });
    await expect(browserDeviceKeyStore().readSalt(firstDeviceKey)).rejects.toThrow();
    vi.stubGlobal('navigator', { storage: { getDirectory: async () => directory(files) } });
  });
});

/** As much of the origin's private file system as a device key needs. */
function directory(files: Map<string, Uint8Array>) {
  return {
    async getFileHandle(name: string, options?: { create?: boolean }) {
      if (!files.has(name) && !options?.create) throw new DOMException('missing', 'NotFoundError');
      if (!files.has(name)) files.set(name, new Uint8Array());
      return {
        getFile: async () => new Blob([(files.get(name) ?? new Uint8Array()).slice()]),
        // What is written becomes the file's content only when it is closed.
        async createWritable() {
          const written: Uint8Array[] = [];
          return {
            write: async (bytes: Uint8Array) => void written.push(bytes.slice()),
            close: async () => void files.set(name, written.at(-1) ?? new Uint8Array()),
          };
        },
      };
    },
    keys: () => [...files.keys()],
    async removeEntry(name: string) {
      if (!files.delete(name)) throw new DOMException('missing', 'NotFoundError');
    },
  };
}
