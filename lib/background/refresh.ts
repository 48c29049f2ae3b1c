import { type Account, originOf } from '../account';
import { parseBaseUrl } from '../base-url';
import type { Failure } from '../failure';
import type { OriginState } from '../origin-state';
import { providerById } from '../provider-host/catalog';
import type { HttpOptions } from '../provider-host/http';
import type { ReadOutcome } from '../provider-host/read-account';
import type { Settings } from '../settings';
import type { Progress } from '../snapshot';
import type { Status } from '../status';
import type { Sessions } from '../store/sessions';
import type { Vault } from '../vault/contract';
import { batches } from './batches';
import type { BusyOrigin, BusyOrigins } from './busy-origins';
import { credentialOf, originsOf } from './credentials';
import { asksElsewhere } from './drafts';
import type { Pages } from './pages';
import type { Permissions } from './permissions';
import { mayAskAt, spend } from './politeness';
import { createPool } from './pool';
import { readAnywhere } from './read-anywhere';
import { reconciled } from './reconcile';
import { afterAttempt, afterNothing } from './schedule';
import type { Patch, State, StateOwner } from './state';

export interface RefreshSummary {
  succeeded: number;
  failed: number;
  /** Not asked, because the service wants to be left alone for a while. */
  waiting: number;
}

export interface Refresh {
  /** Reads accounts and saves what came of it, in one write if none is late. Accounts already being read are waited for, not asked twice. */
  run(ids: readonly string[]): Promise<RefreshSummary>;
  /** Breaks off the reading of an account, whose answer nobody wants any more. */
  abort(id: string): void;
  /** Breaks off everything: the vault is being locked. */
  abortAll(): void;
}

interface Dependencies {
  state: StateOwner;
  origins: BusyOrigins;
  vault: Vault;
  sessions: Sessions;
  permissions: Permissions;
  pages: Pages;
  http: HttpOptions;
  /** From 0 to 1. */
  random(): number;
  /** Told as the work goes on; `undefined` at its end. */
  progress(progress: Progress | undefined): void;
}

/** Requests at a time, to all origins together. */
const mostRequests = 16;
/** So many accounts are saved at a time: what a worker has saved, it cannot lose. */
const sliceSize = 1000;
/** What there is after so many milliseconds is saved and shown without what is late. */
const patienceMs = 3000;
/** Naming more accounts than this would make each message of progress longer than the snapshot. */
const mostNamed = 200;

/** What came of one account's reading, when it may be asked, or nothing, because nobody wants it any more. */
type Result = { outcome: ReadOutcome; at: number } | { waitUntil: number } | 'passive' | 'unwanted';
type Verdict = keyof RefreshSummary;

/** An account on its way through one refresh. */
interface InFlight {
  account: Account;
  controller: AbortController;
  done: Promise<Verdict | undefined>;
  /** Only the first call counts. */
  end(verdict: Verdict | undefined, isSaved: boolean): void;
}

