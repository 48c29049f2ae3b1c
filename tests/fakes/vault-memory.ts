import type { VaultWatch } from '@/lib/store/vault-memory';

/** Memory that outlives the worker and goes with the browser. */
export function createFakeVaultMemory() {
  const memory = {
    held: undefined as { dekId: string; key: string } | undefined,
    watch: {} as VaultWatch,
    read: async () => memory.held,
    async write(held: { dekId: string; key: string }) {
      memory.held = held;
    },
    async clear() {
      memory.held = undefined;
    },
    readWatch: async () => memory.watch,
    async writeWatch(watch: VaultWatch) {
      memory.watch = watch;
    },
  };
  return memory;
}

export type FakeVaultMemory = ReturnType<typeof createFakeVaultMemory>;
