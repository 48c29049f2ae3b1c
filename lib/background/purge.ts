import { type Account, originOf } from '../account';
import { permissionPattern } from '../base-url';
import type { Settings } from '../settings';
import type { Sessions } from '../store/sessions';
import type { Vault } from '../vault/contract';
import { originsOf, originsOfDashboards } from './credentials';
import type { Permissions } from './permissions';
import type { Patch, StateOwner } from './state';

/** How long a removed account can be brought back, in milliseconds. */
export const undoMs = 10_000;

interface Dependencies {
  state: StateOwner;
  vault: Vault;
  sessions: Sessions;
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

/** An organization that was removed must not come back with the next look at its website. */
function withDismissed(settings: Settings, gone: readonly Account[]): Pick<Patch, 'settings'> {
  const organizations = gone.flatMap(({ inMemory, providerId, fields }) => (inMemory === 'observed' ? `${providerId} ${fields.organization ?? ''}` : []));
  if (organizations.length === 0) return {};
  return { settings: { ...settings, dismissed: [...new Set([...settings.dismissed, ...organizations])].slice(-200) } };
}

/** Gives a permission back when no account needs it any more. A permission covers every port of its host. */
export async function giveBackUnused(origin: string, state: StateOwner, permissions: Permissions): Promise<void> {
  const pattern = permissionPattern(origin);
  const { accounts, settings } = state.get();
  // An account of a website that was switched off is not read.
  const read = Object.values(accounts).filter(({ inMemory, providerId }) => inMemory !== 'observed' || settings.signedIn.includes(providerId));
  const needed = [...read.flatMap(originsOf), ...originsOfDashboards(settings)];
  if (!needed.some((used) => permissionPattern(used) === pattern)) await permissions.giveBack(origin);
}

/** Makes removals final: the key, the account and its figures go, and with the last account of a host its permission. */
export function createPurge({ state, vault, sessions, permissions, now }: Dependencies) {
  async function overdue(): Promise<void> {
    let gone: Account[] = [];
    await state.update(async ({ accounts, origins, settings }) => {
      gone = Object.values(accounts).filter(({ removedAt }) => removedAt !== undefined && (removedAt + undoMs <= now() || removedAt > now()));
      if (gone.length === 0) return undefined;
      const nothing = Object.fromEntries(gone.map(({ id }) => [id, null]));
      const used = new Set(Object.values(accounts).flatMap((account) => (gone.includes(account) ? [] : originOf(account))));
      const forgotten = Object.keys(origins).filter((origin) => !used.has(origin));
      return {
        ...withDismissed(settings, gone),
        accounts: nothing,
        statuses: nothing,
        origins: Object.fromEntries(forgotten.map((origin) => [origin, null])),
        ...(await withoutKeys(vault, Object.keys(nothing))),
      };
    });
    if (gone.length === 0) return;
    await sessions.drop(gone.map(({ id }) => id));
    for (const origin of new Set(gone.flatMap(originsOf))) await giveBackUnused(origin, state, permissions);
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
