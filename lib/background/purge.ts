import { type Account, originOf } from '../account';
import { permissionPattern } from '../base-url';
import type { Vault } from '../vault/vault';
import type { Permissions } from './permissions';
import type { Patch, StateOwner } from './state';

/** How long a removed account can be brought back, in milliseconds. */
export const undoMs = 10_000;

interface Dependencies {
  state: StateOwner;
  vault: Vault;
  permissions: Permissions;
  now(): number;
}

/** Takes keys out of the vault. One that cannot be opened stays as it is, and must not hold up the rest. */
export async function withoutKeys(vault: Vault, ids: readonly string[]): Promise<Pick<Patch, 'vault'>> {
  try {
    return { vault: await vault.change({ discard: [...ids] }) };
  } catch {
    return {};
  }
}

/** Gives a permission back when no account needs it any more. A permission covers every port of its host. */
export async function giveBackUnused(origin: string, state: StateOwner, permissions: Permissions): Promise<void> {
  const pattern = permissionPattern(origin);
  const isUsed = Object.values(state.get().accounts).some((account) => permissionPattern(originOf(account)) === pattern);
  if (!isUsed) await permissions.giveBack(origin);
}

/** Makes removals final: the key, the account and its figures go, and with the last account of a host its permission. */
export function createPurge({ state, vault, permissions, now }: Dependencies) {
  async function overdue(): Promise<void> {
    let gone: Account[] = [];
    await state.update(async ({ accounts, origins }) => {
      gone = Object.values(accounts).filter(({ removedAt }) => removedAt !== undefined && (removedAt + undoMs <= now() || removedAt > now()));
      if (gone.length === 0) return undefined;
      const nothing = Object.fromEntries(gone.map(({ id }) => [id, null]));
      const used = new Set(Object.values(accounts).flatMap((account) => (gone.includes(account) ? [] : originOf(account))));
      const forgotten = Object.keys(origins).filter((origin) => !used.has(origin));
      return {
        accounts: nothing,
        statuses: nothing,
        origins: Object.fromEntries(forgotten.map((origin) => [origin, null])),
        ...(await withoutKeys(vault, Object.keys(nothing))),
      };
    });
    for (const origin of new Set(gone.map(originOf))) await giveBackUnused(origin, state, permissions);
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
