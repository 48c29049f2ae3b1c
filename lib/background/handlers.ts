import type * as z from 'zod/mini';
import { type Account, originOf } from '../account';
import { maskCredential } from '../credential';
import { type Failure, fail } from '../failure';
import type { CommandName, CommandOutput, commands, Draft, Edit, Trial } from '../protocol';
import type { HttpOptions } from '../provider-host/http';
import { readAccount } from '../provider-host/read-account';
import type { Vault } from '../vault/vault';
import { asksElsewhere, checkDraft, checkSecret, needsSecret, newAccount } from './drafts';
import type { Permissions } from './permissions';
import { giveBackUnused, withoutKeys } from './purge';
import type { Refresh } from './refresh';
import { rescheduled } from './schedule';
import type { Patch, StateOwner } from './state';

/** What each command does. Inputs have been validated; what is thrown becomes the answer's failure. */
export type Handlers = { [Name in CommandName]: (input: z.output<(typeof commands)[Name]>) => Promise<CommandOutput[Name]> };

interface Dependencies {
  state: StateOwner;
  vault: Vault;
  refresh: Refresh;
  permissions: Permissions;
  http: HttpOptions;
  random(): number;
  /** Starts work that nobody waits for, and keeps the worker awake for it. */
  background(work: Promise<unknown>): void;
  /** Sees to it that removed accounts are purged when their time has come. */
  purgeLater(): void;
}

export function createHandlers({ state, vault, refresh, permissions, http, random, background, purgeLater }: Dependencies): Handlers {
  async function add(drafts: readonly Draft[]): Promise<string[]> {
    const checked = drafts.map((draft) => ({ draft: checkDraft(draft), secret: checkSecret(draft.secret) }));
    let added: Account[] = [];
    await state.update(async () => {
      const sealing: { binding: ReturnType<typeof bindingOf>; secret: string }[] = [];
      added = [];
      for (const [place, { draft, secret }] of checked.entries()) {
        // Accounts are listed in the order they were made: those of one command keep theirs by a millisecond each.
        const account = newAccount(draft, secret, await vault.fingerprint(secret), http.now() + place);
        added.push(account);
        sealing.push({ binding: bindingOf(account), secret });
      }
      return { accounts: Object.fromEntries(added.map((account) => [account.id, account])), vault: await vault.change({ seal: sealing }) };
    });
    const ids = added.map(({ id }) => id);
    background(refresh.run(ids));
    return ids;
  }

  async function edit({ id, secret: pasted, ...draft }: Edit): Promise<void> {
    const checked = checkDraft(draft);
    const secret = pasted === undefined ? undefined : checkSecret(pasted);
    let asksAnew = false;
    let originBefore = checked.origin;
    await state.update(async (current) => {
      const before = existing(current.accounts, id);
      originBefore = originOf(before);
      if (secret === undefined && needsSecret(before, checked)) fail({ kind: 'invalid-input', field: 'secret', reason: 'address-changed' });
      const elsewhere = asksElsewhere(before, checked);
      asksAnew = secret !== undefined || elsewhere;
      return edited(before, checked, secret, elsewhere);
    });
    if (!asksAnew) return;
    refresh.abort(id);
    background(refresh.run([id]));
    if (originBefore !== checked.origin) await giveBackUnused(originBefore, state, permissions);
  }

  async function edited(
    before: Account,
    { provider: _provider, origin: _origin, ...filled }: ReturnType<typeof checkDraft>,
    secret: string | undefined,
    elsewhere: boolean,
  ): Promise<Patch> {
    const fingerprint = secret === undefined ? before.fingerprint : await vault.fingerprint(secret);
    const after: Account = { ...before, ...filled, fingerprint };
    const patch: Patch = { accounts: { [after.id]: after } };
    if (secret !== undefined) {
      after.revision += 1;
      after.masked = maskCredential(secret);
      patch.vault = await vault.change({ seal: [{ binding: bindingOf(after), secret }] });
    }
    // The same key at the same place still has the same figure; anything else has none yet.
    if (fingerprint !== before.fingerprint || elsewhere) patch.statuses = { [after.id]: null };
    return patch;
  }

  async function test(trial: Trial): Promise<CommandOutput['account.test']> {
    const { provider, baseUrl, origin, credential, fields } = checkDraft(trial);
    if (!(await permissions.has(origin))) fail({ kind: 'permission-missing', origins: [origin] });
    const secret = trial.secret === undefined ? undefined : checkSecret(trial.secret);
    const stored = trial.id === undefined ? undefined : existing(state.get().accounts, trial.id);
    const unsealed = () => {
      if (!stored) return fail({ kind: 'invalid-input', field: 'secret', reason: 'missing' });
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
        const { pinned: _pinned, removedAt: _removedAt, ...rest } = original;
        const copy: Account = { ...rest, id: copyId, label: `${original.label} 2`.slice(0, 80), createdAt: http.now(), revision: 1 };
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

    async 'settings.change'(patch) {
      const named = withoutUndefined(patch);
      if (Object.keys(named).length === 0) return null;
      await state.update((current) => {
        const settings = { ...current.settings, ...named };
        if (settings.intervalMinutes === current.settings.intervalMinutes) return { settings };
        const statuses = Object.entries(current.statuses).map(([id, status]) => [id, rescheduled(status, settings, random())] as const);
        return { settings, statuses: Object.fromEntries(statuses) };
      });
      return null;
    },
  };
}

function existing(accounts: Readonly<Record<string, Account>>, id: string): Account {
  return (Object.hasOwn(accounts, id) ? accounts[id] : undefined) ?? fail({ kind: 'invalid-input', field: 'id', reason: 'unknown' });
}

function bindingOf(account: Account) {
  return { id: account.id, providerId: account.providerId, origin: originOf(account), revision: account.revision };
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

function withoutUndefined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never;
}
