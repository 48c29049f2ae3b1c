import type { Account } from '../account';
import { FailureError, fail } from '../failure';
import { type Bytes, fromBase64Url } from '../vault/bytes';
import type { Binding, PassphraseKey, Rekeying, Vault } from '../vault/contract';
import { bindingOf } from './credentials';
import type { Dependencies, Handlers } from './handlers';
import { dueIds } from './schedule';
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
    try {
      await vault.unlock(key);
      await memory.writeWatch({});
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.kind !== 'wrong-passphrase') throw error;
      const misses = (watch.misses ?? 0) + 1;
      const pause = Math.min(longestPauseMs, 1000 * 2 ** (misses - freeMisses));
      const retryAt = misses < freeMisses ? undefined : http.now() + pause;
      await memory.writeWatch({ ...watch, misses, ...(retryAt === undefined ? {} : { retryAt }) });
      fail({ kind: 'wrong-passphrase', ...(retryAt === undefined ? {} : { retryAt }) });
    }
  }

  /**
   * New data key, new way in: first the new generation in one write, then it is read back, and only then is destroyed what
   * opened the old one.
   */
  async function rekey(passphrase?: PassphraseKey): Promise<void> {
    let change: Rekeying | undefined;
    await state.update(async (current) => {
      change = await vault.rekey(bindingsOf(current), passphrase);
      return { vault: change, statuses: current.statuses };
    });
    await change?.remember();
    await readBack(sealedAccounts(state.get())[0]);
    await change?.retire();
    await autoLock.touch();
  }

  return {
    async 'vault.unlock'({ key, upgrade }) {
      const bytes = bytesOf(key);
      await open(bytes);
      if (upgrade) await state.update(async () => ({ vault: await vault.rewrap(bytes, keyOf(upgrade)) }));
      await state.reload();
      await autoLock.touch();
      background(refresh.run(dueIds(state.get(), http.now())));
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
      await open(bytesOf(current));
      await rekey(keyOf(next));
      return null;
    },

    async 'vault.removePassphrase'({ current }) {
      await open(bytesOf(current));
      await rekey();
      return null;
    },

    async 'vault.changeLock'(policy) {
      await state.update(async ({ statuses }) => ({ vault: await vault.changeLock(policy), statuses }));
      await autoLock.touch();
      return null;
    },
  };
}

function sealedAccounts({ accounts }: State): Account[] {
  return Object.values(accounts).filter(({ inMemory }) => inMemory === undefined);
}

function bindingsOf(current: State): Binding[] {
  return sealedAccounts(current).map(bindingOf);
}

function keyOf({ kdf, key }: { kdf: PassphraseKey['kdf']; key: string }): PassphraseKey {
  return { kdf, key: bytesOf(key) };
}

/** A derived key. */
export function bytesOf(key: string): Bytes {
  const bytes = fromBase64Url(key);
  return bytes?.length === 32 ? bytes : fail({ kind: 'invalid-input', field: 'key', reason: 'shape' });
}

/** Opens one secret of what really lies on disk. */
export function createReadBack(open: () => Promise<Vault>): (account: Account | undefined) => Promise<void> {
  return async (account) => {
    if (account) await (await open()).unseal(bindingOf(account));
  };
}
