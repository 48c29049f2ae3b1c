import { contextOf, forecast, lastingIn, runwayIn } from '../forecast/forecast';
import { pointOf } from '../forecast/points';
import { pointsOf } from '../history/series-point';
import type { HistorySeries } from '../history-point';
import { compare } from '../money/decimal';
import type { Lasting, Runway } from '../runway';
import type { Status } from '../status';
import type { HistoryKeeper } from './history';
import type { Patch, State, StateOwner } from './state';

const hour = 60 * 60_000;
const day = 24 * hour;
/** So far back a forecast looks. */
const lookedAtMs = 30 * day;
/** A pace changes slowly: so old an outlook may become, in milliseconds, before a new figure makes it anew. */
const outlookMs = hour;
/** An outlook from a figure that is older than this says too little about now. */
const oldestFigureMs = 7 * day;
/** So old the outlook of a figure that holds until something is entered may become, in milliseconds. */
const heldOutlookMs = day;

/** So many accounts are read from the history together: a page that asks meanwhile waits for these, and they are in memory at once. */
const mostAtOnce = 4;

interface Dependencies {
  history: Pick<HistoryKeeper, 'read'>;
  state: Pick<StateOwner, 'update'>;
  now(): number;
  /** Between one part of many accounts and the next: who asks meanwhile goes first. */
  pause(): Promise<unknown>;
}

/**
 * Works out, after a change has been saved and its figures are in the history, how long the accounts with new figures will last.
 * Nothing waits for it, and it never throws: without a history there is no outlook.
 */
export function createRunways({ history, state, now, pause }: Dependencies): (after: State, before: State) => Promise<void> {
  return async (after, before) => {
    const ids = Object.keys(after.statuses).filter((id) => isWorthIt(after.statuses[id], before.statuses[id], now()));
    if (ids.length === 0) return;
    try {
      const made = new Map<string, Status['outlook']>();
      for (let first = 0; first < ids.length; first += mostAtOnce) {
        if (first > 0) await pause();
        const some = ids.slice(first, first + mostAtOnce);
        const { series } = await history.read({ ids: some, from: now() - lookedAtMs, to: now(), span: 0 });
        for (const id of some) made.set(id, outlookOf(id, after, series, now()));
      }
      await state.update((current) => {
        const statuses = Object.fromEntries(ids.flatMap((id) => replaced(id, current, after, made.get(id))));
        return Object.keys(statuses).length > 0 ? { statuses } : undefined;
      });
    } catch {
      // The history tells what is wrong with it; the next figure tries again.
    }
  };
}

/** Carries the outlook over to the statuses of a change; a figure of something else begins without one. */
export function withOutlooks(patch: Patch, state: State): Patch {
  if (!patch.statuses) return patch;
  const statuses = Object.entries(patch.statuses).map(([id, status]) => {
    const before = state.statuses[id];
    if (!status || status.outlook || !before?.outlook || unitOf(status) !== unitOf(before)) return [id, status] as const;
    return [id, { ...status, outlook: before.outlook }] as const;
  });
  return { ...patch, statuses: Object.fromEntries(statuses) };
}

/** What pages see of the outlook: nothing once the figure that it starts from is too old. */
export function outlookFor(status: Status | undefined, now: number): { runway?: Runway | undefined; lasting?: Lasting | undefined } {
  const { reading, readAt, outlook } = status ?? {};
  if (readAt === undefined || !outlook) return {};
  // What holds was as true when the outlook was made as when it was read.
  const knownAt = reading?.holdsUntil === undefined ? readAt : Math.max(readAt, outlook.at);
  if (now - knownAt > oldestFigureMs) return {};
  const { runway, lasting } = outlook;
  return { runway, lasting: lasting?.kind === 'resets-first' && lasting.resetsAt <= now ? undefined : lasting };
}

function isWorthIt(status: Status | undefined, before: Status | undefined, now: number): boolean {
  if (!status?.reading) return false;
  const { outlook } = status;
  if (status.reading === before?.reading && status.readAt === before?.readAt) {
    // Nothing was entered for a day: that is known as well, and the pace is lower by it.
    return status.reading.holdsUntil !== undefined && saysSomething(outlook) && Math.abs(now - (outlook?.at ?? 0)) >= heldOutlookMs;
  }
  if (!outlook || Math.abs(now - outlook.at) >= outlookMs) return true;
  const [left, earlier] = [amountOf(status), amountOf(before)];
  // More than before is a top-up, and nothing left is the end: neither waits for the hour.
  return left === undefined || earlier === undefined || compare(left, earlier) > 0 || compare(left, '0') <= 0;
}

function outlookOf(id: string, { accounts, statuses }: State, series: readonly HistorySeries[], now: number): Status['outlook'] {
  const account = accounts[id];
  const status = statuses[id];
  const newest = status?.reading && status.readAt !== undefined ? pointOf(status.reading, status.readAt) : undefined;
  if (!account || !status?.reading || !newest) return { at: now };
  const [main] = pointsOf(account, status);
  const line = series.find((one) => one.account === id && one.series === main?.series);
  const points = (line?.points ?? []).flatMap(({ at, value }) => (value === undefined || at === newest.at ? [] : [{ at, remaining: value }]));
  const said = forecast([...points, newest], contextOf(status.reading, now));
  const [runway, lasting] = [runwayIn(said), lastingIn(said)];
  return { at: now, ...(runway ? { runway } : {}), ...(lasting ? { lasting } : {}) };
}

/** Only where the figure is still the one that the outlook was made from, and there is something to say or to take back. */
function replaced(id: string, current: State, after: State, outlook: Status['outlook']): [string, Status][] {
  const status = current.statuses[id];
  if (!status || !outlook || status.readAt !== after.statuses[id]?.readAt) return [];
  if (!saysSomething(outlook) && !saysSomething(status.outlook)) return [];
  return [[id, { ...status, outlook }]];
}

function saysSomething(outlook: Status['outlook']): boolean {
  return outlook?.runway !== undefined || outlook?.lasting !== undefined;
}

function amountOf(status: Status | undefined): string | undefined {
  const remaining = status?.reading?.remaining;
  return remaining && remaining !== 'unlimited' ? remaining.value : undefined;
}

function unitOf(status: Status): string | undefined {
  const remaining = status.reading?.remaining;
  return remaining && remaining !== 'unlimited' ? remaining.unit : undefined;
}
