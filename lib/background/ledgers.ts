import type { Account } from '../account';
import { fail } from '../failure';
import { rise } from '../ledger/rise';
import { type LedgerEntry, unitOf } from '../ledger-entry';
import { providerById, readsLedger } from '../provider-host/catalog';
import type { HttpOptions } from '../provider-host/http';
import { type ReadOutcome, readAccount } from '../provider-host/read-account';
import type { Settings } from '../settings';
import type { Status } from '../status';
import type { Addition, Book, LedgerStore } from '../store/ledger';
import type { Vault } from '../vault/contract';
import type { RefreshSummary } from './refresh';
import { afterAttempt } from './schedule';
import type { State, StateOwner } from './state';

/** A figure that changes by itself later than this is looked at again before: no alarm is planned further ahead. */
const furthestMs = 24 * 60 * 60_000;

export interface Ledgers {
  /** Adds accounts' entries up anew and saves what came of it. Nobody is asked. */
  count(ids: readonly string[]): Promise<RefreshSummary>;
  read(id: string): Promise<Book>;
  /** Adds entries, all or none, and then the account up. `choose` must answer at once; what it throws is thrown. */
  append(id: string, choose: (book: Book) => Addition | undefined): Promise<LedgerEntry[]>;
  /** Adds those up whose entries were written without the figure: the worker may have ended in between. */
  catchUp(): Promise<void>;
  /** Enters what other accounts have spent since, for ledgers that take it from them. */
  follow(state: State): Promise<void>;
  /** @throws FailureError `invalid-input` where an account has entries: they would belong to something else. */
  mustBeEmpty(id: string, field: string): Promise<void>;
  /** Forgets the entries of accounts that are gone for good. @returns those accounts whose entries are gone, or that had none. */
  forget(accounts: readonly Account[]): Promise<Account[]>;
}

interface Dependencies {
  state: StateOwner;
  vault: Pick<Vault, 'state'>;
  store: LedgerStore;
  http: HttpOptions;
}

/** Whether an account is added up from its own entries. */
export function isLedger({ providerId, credential }: Pick<Account, 'providerId' | 'credential'>): boolean {
  const provider = providerById(providerId);
  return provider !== undefined && readsLedger(provider, credential);
}

