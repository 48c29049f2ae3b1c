import type { Account } from '../account';
import { headersIn, type ObservedAnswer, type Watched } from '../observers/quota-headers';
import { headerNames } from '../passing-headers';
import { providerById } from '../provider-host/catalog';
import type { HttpOptions } from '../provider-host/http';
import { type ReadOutcome, readAccount } from '../provider-host/read-account';
import type { Reading } from '../reading';
import type { Status } from '../status';
import type { Vault } from '../vault/contract';
import { originsOf } from './credentials';
import { asksElsewhere } from './drafts';
import type { Permissions } from './permissions';
import { afterAttempt } from './schedule';
import type { State, StateOwner } from './state';

/** A figure is written at most so often, in milliseconds: a page may get many answers in a second. */
const soonestMs = 10_000;
/** One that has not changed is written anew only after this, to say that it still holds. */
const unchangedMs = 60_000;

interface Dependencies {
  state: StateOwner;
  vault: Pick<Vault, 'state'>;
  permissions: Permissions;
  http: HttpOptions;
  /** The state is loaded. */
  ready(): Promise<unknown>;
  /** Keeps the worker awake for a piece of work. */
  background(work: Promise<unknown>): void;
  wait(milliseconds: number): Promise<void>;
}

interface Watching extends Watched {
  account: Account;
}

/** What was seen for an account. */
interface Seen {
  account: Account;
  reading: Extract<ReadOutcome['result'], { ok: true }>;
  /** Unix milliseconds. */
  at: number;
}

/**
 * Accounts whose figures come with the answers that a person's own pages get. Of an answer, only the numbers in the headers
 * that the account names are ever kept.
 */
export function createPassing({ state, vault, permissions, http, ready, background, wait }: Dependencies) {
  const writtenAt = new Map<string, number>();
  const waiting = new Map<string, Seen>();
  let known: { accounts: State['accounts']; watching: Watching[] } | undefined;
  let isReady = false;

  function watching(): Watching[] {
    const { accounts } = state.get();
    if (known?.accounts !== accounts) known = { accounts, watching: Object.values(accounts).flatMap(watchingOf) };
    return known.watching;
  }

  async function take(answer: ObservedAnswer, at: number): Promise<void> {
    const all = watching().map(async (one) => {
      const passing = headersIn(answer, one);
      const reading = passing && (await readingOf(one.account, passing));
      if (reading) await keep({ account: one.account, reading, at });
    });
    await Promise.all(all);
  }

  async function readingOf({ providerId, credential, baseUrl, fields }: Account, passing: Record<string, string>): Promise<Seen['reading'] | undefined> {
    const provider = providerById(providerId);
    if (!provider) return undefined;
    const { result } = await readAccount({ provider, credential, baseUrl, fields, passing, kept: {}, secret: async () => '' }, http);
    return result.ok ? result : undefined;
  }

  /** Writes what was seen, at once or when enough time has gone by since the last time; only the newest is written then. */
  async function keep(seen: Seen): Promise<void> {
    const { id } = seen.account;
    if (waiting.has(id)) {
      waiting.set(id, seen);
      return;
    }
    const inMs = dueIn(id, seen);
    if (inMs <= 0) return write(seen);
    if (!isNew(seen, state.get().statuses[id])) return;
    waiting.set(id, seen);
    await wait(inMs);
    const newest = waiting.get(id);
    waiting.delete(id);
    // It may have come back to what is written already.
    if (newest && isNew(newest, state.get().statuses[id])) await write(newest);
  }

  /** How long to wait until it may be written, in milliseconds. */
  function dueIn(id: string, seen: Seen): number {
    const status = state.get().statuses[id];
    const last = writtenAt.get(id) ?? status?.readAt ?? 0;
    // A clock that was set back must not keep a figure waiting.
    const age = last > seen.at ? Number.POSITIVE_INFINITY : seen.at - last;
    return (isNew(seen, status) ? soonestMs : unchangedMs) - age;
  }

  async function write({ account, reading, at }: Seen): Promise<void> {
    // Chromium tells of requests also where the person has taken away the host that they go to.
    if (!(await permissions.hasAll(originsOf(account)))) return;
    writtenAt.set(account.id, at);
    await state.update(({ accounts, statuses, settings }) => {
      // While the vault is locked nothing new is kept.
      if (vault.state() === 'locked') return undefined;
      const current = accounts[account.id];
      if (!current || current.removedAt !== undefined || asksElsewhere(current, account)) return undefined;
      const { nextAttemptAt: _never, ...status } = afterAttempt(statuses[account.id], { result: reading, attempts: [] }, settings, at, 0);
      return { statuses: { [account.id]: status } };
    });
  }

  return {
    /** An answer that has come; judged when it is known which ones a person means. */
    saw(answer: ObservedAnswer): void {
      const at = http.now();
      if (isReady && !watching().some((one) => headersIn(answer, one))) return;
      background(
        ready().then(() => {
          isReady = true;
          return take(answer, at);
        }),
      );
    },
    /** Whether any account needs answers to be looked at. */
    isNeeded: () => watching().length > 0,
  };
}

function watchingOf(account: Account): Watching[] {
  if (account.removedAt !== undefined || !providerById(account.providerId)?.passive) return [];
  const names = headerNames(account.fields);
  return [{ account, baseUrl: account.baseUrl, askers: originsOf(account), names }];
}

/** Whether it says something else than what is written; the instant of a reset moves with every answer that names seconds. */
function isNew({ reading }: Seen, status: Status | undefined): boolean {
  return !status?.reading || status.failure !== undefined || amountsOf(status.reading) !== amountsOf(reading.reading);
}

function amountsOf({ remaining, used, granted }: Reading): string {
  return JSON.stringify([remaining, used, granted]);
}
