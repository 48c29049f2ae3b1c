import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountRecord, minute, noon } from '@/tests/fakes/world';
import { type Failure, failurePolicy } from '../failure';
import type { ReadOutcome } from '../provider-host/read-account';
import type { Reading } from '../reading';
import { defaultSettings } from '../settings';
import type { Status } from '../status';
import { afterAttempt, backoff, dueIds, isDue, nextWake, rescheduled } from './schedule';
import { emptyState, type State } from './state';

const settings = { ...defaultSettings(), intervalMinutes: 15 };
const reading: Reading = { remaining: { value: '5', unit: 'USD' }, meaning: 'balance', basis: 'reported', scope: 'account', rule: { kind: 'as-reported' } };
const good: ReadOutcome = { result: { ok: true, reading, method: 'balance' }, attempts: [{ method: 'balance', at: noon, status: 200 }] };
const read: Status = { v: 1, reading, readAt: noon, method: 'balance', failures: 0, attempts: [], lastAttemptAt: noon, nextAttemptAt: noon + 15 * minute };

function failing(failure: Failure): ReadOutcome {
  return { result: { ok: false, failure }, attempts: [] };
}

function stateWith(statuses: Record<string, Status | undefined>, removed: readonly string[] = []): State {
  const ids = Object.keys(statuses);
  return {
    ...emptyState(),
    settings,
    accounts: Object.fromEntries(ids.map((id) => [id, accountRecord({ id, ...(removed.includes(id) ? { removedAt: noon } : {}) })])),
    statuses: Object.fromEntries(Object.entries(statuses).flatMap(([id, status]) => (status ? [[id, status]] : []))),
  };
}

describe('after an attempt', () => {
  test('a success replaces the reading and is repeated after the interval, never earlier, and at most five per cent later', () => {
    for (const random of [0, 0.5, 1]) {
      const status = afterAttempt({ ...read, failure: { kind: 'network' }, failures: 4, failedAt: noon }, good, settings, noon, random);
      expect(status).toMatchObject({ reading, readAt: noon, failures: 0, lastAttemptAt: noon });
      expect(status).not.toHaveProperty('failure');
      expect(status).not.toHaveProperty('failedAt');
      expect(status.nextAttemptAt).toBeGreaterThanOrEqual(noon + 15 * minute);
      expect(status.nextAttemptAt).toBeLessThanOrEqual(noon + 15.75 * minute);
    }
  });

  test('no failure of any kind touches the reading, its instant or its method', () => {
    const kinds = Object.keys(failurePolicy) as Failure['kind'][];
    for (const kind of kinds) {
      const status = afterAttempt(read, failing(sample(kind)), settings, noon + minute, 0.5);
      expect(status, kind).toMatchObject({ reading, readAt: noon, method: 'balance', failedAt: noon + minute, failures: 1, failure: { kind } });
    }
  });

  test('a failure without any reading before makes none', () => {
    const status = afterAttempt(undefined, failing({ kind: 'timeout' }), settings, noon, 0);
    expect(status).not.toHaveProperty('reading');
    expect(status).not.toHaveProperty('readAt');
  });

  test('each kind is tried again as the table says', () => {
    for (const [kind, { retry }] of Object.entries(failurePolicy) as [Failure['kind'], { retry: string }][]) {
      const { nextAttemptAt } = afterAttempt(read, failing(sample(kind)), settings, noon, 0);
      const expected = { stop: undefined, backoff: noon + minute / 2, interval: noon + 15 * minute, 'named-instant': noon + 42 * minute }[retry];
      expect(nextAttemptAt, kind).toBe(expected);
    }
  });

  test('the instant that a service named is kept, with a few seconds between installations', () => {
    const { nextAttemptAt } = afterAttempt(read, failing({ kind: 'rate-limited', retryAt: noon + 42 * minute }), settings, noon, 1);
    expect(nextAttemptAt).toBe(noon + 42 * minute + 5000);
  });
});

describe('back-off', () => {
  test('grows with every failure, up to an hour, and never falls below half a minute', () => {
    const pauses = Array.from({ length: 40 }, (_, index) => backoff(index + 1, 1));
    expect(pauses.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 60].map((minutes) => minutes * minute));
    expect(Math.max(...pauses)).toBe(60 * minute);
    const bounded = fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const pause = backoff(failures, random);
      expect(pause).toBeGreaterThanOrEqual(minute / 2);
      expect(pause).toBeLessThanOrEqual(60 * minute);
    });
    fc.assert(bounded);
  });

  test('failures in a row are counted, and a success starts anew', () => {
    let status: Status | undefined;
    const pauses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      status = afterAttempt(status, failing({ kind: 'network' }), settings, noon, 1);
      pauses.push((status.nextAttemptAt ?? 0) - noon);
    }
    expect(pauses).toEqual([minute, 2 * minute, 4 * minute, 8 * minute]);
    status = afterAttempt(status, good, settings, noon, 1);
    expect(afterAttempt(status, failing({ kind: 'network' }), settings, noon, 1).nextAttemptAt).toBe(noon + minute);
  });
});