export function createLedgers({ state, vault, store, http }: Dependencies): Ledgers {
  let turn: Promise<unknown> = Promise.resolve();
  /** The reading of another account that was last looked at for a ledger, by the ledger's id. */
  const followed = new Map<string, string>();

  /** One after the other: a sum that was begun earlier must not overwrite a later one. */
  function count(ids: readonly string[]): Promise<RefreshSummary> {
    const result = turn.then(() => countNow(ids));
    turn = result.catch(() => undefined);
    return result;
  }

  async function countNow(ids: readonly string[]): Promise<RefreshSummary> {
    const summary: RefreshSummary = { succeeded: 0, failed: 0, waiting: 0 };
    const outcomes = new Map<string, { account: Account; outcome: ReadOutcome }>();
    for (const account of ids.flatMap((id) => state.get().accounts[id] ?? [])) {
      if (account.removedAt === undefined && isOpen()) outcomes.set(account.id, { account, outcome: await sumOf(account) });
    }
    if (outcomes.size === 0) return summary;
    await state.update(({ accounts, statuses, settings }) => {
      // Locked meanwhile, or changed: nobody is to see it, or it is the sum of something else.
      const wanted = [...outcomes.values()].filter(({ account }) => isOpen() && accounts[account.id]?.fields === account.fields);
      const patch = wanted.map(({ account: { id }, outcome }) => [id, statusAfter(statuses[id], outcome, settings, http.now())] as const);
      return patch.length > 0 ? { statuses: Object.fromEntries(patch) } : undefined;
    });
    for (const { outcome } of outcomes.values()) summary[outcome.result.ok ? 'succeeded' : 'failed'] += 1;
    return summary;
  }

  async function sumOf({ id, providerId, credential, baseUrl, fields }: Account): Promise<ReadOutcome> {
    const provider = providerById(providerId);
    if (!provider) return { result: { ok: false, failure: { kind: 'unsupported', detail: 'provider' } }, attempts: [] };
    const entries = async () => soundEntries(await store.read(id));
    // A credential is never asked for: there is none, and nobody to send it to.
    return readAccount({ provider, credential, baseUrl, fields, kept: {}, entries, secret: () => fail({ kind: 'unsupported', detail: 'credential' }) }, http);
  }

  function isOpen(): boolean {
    return vault.state() !== 'locked';
  }

  async function append(id: string, choose: (book: Book) => Addition | undefined): Promise<LedgerEntry[]> {
    if (!isOpen()) fail({ kind: 'locked' });
    const added = await store.append(id, choose);
    // What is written is written, even where the sum of it cannot be: whoever hears of a failure would enter it once more.
    if (added.length > 0) await count([id]).catch(() => undefined);
    return added;
  }

  async function take(account: Account, seen: { from: string; used: NonNullable<Status['reading']>['used']; at: number; label: string }): Promise<void> {
    const { from, used, at, label } = seen;
    if (!used) return;
    await append(account.id, ({ mark }) => {
      const found = rise(mark, { from, used, at }, unitOf(account.fields));
      return found && { mark: found.mark, entries: found.entry ? [{ ...found.entry, note: label }] : [] };
    });
  }

  return {
    count,
    append,
    async read(id) {
      if (!isOpen()) fail({ kind: 'locked' });
      return store.read(id);
    },
    async catchUp() {
      const { accounts, statuses } = state.get();
      const own = Object.values(accounts).filter(isLedger);
      // Whoever has no ledger gets no database for one.
      if (own.length === 0) return;
      const written = await store.counts();
      const behind = own.filter(({ id }) => statuses[id]?.failure !== undefined || knownOf(statuses[id]) !== (written.get(id) ?? 0));
      await count(behind.map(({ id }) => id));
    },
    async follow({ accounts, statuses }) {
      for (const account of Object.values(accounts)) {
        const from = account.ledger?.spendFrom;
        const other = from === undefined ? undefined : accounts[from];
        if (!other || account.removedAt !== undefined || !isLedger(account) || !isOpen()) continue;
        const { reading, readAt: at } = statuses[other.id] ?? {};
        const look = `${other.id} ${at}`;
        if (!reading?.used || at === undefined || followed.get(account.id) === look) continue;
        followed.set(account.id, look);
        // Looked at again with the next change, where it could not be written.
        await take(account, { from: other.id, used: reading.used, at, label: other.label }).catch(() => void followed.delete(account.id));
      }
    },
    async mustBeEmpty(id, field) {
      if (((await store.counts()).get(id) ?? 0) > 0) fail({ kind: 'invalid-input', field, reason: 'has-entries' });
    },
    async forget(gone) {
      const own = gone.filter(isLedger);
      if (own.length === 0) return [...gone];
      const isForgotten = await store.drop(own.map(({ id }) => id)).then(
        () => true,
        () => false,
      );
      return isForgotten ? [...gone] : gone.filter((account) => !isLedger(account));
    },
  };
}

/** @throws FailureError `damaged`: a sum without some of its entries would be wrong. */
function soundEntries({ entries, lost, isNewer }: Book): LedgerEntry[] {
  return lost > 0 ? fail({ kind: 'damaged', part: isNewer ? 'newer-record' : 'record' }) : entries;
}

/** How many entries the figure knows of. */
function knownOf(status: Status | undefined): number | undefined {
  return status?.reading?.rule.kind === 'entries' ? status.reading.rule.through : undefined;
}

/** It is added up when something is entered, or when what is still to come has come; no interval is kept. */
function statusAfter(before: Status | undefined, outcome: ReadOutcome, settings: Settings, now: number): Status {
  const { nextAttemptAt: _interval, ...status } = afterAttempt(before, { ...outcome, attempts: [] }, settings, now, 0);
  const holdsUntil = outcome.result.ok ? outcome.result.reading.holdsUntil : undefined;
  return typeof holdsUntil === 'number' ? { ...status, nextAttemptAt: Math.min(holdsUntil, now + furthestMs) } : status;
}
