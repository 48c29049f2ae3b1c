import { browser } from 'wxt/browser';

/** The stored records of the extension. Only the background writes. */
export interface Disk {
  readAll(): Promise<Map<string, unknown>>;
  /** Writes everything at once: after a crash either all of it is there or nothing. Removal comes after, and may be repeated. */
  write(set: Record<string, unknown>, remove: readonly string[]): Promise<void>;
  /** Removes everything. */
  clear(): Promise<void>;
}

export function browserDisk(): Disk {
  return {
    readAll: async () => new Map(Object.entries(await browser.storage.local.get(null))),
    async write(set, remove) {
      if (Object.keys(set).length > 0) await browser.storage.local.set(set);
      if (remove.length > 0) await browser.storage.local.remove([...remove]);
    },
    clear: () => browser.storage.local.clear(),
  };
}
