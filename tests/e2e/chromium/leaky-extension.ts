import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes an extension that does with a key what must not be done: it keeps it as it is, in every place there is. What it
 * keeps is made at run time; the extension's own files do not hold it.
 */
export function writeLeakyExtension(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const manifest = {
    manifest_version: 3,
    name: 'Leaky',
    version: '1',
    permissions: ['storage', 'unlimitedStorage'],
    background: { service_worker: 'worker.js' },
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'worker.js'), 'chrome.runtime.onInstalled.addListener(() => undefined);');
  writeFileSync(join(folder, 'page.html'), '<!doctype html><title>Leaky</title><textarea></textarea><script src="page.js"></script>');
  writeFileSync(join(folder, 'page.js'), `(${leaks})();`);
  return folder;
}

/** Runs in the leaky extension's page. */
function leaks() {
  const page = globalThis as unknown as { leak: Record<string, (key: string) => Promise<void>> };
  const { storage } = (globalThis as unknown as { chrome: { storage: { local: { set(values: object): Promise<void>; remove(name: string): Promise<void> } } } })
    .chrome;

  /** Fragments of the key come first, so that a compressor writes the key itself as references to them. */
  const broken = (key: string) => `${Array.from({ length: key.length - 5 }, (_, at) => key.slice(at, at + 6)).join('|')}|${key}`;

  function inDatabase(key: string, value: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open('leak', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
      opening.onerror = reject;
      opening.onsuccess = () => {
        const change = opening.result.transaction('keys', 'readwrite');
        change.objectStore('keys').put(value, key.length);
        change.oncomplete = () => resolve();
      };
    });
  }

  page.leak = {
    storage: (key) => storage.local.set({ key }),
    async removed(key) {
      await storage.local.set({ removed: key });
      await storage.local.remove('removed');
    },
    async table(key) {
      // More than LevelDB keeps in its log: it becomes a table of compressed blocks.
      for (let part = 0; part < 6; part += 1) await storage.local.set({ [`part ${part}`]: `${broken(key)} ${'filling '.repeat(120_000)}` });
    },
    database: (key) => inDatabase(key, { key }),
    compressed: (key) => inDatabase(key, { key: broken(key), filling: 'filling '.repeat(20_000) }),
    async file(key) {
      const handle = await (await navigator.storage.getDirectory()).getFileHandle('leak', { create: true });
      const writable = await handle.createWritable();
      await writable.write(btoa(key));
      await writable.close();
    },
    async textarea(key) {
      const field = document.querySelector('textarea');
      if (field) field.value = key;
      history.replaceState({ key }, '');
    },
  };
}
