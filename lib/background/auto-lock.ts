import type { BrowserVaultMemory, VaultWatch } from '../store/vault-memory';
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

  /** The clock runs backwards, or the computer slept over the deadline. */
  function isOverdue({ lockAt, seenAt = now() }: VaultWatch): boolean {
    return minutes() > 0 && lockAt !== undefined && (now() < seenAt - lateMs || now() >= lockAt + lateMs);
  }

  /** Somebody is there. Whoever comes after the deadline is not the one it was set for. */
  async function touch(): Promise<void> {
    if (vault.access()?.mode !== 'passphrase') return;
    const watch = await memory.readWatch();
    if (isOverdue(watch)) return lock();
    const { misses, retryAt } = watch;
    const lockAt = minutes() > 0 ? now() + minutes() * 60_000 : undefined;
    await memory.writeWatch({
      seenAt: now(),
      ...(lockAt === undefined ? {} : { lockAt }),
      ...(misses === undefined ? {} : { misses }),
      ...(retryAt === undefined ? {} : { retryAt }),
    });
    await checkAt(lockAt);
  }

  async function check(): Promise<void> {
    if (minutes() === 0) return;
    const watch = await memory.readWatch();
    // Somebody else may have locked it meanwhile.
    if (minutes() === 0) return;
    if (watch.lockAt === undefined) return touch();
    if (isOverdue(watch)) return lock();
    if (now() < watch.lockAt) return;
    // On time, it may only be that nobody has used the extension; the computer knows better. Late, the computer slept.
    if (await isActive(minutes() * 60)) return touch();
    await lock();
  }

  return {
    touch,

    /** Locks when the time has come. To be called whenever the background wakes. */
    check,

    /** The computer tells that nobody has touched it for a minute, or that its screen was locked. */
    async away(isScreenLocked: boolean): Promise<void> {
      const access = vault.access();
      if (vault.state() !== 'open' || access?.mode !== 'passphrase') return;
      if (isScreenLocked) await (access.lock.onOsLock ? lock() : check());
      // Until a minute ago somebody was there: the time counts from now on, not from the last command.
      else await touch();
    },
  };
}

export type AutoLock = ReturnType<typeof createAutoLock>;