describe('what is due', () => {
  test('an account never read is, one that has stopped is not, and one with an instant is from that instant on', () => {
    expect(isDue(undefined, noon)).toBe(true);
    expect(isDue({ v: 1, failures: 1, attempts: [] }, noon)).toBe(false);
    expect(isDue({ ...read, nextAttemptAt: noon + 1 }, noon)).toBe(false);
    expect(isDue({ ...read, nextAttemptAt: noon }, noon)).toBe(true);
  });

  test('security 27: after the clock was set back by ten years everything is due, not in ten years', () => {
    expect(isDue(read, noon - 10 * 365 * 24 * 60 * minute)).toBe(true);
  });

  test('security 27: after eight hours of sleep an account is due once, however many intervals have passed', () => {
    const later = noon + 8 * 60 * minute;
    expect(dueIds(stateWith({ a: read, b: read }), later)).toEqual(['a', 'b']);
    const after = afterAttempt(read, good, settings, later, 0);
    expect(dueIds(stateWith({ a: after, b: after }), later)).toEqual([]);
    expect(after.nextAttemptAt).toBe(later + 15 * minute);
  });

  test('the longest interval is never taken for a clock that was set back', () => {
    const daily = afterAttempt(undefined, good, { ...settings, intervalMinutes: 24 * 60 }, noon, 1);
    expect(isDue(daily, noon)).toBe(false);
  });

  test('a removed account is not', () => {
    expect(dueIds(stateWith({ a: undefined, b: undefined }, ['a']), noon)).toEqual(['b']);
  });
});

describe('the next wake', () => {
  test('is the earliest of everything ahead', () => {
    const at = (nextAttemptAt: number): Status => ({ v: 1, failures: 0, attempts: [], nextAttemptAt });
    expect(nextWake(stateWith({ a: at(noon + 30 * minute), b: at(noon + 7 * minute), c: at(noon + 9 * minute) }), noon)).toBe(noon + 7 * minute);
  });

  test('is now when something is due', () => {
    expect(nextWake(stateWith({ a: read, b: undefined }), noon)).toBe(noon);
  });

  test('is when a figure of an account that has stopped grows old: the badge must say so', () => {
    const { nextAttemptAt: _none, ...stopped } = read;
    const at = nextWake(stateWith({ a: stopped }), noon);
    expect(at).toBeGreaterThan(noon + 30 * minute);
    expect(at).toBeLessThanOrEqual(noon + 31 * minute);
  });

  test('is soon for a removed account, which must be purged', () => {
    expect(nextWake(stateWith({ a: read }, ['a']), noon)).toBe(noon + minute);
  });

  test('is never when nothing is ahead', () => {
    expect(nextWake(emptyState(), noon)).toBeUndefined();
    expect(nextWake(stateWith({ a: { v: 1, failures: 1, attempts: [], failure: { kind: 'unauthorized' } } }), noon)).toBeUndefined();
  });
});

describe('a changed interval', () => {
  const hourly = { ...settings, intervalMinutes: 60 };

  test('counts from the last attempt', () => {
    expect(rescheduled(read, hourly, 0).nextAttemptAt).toBe(noon + 60 * minute);
    expect(rescheduled({ ...read, failure: { kind: 'bad-response', detail: 'shape' }, failedAt: noon }, hourly, 0).nextAttemptAt).toBe(noon + 60 * minute);
  });

  test('does not shorten a pause that a service or a failure asked for, and wakes nobody who has stopped', () => {
    for (const kind of ['rate-limited', 'network', 'timeout', 'unavailable'] as const) {
      const waiting = { ...read, failure: sample(kind), nextAttemptAt: noon + 50 * minute };
      expect(rescheduled(waiting, { ...settings, intervalMinutes: 1 }, 0), kind).toEqual(waiting);
    }
    const { nextAttemptAt: _none, ...stopped } = read;
    expect(rescheduled(stopped, hourly, 0)).toEqual(stopped);
  });
});

/** A failure of each kind with whatever it carries. */
function sample(kind: Failure['kind']): Failure {
  const carried = { retryAt: noon + 42 * minute, status: 500, detail: 'x', origins: [], part: 'key', field: 'x', reason: 'x' };
  return { kind, ...carried } as Failure;
}
