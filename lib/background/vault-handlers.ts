import type { Account } from '../account';
import { FailureError, fail } from '../failure';
import { isWithinBounds } from '../kdf';
import { type Bytes, fromBase64Url } from '../vault/bytes';
import type { Binding, PassphraseKey, Rekeying, Vault } from '../vault/contract';
import { bindingOf, channelBindingOf } from './credentials';
import type { Dependencies, Handlers } from './handlers';
import { afterAnswers } from './pauses';
import { dueIds, idsAfterUnlock } from './schedule';
import { everyFigure } from './sealed-figures';
import type { State } from './state';

type VaultCommand = Exclude<Extract<keyof Handlers, `vault.${string}`>, 'vault.erase'>;

/** So many wrong passphrases are nobody's fault; after them there is a pause that doubles, from one second to a minute. */
const freeMisses = 5;
const longestPauseMs = 60_000;

/** What the commands about the vault do. A passphrase never comes here: pages derive a key from it. */
export function createVaultHandlers({ state, vault, memory, autoLock, lock, refresh, http, background, readBack }: Dependencies): Pick<Handlers, VaultCommand> {
  async function open(key: Bytes): Promise<void> {
    const watch = await memory.readWatch();
    if (watch.retryAt !== undefined && watch.retryAt > http.now() && watch.retryAt <= http.now() + longestPauseMs) {
      fail({ kind: 'wrong-passphrase', retryAt: watch.retryAt });
    }
    const wasLocked = vault.state() === 'locked';
    try {
      await vault.unlock(key);
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.kind !== 'wrong-passphrase') throw error;
      const misses = (watch.misses ?? 0) + 1;
      const pause = Math.min(longestPauseMs, 1000 * 2 ** (misses - freeMisses));
      const retryAt = misses < freeMisses ? undefined : http.now() + pause;
      await memory.writeWatch({ ...watch, misses, ...(retryAt === undefined ? {} : { retryAt }) });
      fail({ kind: 'wrong-passphrase', ...(retryAt === undefined ? {} : { retryAt }) });
    }
    await memory.writeWatch({});
    // Figures that only the key makes readable belong to the state before anything is made of it.
    if (wasLocked) await state.reveal();
  }

  /**
   * New data key, new way in: first the new generation in one write, then it is read back, and only then is destroyed what
   * opened the old one, and the old one with it.
   */
  async function rekey(passphrase?: PassphraseKey): Promise<void> {
    let change: Rekeying | undefined;
    await state.update(async (current) => {
      change = await vault.rekey(bindingsOf(current), passphrase, [...current.unreadable.map(({ id }) => id), ...current.unreadableChannels]);
      return { vault: change, ...everyFigure(current) };
    });
    await change?.remember();
    // A secret that was lost before says nothing about the new generation.
    await readBack(bindingsOf(state.get()).find(({ id }) => change?.kept.includes(id)));
    await change?.retire();
    await state.sweep();
    // A deadline of former times is none.
    await memory.writeWatch({});
    await autoLock.touch();
  }

  return {
    async 'vault.unlock'({ key, upgrade }) {
      const bytes = bytesOf(key);
      const next = upgrade && keyOf(upgrade);
      const wasLocked = vault.state() === 'locked';
      await open(bytes);
      await autoLock.touch();
      // The figures from before are shown first.
      background(afterAnswers().then(() => refresh.run((wasLocked ? idsAfterUnlock : dueIds)(state.get(), http.now()))));
      // Unlocked is unlocked, whatever becomes of this; the next time it is tried again.
      if (next) await state.update(async () => ({ vault: await vault.rewrap(bytes, next) })).catch(() => undefined);
      return null;
    },

    async 'vault.lock'() {
      await lock();
      return null;
    },

    async 'vault.setPassphrase'(input) {
      if (vault.access()?.mode === 'passphrase') fail({ kind: 'invalid-input', field: 'passphrase', reason: 'already-set' });
      await rekey(keyOf(input));
      return null;
    },

    async 'vault.changePassphrase'({ current, ...next }) {
      const passphrase = keyOf(next);
      await open(bytesOf(current));
      await rekey(passphrase);
      return null;
    },

    async 'vault.removePassphrase'({ current }) {
      await open(bytesOf(current));
      await rekey();
      return null;
    },

    async 'vault.startAnew'() {
      await state.update(async () => ({ vault: await vault.startAnew() }));
      await memory.writeWatch({});
      // Nobody is asked: each account finds that its key is gone, and says so.
      background(refresh.run(sealed(state.get()).map(({ id }) => id)));
      return null;
    },

    async 'vault.changeLock'(policy) {
      await state.update(async (current) => ({ vault: await vault.changeLock(policy), ...everyFigure(current) }));
      await autoLock.touch();
      return null;
    },
  };
}

/** The accounts whose credential lies in the vault. */
function sealed({ accounts }: Pick<State, 'accounts'>): Account[] {
  return Object.values(accounts).filter(({ inMemory }) => inMemory === undefined);
}

/** Of everything that has a secret in the vault. */
function bindingsOf({ accounts, channels }: State): Binding[] {
  return [...sealed({ accounts }).map(bindingOf), ...Object.values(channels).map(channelBindingOf)];
}

function keyOf({ kdf, key }: { kdf: PassphraseKey['kdf']; key: string }): PassphraseKey {
  return isWithinBounds(kdf) ? { kdf, key: bytesOf(key) } : fail({ kind: 'invalid-input', field: 'kdf', reason: 'out-of-bounds' });
}

/** A derived key. */
export function bytesOf(key: string): Bytes {
  const bytes = fromBase64Url(key);
  return bytes?.length === 32 ? bytes : fail({ kind: 'invalid-input', field: 'key', reason: 'shape' });
}

/** Opens one secret of what really lies on disk. */
export function createReadBack(open: () => Promise<Vault>): (binding: Binding | undefined) => Promise<void> {
  return async (binding) => {
    if (binding) await (await open()).unseal(binding);
  };
}