export function createRefresh({ state, origins, vault, sessions, permissions, pages, http, random, progress }: Dependencies): Refresh {
  const all = createPool(mostRequests);
  const inFlight = new Map<string, InFlight>();

  async function run(ids: readonly string[]): Promise<RefreshSummary> {
    const summary: RefreshSummary = { succeeded: 0, failed: 0, waiting: 0 };
    if (ids.length === 0 || vault.state() === 'locked') return summary;
    const wanted = inOrderOfWaiting(state.get(), ids);
    for (let start = 0; start < wanted.length; start += sliceSize) {
      const slice = wanted.slice(start, start + sliceSize);
      // Looked up slice by slice: another refresh may have begun with the later ones meanwhile.
      const joined = slice.flatMap((id) => inFlight.get(id)?.done ?? []);
      const own = slice.filter((id) => !inFlight.has(id));
      const verdicts = [...(own.length > 0 ? await runSlice(own) : []), ...(await Promise.all(joined))];
      for (const verdict of verdicts) if (verdict) summary[verdict] += 1;
    }
    return summary;
  }

  async function runSlice(ids: readonly string[]): Promise<(Verdict | undefined)[]> {
    const { accounts } = state.get();
    const chosen = ids.flatMap((id) => accounts[id] ?? []).filter((account) => account.removedAt === undefined);
    let done = 0;
    const pending = new Set(chosen.length <= mostNamed ? chosen.map(({ id }) => id) : []);
    const report = () => progress({ done, total: chosen.length, pending: [...pending] });
    report();

    const started = chosen.map(begin);
    const tasks = started.map(async (reading) => {
      const { account, controller } = reading;
      const place = origins.enter(originOf(account));
      const result = await place.pool.run(() => all.run(() => readOne(account, place, controller.signal)));
      done += 1;
      pending.delete(account.id);
      report();
      return { reading, result };
    });
    const verdicts: (Verdict | undefined)[] = [];
    try {
      for await (const batch of batches(tasks, patienceMs)) verdicts.push(...(await save(batch)));
      return verdicts;
    } finally {
      for (const reading of started) reading.end(undefined, false);
      progress(undefined);
    }
  }

  function begin(account: Account): InFlight {
    const { promise: done, resolve } = Promise.withResolvers<Verdict | undefined>();
    let isOver = false;
    const reading: InFlight = {
      account,
      controller: new AbortController(),
      done,
      end(verdict, isSaved) {
        if (isOver) return;
        isOver = true;
        origins.leave(originOf(account), isSaved);
        // One that was broken off may have been started anew by somebody else.
        if (inFlight.get(account.id) === reading) inFlight.delete(account.id);
        resolve(verdict);
      },
    };
    inFlight.set(account.id, reading);
    return reading;
  }

  async function save(batch: readonly { reading: InFlight; result: Result }[]): Promise<(Verdict | undefined)[]> {
    // One that was broken off while others were still being read is no longer wanted either.
    const wanted = () =>
      batch.map(({ reading: { account, controller }, result }) => ({ account, result: controller.signal.aborted ? 'unwanted' : result }) as const);
    // Where none of the accounts is there any more, or it was locked meanwhile, nobody wants any of it.
    const isWanted = ({ accounts }: State) => vault.state() !== 'locked' && batch.some(({ reading }) => Object.hasOwn(accounts, reading.account.id));
    await state.update((current) => (isWanted(current) ? reconciled(toPatch(wanted(), current), current) : undefined));
    const verdicts = wanted().map(({ result }) => verdictOf(result));
    batch.forEach(({ reading }, index) => void reading.end(verdicts[index], true));
    return verdicts;
  }

  async function readOne(account: Account, place: BusyOrigin, signal: AbortSignal): Promise<Result> {
    if (signal.aborted) return 'unwanted';
    const provider = providerById(account.providerId);
    const base = parseBaseUrl(account.baseUrl);
    const now = http.now();
    if (!provider || !base.ok) return failed({ kind: 'unsupported', detail: provider ? 'base-url' : 'provider' }, now);
    if (account.inMemory === 'observed' && !state.get().settings.signedIn.includes(provider.id)) {
      return unreadable(account, { kind: 'session-missing', reason: 'off' }, now);
    }
    const needed = originsOf(account);
    if (!(await permissions.hasAll(needed))) return unreadable(account, { kind: 'permission-missing', origins: needed }, now);
    if (provider.passive) return 'passive';
    // From here to the note of the request nothing is awaited: accounts of one origin share its places.
    const waitUntil = mayAskAt(place.state, provider.politeness, now);
    if (waitUntil > now) return { waitUntil };
    place.state = spend(place.state, provider.politeness, now);
    const { kept } = place.state;
    const { fields, definition, credential, baseUrl, confirmed } = account;
    let sent: string | undefined;
    const secret = async () => {
      sent = await credentialOf(account, vault, sessions);
      return sent;
    };
    const outcome = await readAnywhere({ provider, credential, baseUrl, fields, definition, kept, confirmed, secret, signal }, http, pages);
    const { result } = outcome;
    if (!result.ok && result.failure.kind === 'rate-limited') place.state = { ...place.state, blockedUntil: result.failure.retryAt };
    if (!result.ok && (result.failure.kind === 'session-expired' || result.failure.kind === 'unauthorized')) await forget(account, sent);
    return signal.aborted ? 'unwanted' : { outcome, at: http.now() };
  }

  /** A session that can be of no use any more is not kept; one that has come meanwhile is. */
  async function forget({ id, inMemory }: Account, token: string | undefined): Promise<void> {
    if (inMemory !== undefined && (await sessions.get(id)) === token) await sessions.drop([id]);
  }

  async function unreadable(account: Account, failure: Failure, at: number): Promise<Result> {
    if (account.inMemory === 'observed') await sessions.drop([account.id]);
    return failed(failure, at);
  }

  /** Accounts that were removed, or that ask something else meanwhile, keep nothing of the answer. */
  function toPatch(results: readonly { account: Account; result: Result }[], { accounts, statuses, settings }: State): Patch {
    const patch: { statuses: Record<string, Status>; origins: Record<string, OriginState> } = { statuses: {}, origins: {} };
    for (const { account, result } of results) {
      const current = accounts[account.id];
      if (!current) continue;
      const key = originOf(account);
      const origin = origins.busy(key);
      if (origin) patch.origins[key] ??= structuredClone(origin.state);
      if (result === 'unwanted' || current.removedAt !== undefined || current.revision !== account.revision || asksElsewhere(current, account)) continue;
      patch.statuses[account.id] = statusAfter(statuses[account.id], result, settings);
    }
    return patch;
  }

  function statusAfter(before: Status | undefined, result: Exclude<Result, 'unwanted'>, settings: Settings): Status {
    if (result === 'passive') return afterNothing(before);
    if ('outcome' in result) return afterAttempt(before, result.outcome, settings, result.at, random());
    return { ...(before ?? { v: 1, failures: 0, attempts: [] }), nextAttemptAt: result.waitUntil };
  }

  return {
    run,
    abortAll() {
      for (const { controller } of inFlight.values()) controller.abort();
      inFlight.clear();
    },
    abort(id) {
      inFlight.get(id)?.controller.abort();
      // Whoever asks for it from now on does not want what is on its way.
      inFlight.delete(id);
    },
  };
}

/**
 * Whoever has waited longest is asked first: where a service allows fewer requests than it has accounts, the same ones
 * would be left out for ever.
 */
function inOrderOfWaiting({ accounts, statuses }: State, ids: readonly string[]): string[] {
  const known = [...new Set(ids)].filter((id) => Object.hasOwn(accounts, id));
  return known.sort((left, right) => (statuses[left]?.lastAttemptAt ?? 0) - (statuses[right]?.lastAttemptAt ?? 0));
}

function verdictOf(result: Result): Verdict | undefined {
  if (typeof result === 'string') return undefined;
  return 'waitUntil' in result ? 'waiting' : result.outcome.result.ok ? 'succeeded' : 'failed';
}

function failed(failure: Failure, at: number): Result {
  return { outcome: { result: { ok: false, failure }, attempts: [] }, at };
}
