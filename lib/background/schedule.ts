import type { Account } from '../account';
import { failurePolicy } from '../failure';
import type { ReadOutcome } from '../provider-host/read-account';
import { interval, type Settings } from '../settings';
import type { Status } from '../status';
import { deliveryInstants } from './delivery-instants';
import type { State } from './state';

const minute = 60_000;
const longestBackoffMs = 60 * minute;
/** No attempt is ever planned further ahead than this; one that is comes from a clock that was set back. */
const furthestMs = (interval.most * 1.1 + 1) * minute;

/** Whether an account is to be read now. */
export function isDue(status: Status | undefined, now: number): boolean {
  if (!status) return true;
  const { nextAttemptAt } = status;
  return nextAttemptAt !== undefined && (nextAttemptAt <= now || nextAttemptAt > now + furthestMs);
}

/** The accounts that are to be read now. */
export function dueIds({ accounts, statuses }: State, now: number): string[] {
  const present = Object.values(accounts).filter((account) => account.removedAt === undefined);
  return present.filter(({ id }) => isDue(statuses[id], now)).map(({ id }) => id);
}

/**
 * The accounts that are to be read when the vault was unlocked: what is due, and every figure from before it was locked. What
 * has failed keeps its own time: a key that was refused is not tried again by unlocking.
 */
export function idsAfterUnlock(state: State, now: number): string[] {
  const due = new Set(dueIds(state, now));
  const isOld = ({ id, removedAt }: Account) => {
    const status = state.statuses[id];
    return removedAt === undefined && status?.readAt !== undefined && status.failure === undefined && status.nextAttemptAt !== undefined;
  };
  return Object.values(state.accounts).flatMap((account) => (due.has(account.id) || isOld(account) ? account.id : []));
}

/**
 * When the background has something to do next, which is nothing while the vault is locked: an attempt is due, a message waits to be
 * sent again, or a figure grows old and the badge must say so.
 *
 * @returns Unix milliseconds, or `undefined` when nothing is ahead.
 */
export function nextWake(state: State, now: number, isLocked = false): number | undefined {
  const instants: number[] = [];
  for (const account of Object.values(state.accounts)) {
    const status = state.statuses[account.id];
    if (account.removedAt !== undefined) instants.push(now + minute);
    else if (isLocked) continue;
    else if (isDue(status, now)) instants.push(now);
    else if (status?.nextAttemptAt !== undefined) instants.push(status.nextAttemptAt);
    const holds = status?.reading?.holdsUntil !== undefined;
    const staleAt = holds || status?.readAt === undefined ? undefined : status.readAt + 2 * state.settings.intervalMinutes * minute + 1000;
    if (staleAt !== undefined && staleAt > now) instants.push(staleAt);
  }
  if (!isLocked) instants.push(...deliveryInstants(state.channels, state.deliveries, now));
  return instants.length > 0 ? Math.min(...instants) : undefined;
}

/**
 * What an attempt makes of a status. A success replaces the reading; a failure leaves it and its instant untouched.
 *
 * @param random from 0 to 1: spreads the next attempts of many installations.
 */
export function afterAttempt(before: Status | undefined, outcome: ReadOutcome, settings: Settings, now: number, random: number): Status {
  const { result, attempts } = outcome;
  if (result.ok) {
    return {
      v: 1,
      reading: result.reading,
      readAt: now,
      method: result.method,
      ...(result.others ? { others: result.others } : {}),
      failures: 0,
      attempts,
      lastAttemptAt: now,
      nextAttemptAt: now + spread(settings.intervalMinutes * minute, random),
    };
  }
  const failures = (before?.failures ?? 0) + 1;
  const status: Status = {
    v: 1,
    ...(before?.reading === undefined ? {} : { reading: before.reading }),
    ...(before?.readAt === undefined ? {} : { readAt: before.readAt }),
    ...(before?.method === undefined ? {} : { method: before.method }),
    ...(before?.others === undefined ? {} : { others: before.others }),
    failure: result.failure,
    failedAt: now,
    failures,
    attempts,
    lastAttemptAt: now,
  };
  const { retry } = failurePolicy[result.failure.kind];
  if (retry === 'interval') status.nextAttemptAt = now + spread(settings.intervalMinutes * minute, random);
  if (retry === 'backoff') status.nextAttemptAt = now + backoff(failures, random);
  if (result.failure.kind === 'rate-limited') status.nextAttemptAt = Math.max(result.failure.retryAt, now + minute) + Math.round(random * 5_000);
  return status;
}

/** The status of an account that is never asked: what has passed by stays, and nothing is planned. */
export function afterNothing(before: Status | undefined): Status {
  const { failure: _failure, failedAt: _failedAt, nextAttemptAt: _next, ...kept } = before ?? { v: 1 as const, attempts: [] };
  return { ...kept, failures: 0 };
}

/** One minute, then twice as long each time, up to an hour; between half and all of it. */
export function backoff(failures: number, random: number): number {
  const full = Math.min(longestBackoffMs, minute * 2 ** Math.min(failures - 1, 10));
  return Math.round(full * (0.5 + random / 2));
}

/** Up to five per cent later, never earlier. */
function spread(span: number, random: number): number {
  return Math.round(span * (1 + random * 0.05));
}

/** When an account that is read at the interval is to be read again, after the interval was changed. */
export function rescheduled(status: Status, settings: Settings, random: number): Status {
  const { lastAttemptAt, failure, nextAttemptAt } = status;
  const keepsInterval = !failure || failurePolicy[failure.kind].retry === 'interval';
  if (lastAttemptAt === undefined || !keepsInterval || nextAttemptAt === undefined) return status;
  return { ...status, nextAttemptAt: lastAttemptAt + spread(settings.intervalMinutes * minute, random) };
}
