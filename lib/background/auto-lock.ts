import type { BrowserVaultMemory } from '../store/vault-memory';
import type { Vault } from '../vault/contract';

/** So much later than it should, in milliseconds, a check may come and still find a person who is there. */
const lateMs = 60_000;

interface Dependencies {
  vault: Vault;
  memory: Pick<BrowserVaultMemory, 'readWatch' | 'writeWatch'>;
  now(): number;
  /** Whether somebody is at the computer, having done nothing for so many seconds at most. */
  isActive(seconds: number): Promise<boolean>;
  /** Sees to it that `check` is called at an instant; `undefined`: not any more. */
  checkAt(at: number | undefined): Promise<void>;
  lock(): Promise<void>;
}

/**
 * Locks a vault with a passphrase when nobody is there. The deadline is an instant in memory, so neither a sleeping
 * computer nor a worker that was stopped puts it off; a clock that is set back locks as well.
 */
export function createAutoLock({ vault, memory, now, isActive, checkAt, lock }: Dependencies) {
  const minutes = () => (vault.state() === 'open' ? (vault.access()?.lock.idleMin ?? 0) : 0);

  /** Somebody is there. */
  async function touch(): Promise<void> {
    if (vault.access()?.mode !== 'passphrase') return;
    const { misses, retryAt } = await memory.readWatch();
    const lockAt = minutes() > 0 ? now() + minutes() * 60_000 : undefined;
    await memory.writeWatch({
      seenAt: now(),
      ...(lockAt === undefined ? {} : { lockAt }),
      ...(misses === undefined ? {} : { misses }),
      ...(retryAt === undefined ? {} : { retryAt }),
    });
    await checkAt(lockAt);
  }

  return {
    touch,

    /** Locks when the time has come. To be called whenever the background wakes. */
    async check(): Promise<void> {
      if (minutes() === 0) return;
      const { lockAt, seenAt = now() } = await memory.readWatch();
      if (lockAt === undefined) return touch();
      if (now() < seenAt - lateMs) return lock();
      if (now() < lockAt) return;
      // On time, it may only be that nobody has used the extension; the computer knows better. Late, the computer slept.
      if (now() < lockAt + lateMs && (await isActive(minutes() * 60))) return touch();
      await lock();
    },

    /** The computer tells that nobody is there, or that its screen was locked. */
    async away(isLocked: boolean): Promise<void> {
      if (vault.state() !== 'open') return;
      const policy = vault.access();
      if (policy?.mode !== 'passphrase') return;
      if (isLocked ? policy.lock.onOsLock || policy.lock.idleMin > 0 : policy.lock.idleMin > 0) await lock();
    },
  };
}

export type AutoLock = ReturnType<typeof createAutoLock>;
