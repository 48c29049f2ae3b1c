import type { Account } from '../account';
import { maskCredential } from '../credential';
import { fail } from '../failure';
import type { CommandName, Draft, Edit } from '../protocol';
import { bindingOf, credentialOf, originsOf } from './credentials';
import { asksElsewhere, checkDraft, checkSecret, needsSecret, newAccount, secretFor, withoutCredential } from './drafts';
import { existing } from './existing-account';
import type { Dependencies, Handlers } from './handlers';
import { isLedger } from './ledgers';
import { giveBackUnused, withoutKeys } from './purge';
import type { Patch } from './state';

type AccountCommand = Exclude<Extract<CommandName, `account.${string}`>, 'account.confirm' | 'account.test' | 'account.detect'>;

/** What the commands about accounts do. */
export function createAccountHandlers({
  state,
  vault,
  sessions,
  ledgers,
  refresh,
  permissions,
  http,
  background,
  purgeLater,
}: Dependencies): Pick<Handlers, AccountCommand> {
  async function add(drafts: readonly Draft[]): Promise<string[]> {
    const checked = drafts.map((filled) => {
      const draft = checkDraft(filled);
      return { draft, secret: secretFor(filled.secret, draft), inMemory: isForMemory(filled) };
    });
    let added: Account[] = [];
    await state.update(async () => {
      const sealing: { binding: ReturnType<typeof bindingOf>; secret: string }[] = [];
      added = [];
      for (const [place, { draft, secret, inMemory }] of checked.entries()) {
        // Accounts are listed in the order they were made: those of one command keep theirs by a millisecond each.
        const fingerprint = secret === undefined ? '' : await vault.fingerprint(secret);
        const account = newAccount(draft, secret ?? '', fingerprint, http.now() + place);
        added.push(inMemory ? { ...account, inMemory: 'pasted' } : account);
        if (secret === undefined) continue;
        if (inMemory) await keepInMemory(account.id, secret);
        else sealing.push({ binding: bindingOf(account), secret });
      }
      const accounts = Object.fromEntries(added.map((account) => [account.id, account]));
      return { accounts, ...(checked.some(({ secret }) => secret !== undefined) ? { vault: await vault.change({ seal: sealing }) } : {}) };
    });
    const ids = added.map(({ id }) => id);
    background(refresh.run(ids));
    return ids;
  }

  /** What is locked meanwhile keeps no session: locking has dropped those that were there before. */
  async function keepInMemory(id: string, secret: string): Promise<void> {
    if (vault.state() !== 'locked') await sessions.put(id, secret);
    if (vault.state() !== 'locked') return;
    await sessions.drop([id]);
    fail({ kind: 'locked' });
  }

  async function edit({ id, secret: pasted, ...draft }: Edit): Promise<void> {
    const checked = checkDraft(draft);
    const inMemory = isForMemory(draft);
    const secret = pasted === undefined ? undefined : secretFor(pasted, checked);
    const stored = existing(state.get().accounts, id);
    if (isLedger(stored) && asksElsewhere(stored, checked)) await ledgers.mustBeEmpty(id, stored.providerId === checked.providerId ? 'currency' : 'provider');
    let asksAnew = false;
    let originsBefore: string[] = [];
    await state.update(async (current) => {
      const before = existing(current.accounts, id);
      originsBefore = originsOf(before);
      if (secret === undefined && needsSecret(before, checked)) fail({ kind: 'invalid-input', field: 'secret', reason: 'address-changed' });
      // A stored key must not come to lie in a definition either.
      const isRewritten = checked.definition !== undefined && checked.definition !== before.definition;
      if (secret === undefined && isRewritten) checkSecret(await credentialOf(before, vault, sessions), checked);
      const elsewhere = asksElsewhere(before, checked);
      asksAnew = secret !== undefined || elsewhere;
      return edited(before, checked, secret, elsewhere, inMemory);
    });
    if (!asksAnew) return;
    refresh.abort(id);
    background(refresh.run([id]));
    await giveBackUnused(originsBefore, state, permissions);
  }

  async function edited(
    before: Account,
    { provider: _provider, origin: _origin, ...filled }: ReturnType<typeof checkDraft>,
    secret: string | undefined,
    elsewhere: boolean,
    inMemory: boolean,
  ): Promise<Patch> {
    const fingerprint = secret === undefined ? before.fingerprint : await vault.fingerprint(secret);
    const { definition: _definition, sharesWith: _payer, ...kept } = before;
    const after: Account = { ...kept, ...filled, fingerprint };
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
        await keepInMemory(after.id, secret);
        Object.assign(patch, await withoutKeys(vault, [after.id]));
      } else patch.vault = await vault.change({ seal: [{ binding: bindingOf(after), secret }] });
    }
    // The same key at the same place still has the same figure; anything else has none yet.
    if (fingerprint !== before.fingerprint || elsewhere) patch.statuses = { [after.id]: null };
    return patch;
  }

  return {
    'account.add': async ({ drafts }) => ({ ids: await add(drafts) }),

    async 'account.edit'(input) {
      await edit(input);
      return null;
    },

    async 'account.duplicate'({ id }) {
      const copyId = crypto.randomUUID();
      await state.update(async (current) => {
        const original = existing(current.accounts, id);
        if (original.inMemory !== undefined) fail({ kind: 'invalid-input', field: 'id', reason: 'in-memory' });
        const { pinned: _pinned, removedAt: _removedAt, ...rest } = original;
        const copy: Account = { ...rest, id: copyId, label: `${original.label} 2`.slice(0, 80), createdAt: http.now(), revision: 1 };
        if (original.credential === 'none') return { accounts: { [copyId]: { ...copy, ...withoutCredential(copyId) } } };
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
  };
}

/** A session that the person does not want to be remembered. */
function isForMemory({ credential, remember }: Pick<Draft, 'credential' | 'remember'>): boolean {
  return credential === 'session' && remember === false;
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
