import type { Account } from '../account';
import { type Confirmed, confirm, derivedFrom } from '../confirmed-balance';
import { maskCredential } from '../credential';
import { type Failure, fail } from '../failure';
import type { CommandName, CommandOutput, Draft, Edit, Trial } from '../protocol';
import { readAccount } from '../provider-host/read-account';
import type { Status } from '../status';
import { bindingOf, credentialOf, originsOf } from './credentials';
import { asksElsewhere, checkDraft, checkSecret, needsSecret, newAccount, withoutCredential } from './drafts';
import type { Dependencies, Handlers } from './handlers';
import { giveBackUnused, withoutKeys } from './purge';
import type { Patch, State } from './state';

/** How far apart, in milliseconds, a balance and a reading may be and still be of one moment. */
const currentMs = 10 * 60_000;

type AccountCommand = Extract<CommandName, `account.${string}`>;

/** What the commands about accounts do. */
export function createAccountHandlers({
  state,
  vault,
  sessions,
  refresh,
  permissions,
  http,
  background,
  purgeLater,
}: Dependencies): Pick<Handlers, AccountCommand> {
  async function add(drafts: readonly Draft[]): Promise<string[]> {
    const checked = drafts.map((filled) => {
      const draft = checkDraft(filled);
      return { draft, secret: checkSecret(filled.secret, draft), inMemory: isForMemory(filled) };
    });
    let added: Account[] = [];
    await state.update(async () => {
      const sealing: { binding: ReturnType<typeof bindingOf>; secret: string }[] = [];
      added = [];
      for (const [place, { draft, secret, inMemory }] of checked.entries()) {
        // Accounts are listed in the order they were made: those of one command keep theirs by a millisecond each.
        const account = newAccount(draft, secret, secret === '' ? '' : await vault.fingerprint(secret), http.now() + place);
        added.push(inMemory ? { ...account, inMemory: 'pasted' } : account);
        if (inMemory) await sessions.put(account.id, secret);
        else if (account.credential !== 'none') sealing.push({ binding: bindingOf(account), secret });
      }
      const accounts = Object.fromEntries(added.map((account) => [account.id, account]));
      // Where nothing is sealed the vault has no say: it may be locked, or of no use here.
      return sealing.length > 0 ? { accounts, vault: await vault.change({ seal: sealing }) } : { accounts };
    });
    const ids = added.map(({ id }) => id);
    background(refresh.run(ids));
    return ids;
  }

  async function edit({ id, secret: pasted, ...draft }: Edit): Promise<void> {
    const checked = checkDraft(draft);
    const inMemory = isForMemory(draft);
    const secret = pasted === undefined || checked.credential === 'none' ? undefined : checkSecret(pasted, checked);
    let asksAnew = false;
    let originsBefore: string[] = [];
    await state.update(async (current) => {
      const before = existing(current.accounts, id);
      originsBefore = originsOf(before);
      if (secret === undefined && needsSecret(before, checked)) fail({ kind: 'invalid-input', field: 'secret', reason: 'address-changed' });
      const elsewhere = asksElsewhere(before, checked);
      asksAnew = secret !== undefined || elsewhere;
      return edited(before, checked, secret, elsewhere, inMemory);
    });
    if (!asksAnew) return;
    refresh.abort(id);
    background(refresh.run([id]));
    for (const origin of originsBefore) await giveBackUnused(origin, state, permissions);
  }

  async function edited(
    before: Account,
    { provider: _provider, origin: _origin, ...filled }: ReturnType<typeof checkDraft>,
    secret: string | undefined,
    elsewhere: boolean,
    inMemory: boolean,
  ): Promise<Patch> {
    const fingerprint = secret === undefined ? before.fingerprint : await vault.fingerprint(secret);
    const after: Account = { ...before, ...filled, fingerprint };
    const patch: Patch = { accounts: { [after.id]: after } };
    if (after.credential === 'none' && before.credential !== 'none') {
      Object.assign(after, withoutCredential(after.id));
      after.revision += 1;
      delete after.inMemory;
      await sessions.drop([after.id]);
      Object.assign(patch, await withoutKeys(vault, [after.id]));
    } else if (secret !== undefined) {
      after.revision += 1;
      after.masked = maskCredential(secret);
      delete after.inMemory;
      if (inMemory) {
        after.inMemory = 'pasted';
        await sessions.put(after.id, secret);
        Object.assign(patch, await withoutKeys(vault, [after.id]));
      } else patch.vault = await vault.change({ seal: [{ binding: bindingOf(after), secret }] });
    }
    // The same key at the same place still has the same figure; anything else has none yet.
    if (fingerprint !== before.fingerprint || elsewhere) patch.statuses = { [after.id]: null };
    return patch;
  }

  async function test(trial: Trial): Promise<CommandOutput['account.test']> {
    const checked = checkDraft(trial);
    const { provider, baseUrl, origin, credential, fields } = checked;
    if (!(await permissions.has(origin))) fail({ kind: 'permission-missing', origins: [origin] });
    const secret = trial.secret === undefined ? undefined : checkSecret(trial.secret, checked);
    const stored = trial.id === undefined ? undefined : existing(state.get().accounts, trial.id);
    const unsealed = () => {
      if (!stored) return fail({ kind: 'invalid-input', field: 'secret', reason: 'missing' });
      if (stored.inMemory !== undefined) return credentialOf(stored, vault, sessions);
      // The vault refuses where the address is no longer the one that the key was entered for.
      return vault.unseal({ ...bindingOf(stored), origin, providerId: provider.id });
    };
    const request = { provider, credential, baseUrl, fields, kept: {}, secret: async () => secret ?? unsealed() };
    const { result } = await readAccount(request, http);
    return result.ok ? { reading: result.reading } : fail(result.failure as Failure);
  }

  return {
    'account.add': async ({ drafts }) => ({ ids: await add(drafts) }),

    async 'account.edit'(input) {
      await edit(input);
      return null;
    },

    'account.test': test,

    async 'account.duplicate'({ id }) {
      const copyId = crypto.randomUUID();
      await state.update(async (current) => {
        const original = existing(current.accounts, id);
        if (original.inMemory !== undefined) fail({ kind: 'invalid-input', field: 'id', reason: 'in-memory' });
        const { pinned: _pinned, removedAt: _removedAt, ...rest } = original;
        const copy: Account = { ...rest, id: copyId, label: `${original.label} 2`.slice(0, 80), createdAt: http.now(), revision: 1 };
        if (copy.credential === 'none') return { accounts: { [copyId]: { ...copy, ...withoutCredential(copyId) } } };
        const secret = await vault.unseal(bindingOf(original));
        return { accounts: { [copyId]: copy }, vault: await vault.change({ seal: [{ binding: bindingOf(copy), secret }] }) };
      });
      background(refresh.run([copyId]));
      return { id: copyId };
    },

    async 'account.remove'({ id }) {
      refresh.abort(id);
      await state.update(async (current) => {
        const isUnreadable = current.unreadable.some((account) => account.id === id);
        if (isUnreadable) return { accounts: { [id]: null }, statuses: { [id]: null }, ...(await withoutKeys(vault, [id])) };
        return { accounts: { [id]: { ...existing(current.accounts, id), removedAt: http.now() } } };
      });
      purgeLater();
      return null;
    },

    async 'account.restore'({ id }) {
      await state.update((current) => {
        const { removedAt: _removedAt, ...account } = existing(current.accounts, id);
        return { accounts: { [id]: account } };
      });
      return null;
    },

    'account.refresh': async ({ ids }) => refresh.run(ids ?? Object.keys(state.get().accounts)),

    async 'account.pin'({ id, pinned, before }) {
      await state.update((current) => ({ accounts: pinnedInOrder(current.accounts, id, pinned, before) }));
      return null;
    },

    async 'account.confirm'({ id, balance, by }) {
      const { accounts } = state.get();
      existing(accounts, id);
      if (by !== undefined && (by === id || !Object.hasOwn(accounts, by))) fail({ kind: 'invalid-input', field: 'by', reason: 'unknown' });
      if (balance && balance.at > http.now() + 60_000) fail({ kind: 'invalid-input', field: 'at', reason: 'in-future' });
      if (balance && isAbout(balance.at, http.now())) {
        // What is spent by now was spent before: it is read first, and not once more for the balance.
        await refresh.run([id]);
        await state.update((current) => confirmedNow(id, balance, current));
        return null;
      }
      await state.update((current) => {
        const { confirmed, confirmedBy: _by, ...account } = existing(current.accounts, id);
        if (by !== undefined) return { accounts: { [id]: { ...account, ...(confirmed ? { confirmed } : {}), confirmedBy: by } } };
        return { accounts: { [id]: { ...account, ...(balance ? { confirmed: confirmedWith(balance, current.statuses[id]) } : {}) } } };
      });
      refresh.abort(id);
      await refresh.run(by === undefined ? [id] : [by, id]);
      return null;
    },
  };
}

