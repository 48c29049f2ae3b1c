import { type Account, originOf } from '../account';
import { parseBaseUrl } from '../base-url';
import type { Failure } from '../failure';
import { newOriginState, type OriginState } from '../origin-state';
import { providerById } from '../provider-host/catalog';
import type { HttpOptions } from '../provider-host/http';
import { type ReadOutcome, readAccount } from '../provider-host/read-account';
import type { Progress } from '../snapshot';
import type { Vault } from '../vault/vault';
import type { Permissions } from './permissions';
import { mayAskAt, spend } from './politeness';
import { createPool, type Pool } from './pool';
import { afterAttempt } from './schedule';
import type { Patch, StateOwner } from './state';

export interface RefreshSummary {
  succeeded: number;
  failed: number;
  /** Not asked, because the service wants to be left alone for a while. */
  waiting: number;
}

export interface Refresh {
  /** Reads accounts and saves what came of it, in one write. Accounts already being read are waited for, not asked twice. */
  run(ids: readonly string[]): Promise<RefreshSummary>;
  /** Breaks off the reading of an account, whose answer nobody wants any more. */
  abort(id: string): void;
}

interface Dependencies {
  state: StateOwner;
  vault: Vault;
  permissions: Permissions;
  http: HttpOptions;
  /** From 0 to 1. */
  random(): number;
  /** Told as the work goes on; `undefined` at its end. */
  progress(progress: Progress | undefined): void;
}

/** Requests at a time: in all, and to one origin. Browsers themselves keep six connections to a host. */
const concurrency = { all: 16, origin: 4 };
/** So many accounts are saved at a time: what a worker has saved, it cannot lose. */
const sliceSize = 1000;
/** Naming more accounts than this would make each message of progress longer than the snapshot. */
const mostNamed = 200;

/** One account's reading on its way: what came of it, or when it may be asked. */
type Result = { outcome: ReadOutcome; at: number } | { waitUntil: number };

export function createRefresh({ state, vault, permissions, http, random, progress }: Dependencies): Refresh {
  const all = createPool(concurrency.all);
  const inFlight = new Map<string, { controller: AbortController; done: Promise<boolean | undefined> }>();

  async function run(ids: readonly string[]): Promise<RefreshSummary> {
    const summary: RefreshSummary = { succeeded: 0, failed: 0, waiting: 0 };
    const count = (ok: boolean | undefined) => {
      summary[ok === undefined ? 'waiting' : ok ? 'succeeded' : 'failed'] += 1;
    };
    const joined = ids.flatMap((id) => inFlight.get(id)?.done ?? []);
    const fresh = ids.filter((id) => !inFlight.has(id));
    for (let start = 0; start < fresh.length; start += sliceSize) {
      for (const ok of await runSlice(fresh.slice(start, start + sliceSize))) count(ok);
    }
    for (const ok of await Promise.all(joined)) count(ok);
    return summary;
  }

  /** @returns for each account whether it went well; `undefined` for one that must wait. */
  async function runSlice(ids: readonly string[]): Promise<(boolean | undefined)[]> {
    const { accounts, origins } = state.get();
    const chosen = ids.flatMap((id) => accounts[id] ?? []).filter((account) => account.removedAt === undefined);
    const working: Record<string, OriginState> = {};
    const pools = new Map<string, Pool>();
    let done = 0;
    const pending = new Set(chosen.length <= mostNamed ? chosen.map(({ id }) => id) : []);
    const report = () => progress({ done, total: chosen.length, pending: [...pending] });
    report();

    const finished = Promise.withResolvers<Map<string, boolean | undefined>>();
    const tasks = chosen.map((account) => {
      const controller = new AbortController();
      const key = originOf(account);
      const pool = pools.get(key) ?? createPool(concurrency.origin);
      pools.set(key, pool);
      working[key] ??= structuredClone(origins[key] ?? newOriginState());
      const task = pool
        .run(() => all.run(() => readOne(account, working, controller.signal)))
        .then((result) => {
          done += 1;
          pending.delete(account.id);
          report();
          return { account, result };
        });
      inFlight.set(account.id, { controller, done: finished.promise.then((results) => results.get(account.id)) });
      return task;
    });

    try {
      const results = await Promise.all(tasks);
      await state.update((now) => toPatch(results, working, now.accounts, now.statuses));
      const oks = results.map(({ account, result }) => [account.id, 'outcome' in result ? result.outcome.result.ok : undefined] as const);
      finished.resolve(new Map(oks));
      return oks.map(([, ok]) => ok);
    } finally {
      for (const { id } of chosen) inFlight.delete(id);
      finished.resolve(new Map());
      progress(undefined);
    }
  }

  async function readOne(account: Account, origins: Record<string, OriginState>, signal: AbortSignal): Promise<Result> {
    const provider = providerById(account.providerId);
    const base = parseBaseUrl(account.baseUrl);
    const now = http.now();
    if (!provider || !base.ok) return failed({ kind: 'unsupported', detail: provider ? 'base-url' : 'provider' }, now);
    if (!(await permissions.has(base.origin))) return failed({ kind: 'permission-missing', origins: [base.origin] }, now);
    // From here to the note of the request nothing is awaited: accounts of one origin share its places.
    const waitUntil = mayAskAt(origins[base.origin], provider.politeness, now);
    if (waitUntil > now) return { waitUntil };
    const origin = spend(origins[base.origin], provider.politeness, now);
    origins[base.origin] = origin;
    const binding = { id: account.id, providerId: account.providerId, origin: base.origin, revision: account.revision };
    const { fields, credential, baseUrl } = account;
    const outcome = await readAccount({ provider, credential, baseUrl, fields, kept: origin.kept, secret: () => vault.unseal(binding), signal }, http);
    const { result } = outcome;
    if (!result.ok && result.failure.kind === 'rate-limited') {
      origins[base.origin] = { ...(origins[base.origin] ?? origin), blockedUntil: result.failure.retryAt };
    }
    return { outcome, at: http.now() };
  }

  /** Accounts that were removed, or whose credential was changed meanwhile, keep nothing of the answer. */
  function toPatch(
    results: readonly { account: Account; result: Result }[],
    origins: Record<string, OriginState>,
    accounts: Readonly<Record<string, Account>>,
    statuses: Parameters<typeof statusAfter>[0],
  ): Patch {
    const patch: Required<Pick<Patch, 'statuses' | 'origins'>> = { statuses: {}, origins };
    for (const { account, result } of results) {
      const current = accounts[account.id];
      if (!current || current.removedAt !== undefined || current.revision !== account.revision) continue;
      patch.statuses[account.id] = statusAfter(statuses, account.id, result);
    }
    return patch;
  }

  function statusAfter(statuses: ReturnType<StateOwner['get']>['statuses'], id: string, result: Result) {
    const before = statuses[id];
    if ('outcome' in result) return afterAttempt(before, result.outcome, state.get().settings, result.at, random());
    return { ...(before ?? { v: 1, failures: 0, attempts: [] }), nextAttemptAt: result.waitUntil };
  }

  return {
    run,
    abort(id) {
      inFlight.get(id)?.controller.abort();
    },
  };
}

function failed(failure: Failure, at: number): Result {
  return { outcome: { result: { ok: false, failure }, attempts: [] }, at };
}
