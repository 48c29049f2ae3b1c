import { type Account, originOf } from '../account';
import type { Content, Entry } from '../backup/content';
import { maskCredential } from '../credential';
import { type Failure, fail, failureOf } from '../failure';
import type { BackupEntry } from '../protocol';
import type { Status } from '../status';
import { cleanText } from '../text';
import type { Vault } from '../vault/contract';
import { type Checked, checkDraft, checkSecret } from './drafts';
import type { State } from './state';

/** What becomes of one account of a backup. */
export type Planned = Taken | { state: 'refused'; entry: Entry; failure: Failure };

/** One that can be taken over. */
export interface Taken {
  state: 'new' | 'existing';
  entry: Entry;
  checked: Checked;
  secret: string | undefined;
  /** The id of the account that it is here already. */
  here: string | undefined;
}

/**
 * Judges the accounts of a backup: nothing in it is trusted more than what somebody types into the form. Changes nothing.
 *
 * @throws FailureError `locked`.
 */
export async function planned({ accounts: entries }: Content, { accounts, unreadable }: State, vault: Vault): Promise<Planned[]> {
  if (vault.state() === 'locked') fail({ kind: 'locked' });
  const here = Object.values(accounts).filter(({ removedAt }) => removedAt === undefined);
  // What a newer version has written is not written over; what is damaged is mended.
  const newer = unreadable.filter(({ failure }) => failure.kind === 'damaged' && failure.part === 'newer-record').map(({ id }) => id);
  const seen = new Set<string>();
  const plans: Planned[] = [];
  for (const entry of entries) {
    const { account, secret: stored } = entry;
    try {
      // Ids become parts of keys on disk.
      if (!/^[\da-f-]{36}$/.test(account.id) || seen.has(account.id)) fail({ kind: 'invalid-input', field: 'id', reason: 'shape' });
      const checked = checkDraft(account);
      const secret = stored === undefined ? undefined : checkSecret(stored, checked);
      seen.add(account.id);
      const neighbours = here.filter((other) => other.providerId === checked.providerId && originOf(other) === checked.origin);
      const fingerprint = secret === undefined || neighbours.length === 0 ? account.fingerprint : await vault.fingerprint(secret);
      const same = here.find(({ id }) => id === account.id) ?? neighbours.find((other) => other.fingerprint === fingerprint);
      const id = same?.id ?? newer.find((one) => one === account.id);
      plans.push({ entry, checked, secret, here: id, state: id === undefined ? 'new' : 'existing' });
    } catch (error) {
      plans.push({ entry, state: 'refused', failure: failureOf(error, { kind: 'damaged', part: 'storage' }) });
    }
  }
  return plans;
}

/** An account as a page may see it before it is taken over. */
export function viewOf(plan: Planned): BackupEntry {
  const { account, secret } = plan.entry;
  return {
    name: cleanText(account.label, 80),
    providerId: account.providerId,
    origin: URL.canParse(account.baseUrl) ? new URL(account.baseUrl).origin : '',
    masked: secret === undefined ? account.masked : maskCredential(secret),
    state: plan.state,
    hasKey: secret !== undefined,
    ...(plan.state === 'refused' ? { failure: plan.failure } : {}),
  };
}

/**
 * The account that is made of it, by naming every field: what only meant something where the backup was made is made anew.
 *
 * @param idHere what an id of the backup is called here.
 * @param revision higher than that of an account which is in its place.
 */
export function accountOf({ entry: { account }, checked, secret }: Taken, fingerprint: string, revision: number, idHere: ReadonlyMap<string, string>): Account {
  const { provider: _provider, origin: _origin, sharesWith: _there, ...filled } = checked;
  const confirmedBy = idHere.get(account.confirmedBy ?? '');
  const sharesWith = idHere.get(account.sharesWith ?? '');
  const spendFrom = idHere.get(account.ledger?.spendFrom ?? '');
  const checkedBy = idHere.get(account.ledger?.checkedBy ?? '');
  return {
    v: 1,
    id: account.id,
    ...filled,
    masked: secret === undefined ? account.masked : maskCredential(secret),
    fingerprint,
    revision,
    createdAt: account.createdAt,
    ...(account.inMemory === undefined ? {} : { inMemory: account.inMemory }),
    ...(account.confirmed === undefined ? {} : { confirmed: account.confirmed }),
    ...(confirmedBy === undefined ? {} : { confirmedBy }),
    ...(sharesWith === undefined ? {} : { sharesWith }),
    ...(account.ledger ? { ledger: { ...(spendFrom === undefined ? {} : { spendFrom }), ...(checkedBy === undefined ? {} : { checkedBy }) } } : {}),
    ...(account.pinned === undefined ? {} : { pinned: account.pinned }),
  };
}

/** The last figures, to be shown as old as they are until the account is read again. */
export function statusOf({ entry: { figures } }: Taken): Status | null {
  return figures ? { v: 1, ...figures, failures: 0, attempts: [] } : null;
}
