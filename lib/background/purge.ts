import { type Account, originOf } from '../account';
import { permissionPattern } from '../base-url';
import type { Vault } from '../vault/vault';
import type { Permissions } from './permissions';
import type { StateOwner } from './state';

/** How long a removed account can be brought back, in milliseconds. */
export const undoMs = 10_000;

interface Dependencies {
  state: StateOwner;
  vault: Vault;
  permissions: Permissions;
  now(): number;
}

/** Makes removals final: the key, the account and its figures go, and with the last account of a host its permission. */
export function createPurge({ state, vault, permissions, now }: Dependencies) {
  async function overdue(): Promise<void> {
    let gone: Account[] = [];
    await state.update(async ({ accounts }) => {
      gone = Object.values(accounts).filter(({ removedAt }) => removedAt !== undefined && (removedAt + undoMs <= now() || removedAt > now()));
      if (gone.length === 0) return undefined;
      const nothing = Object.fromEntries(gone.map(({ id }) => [id, null]));
      return { accounts: nothing, statuses: nothing, vault: await vault.change({ discard: gone.map(({ id }) => id) }) };
    });
    for (const origin of new Set(gone.map(originOf))) {
      const pattern = permissionPattern(origin);
      const isUsed = Object.values(state.get().accounts).some((account) => permissionPattern(originOf(account)) === pattern);
      if (!isUsed) await permissions.giveBack(origin);
    }
  }

  return {
    overdue,
    /** A worker that sleeps before the time has come purges when it wakes. */
    async afterDelay(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, undoMs));
      await overdue();
    },
  };
}
