import { browser } from 'wxt/browser';

const dataKey = 'vault';
const watchKey = 'vault-watch';

/** When an unlocked vault locks itself, and how often a passphrase was wrong. Instants are Unix milliseconds. */
export interface VaultWatch {
  /** When it locks; absent: not by time. */
  lockAt?: number;
  /** When somebody last looked: a clock that runs backwards is found out. */
  seenAt?: number;
  /** Wrong passphrases in a row. */
  misses?: number;
  /** Before this, no other is tried. */
  retryAt?: number;
}

/** What is known of an unlocked vault, in memory: it outlives the worker and goes with the browser. Never on disk. */
export function browserVaultMemory() {
  const { session } = browser.storage;
  return {
    async read(): Promise<{ dekId: string; key: string } | undefined> {
      const held = (await session.get(dataKey))[dataKey] as { dekId: string; key: string } | undefined;
      return typeof held?.key === 'string' && typeof held.dekId === 'string' ? held : undefined;
    },
    write: (held: { dekId: string; key: string }) => session.set({ [dataKey]: held }),
    clear: () => session.remove(dataKey),
    readWatch: async (): Promise<VaultWatch> => ((await session.get(watchKey))[watchKey] ?? {}) as VaultWatch,
    writeWatch: (watch: VaultWatch) => session.set({ [watchKey]: watch }),
    /** Everything in memory, whoever put it there. */
    clearAll: () => session.clear(),
  };
}

export type BrowserVaultMemory = ReturnType<typeof browserVaultMemory>;