interface Balance {
  amount: string;
  at: number;
}

function isAbout(at: number, other: number): boolean {
  return Math.abs(at - other) <= currentMs;
}

/** A balance of this moment comes with what was already spent of the day, where that has just been read. */
function confirmedWith({ amount, at }: Balance, { reading, readAt = 0 }: Partial<Status> = {}): Confirmed {
  return confirm({ value: amount, unit: reading?.used?.unit ?? 'USD' }, at, 'person', reading, isAbout(at, readAt));
}

function confirmedNow(id: string, balance: Balance, { accounts, statuses }: State): Patch {
  const { confirmedBy: _by, ...account } = existing(accounts, id);
  const status = statuses[id];
  const confirmed = confirmedWith(balance, status);
  const patch: Patch = { accounts: { [id]: { ...account, confirmed } } };
  if (status?.reading && isAbout(balance.at, status.readAt ?? 0)) patch.statuses = { [id]: { ...status, reading: derivedFrom(status.reading, confirmed) } };
  return patch;
}

/** A session that the person does not want to be remembered. */
function isForMemory({ credential, remember }: Pick<Draft, 'credential' | 'remember'>): boolean {
  return credential === 'session' && remember === false;
}

function existing(accounts: Readonly<Record<string, Account>>, id: string): Account {
  return (Object.hasOwn(accounts, id) ? accounts[id] : undefined) ?? fail({ kind: 'invalid-input', field: 'id', reason: 'unknown' });
}

/** Gives every pinned account its place anew, with one put before another, at the end, or let go. */
function pinnedInOrder(accounts: Readonly<Record<string, Account>>, id: string, isPinned: boolean, before?: string): Record<string, Account> {
  const { pinned: _place, ...moved } = existing(accounts, id);
  const others = Object.values(accounts)
    .filter((account) => account.pinned !== undefined && account.id !== id)
    .sort((left, right) => (left.pinned ?? 0) - (right.pinned ?? 0));
  const index = before === undefined ? -1 : others.findIndex((account) => account.id === before);
  const order = isPinned ? others.toSpliced(index < 0 ? others.length : index, 0, moved) : others;
  const placed = order.map((account, place) => [account.id, { ...account, pinned: place }] as const);
  return { ...(isPinned ? {} : { [id]: moved }), ...Object.fromEntries(placed) };
}
