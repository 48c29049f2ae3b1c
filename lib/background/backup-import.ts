import type { Account } from '../account';
import type { Content } from '../backup/content';
import type { CommandInput, CommandOutput } from '../protocol';
import type { Status } from '../status';
import type { Binding, Vault } from '../vault/contract';
import { accountOf, planned, statusOf, type Taken } from './backup-plan';
import { bindingOf } from './credentials';
import { withoutAccounts, withoutKeys } from './purge';
import type { Patch, State } from './state';

export interface Import {
  /** Everything in one write; `undefined` where nothing changes. */
  patch: Patch | undefined;
  /** The accounts whose place is taken. */
  gone: Account[];
  /** The accounts that were taken over. */
  ids: string[];
  /** What an id of the backup is called here. */
  idHere: ReadonlyMap<string, string>;
  outcome: CommandOutput['backup.import'];
}

/** Works out what taking over a backup changes. */
export async function importOf(content: Content, current: State, vault: Vault, mode: CommandInput<'backup.import'>['mode']): Promise<Import> {
  const isReplaced = mode === 'replace';
  const plans = await planned(content, current, vault);
  const usable = plans.filter((plan): plan is Taken => plan.state !== 'refused');
  const idHere = new Map(usable.map(({ entry: { account }, here }) => [account.id, isReplaced || here === undefined ? account.id : here]));
  const accounts: Record<string, Account> = {};
  const statuses: Record<string, Status | null> = {};
  const seal: { binding: Binding; secret: string }[] = [];
  for (const plan of usable) {
    const { id, fingerprint } = plan.entry.account;
    if (plan.state === 'existing' && !isReplaced) continue;
    const print = plan.secret === undefined ? fingerprint : await vault.fingerprint(plan.secret);
    // What is still on its way to the account that was in this place is not for this one.
    const account = accountOf(plan, print, (current.accounts[id]?.revision ?? 0) + 1, idHere);
    accounts[id] = account;
    statuses[id] = statusOf(plan);
    if (plan.secret !== undefined) seal.push({ binding: bindingOf(account), secret: plan.secret });
  }
  const ids = Object.keys(accounts);
  const everybody = [...Object.values(current.accounts), ...current.unreadable];
  const sealed = new Set(seal.map(({ binding }) => binding.id));
  const discard = everybody.map(({ id }) => id).filter((id) => (isReplaced || Object.hasOwn(accounts, id)) && !sealed.has(id));
  const removal = isReplaced ? withoutAccounts(everybody, Object.values(accounts), current) : undefined;
  const keys = seal.length > 0 ? { vault: await vault.change({ seal, discard }) } : discard.length > 0 ? await withoutKeys(vault, discard) : {};
  return {
    ids,
    idHere,
    gone: isReplaced ? Object.values(current.accounts) : [],
    outcome: {
      added: ids.length,
      existing: usable.length - ids.length,
      refused: plans.length - usable.length,
      removed: isReplaced ? everybody.filter((account) => !('removedAt' in account) && !Object.hasOwn(accounts, account.id)).length : 0,
    },
    patch:
      isReplaced || ids.length > 0
        ? {
            ...(removal ? { settings: content.settings, origins: removal.origins } : {}),
            accounts: { ...removal?.accounts, ...accounts },
            statuses: { ...removal?.statuses, ...statuses },
            ...keys,
          }
        : undefined,
  };
}
