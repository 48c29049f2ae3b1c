import { type Account, originOf } from '../account';
import { permissionPattern } from '../base-url';
import type { Settings } from '../settings';
import type { Sessions } from '../store/sessions';
import type { Vault } from '../vault/contract';
import { originsOf, originsOfDashboards } from './credentials';
import type { Ledgers } from './ledgers';
import type { Permissions } from './permissions';
import type { Patch, State, StateOwner } from './state';

/** How long a removed account can be brought back, in milliseconds. */
export const undoMs = 10_000;

interface Dependencies {
  state: StateOwner;
  vault: Vault;
  sessions: Sessions;
  permissions: Permissions;
  ledgers: Pick<Ledgers, 'forget'>;
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

/** Gives permissions back that no account and no channel needs any more. A permission covers every port of its host. */
export async function giveBackUnused(origins: readonly string[], state: StateOwner, permissions: Permissions): Promise<void> {
  const { accounts, settings, channels } = state.get();
  // An account of a website that was switched off is not read.
  const read = Object.values(accounts).filter(({ inMemory, providerId }) => inMemory !== 'observed' || settings.signedIn.includes(providerId));
  const needed = new Set(
    [...read.flatMap(originsOf), ...originsOfDashboards(settings), ...Object.values(channels).map(({ origin }) => origin)].map(permissionPattern),
  );
  for (const origin of new Set(origins)) if (!needed.has(permissionPattern(origin))) await permissions.giveBack(origin);
}

/** What goes with accounts apart from their keys: figures, and what is remembered of origins that no other one uses. */
export function withoutAccounts(
  gone: readonly { id: string }[],
  staying: readonly Account[],
  { origins }: State,
): Required<Pick<Patch, 'accounts' | 'statuses' | 'origins'>> {
  const nothing = Object.fromEntries(gone.map(({ id }) => [id, null]));
  const used = new Set(staying.map(originOf));
  const forgotten = Object.keys(origins).filter((origin) => !used.has(origin));
  return { accounts: nothing, statuses: nothing, origins: Object.fromEntries(forgotten.map((origin) => [origin, null])) };
}

/** Makes removals final: the key, the account and its figures go, and with the last account of a host its permission. */
export function createPurge({ state, vault, sessions, permissions, ledgers, now }: Dependencies) {
  async function overdue(): Promise<void> {
    let gone: Account[] = [];
    await state.update(async (current) => {
      const all = Object.values(current.accounts);
      const due = all.filter(({ removedAt }) => removedAt !== undefined && (removedAt + undoMs <= now() || removedAt > now()));
      // Entries first, for nothing leads to them once their account is gone; where they stay, it stays for the next time.
      gone = await ledgers.forget(due);
      if (gone.length === 0) return undefined;
      const staying = all.filter((account) => !gone.includes(account));
      return {
        ...withDismissed(current.settings, gone),
        ...withoutAccounts(gone, staying, current),
        ...(await withoutKeys(
          vault,
          gone.map(({ id }) => id),
        )),
      };
    });
    if (gone.length === 0) return;
    await sessions.drop(gone.map(({ id }) => id));
    await giveBackUnused(gone.flatMap(originsOf), state, permissions);
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
