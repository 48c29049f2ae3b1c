import { describe, expect, test } from 'vitest';
import { accountView, balanceOf, noon, snapshotOf } from '../tests/sample-snapshot';
import { accountState, isStale } from './snapshot';

const minute = 60_000;

describe('a reading', () => {
  test.each([
    [0, false],
    [30 * minute, false],
    [30 * minute + 1, true],
    [-minute, false],
    [-minute - 1, true],
  ])('of %i milliseconds ago is old after twice the interval, or when it comes from the future: %s', (age, expected) => {
    expect(isStale(noon - age, { intervalMinutes: 15 }, noon)).toBe(expected);
  });

  test('grows old by the interval that is set', () => {
    expect(isStale(noon - 3 * minute, { intervalMinutes: 1 }, noon)).toBe(true);
    expect(isStale(noon - 3 * minute, { intervalMinutes: 1440 }, noon)).toBe(false);
  });
});

describe('the state of an account', () => {
  const snapshot = snapshotOf([]);
  const read = accountView('a', balanceOf('1'));
  const failure = { kind: 'network' } as const;

  test.each([
    ['new', accountView('a')],
    ['fresh', read],
    ['stale', { ...read, readAt: noon - 31 * minute }],
    ['failed', { ...read, failure }],
    ['failed', { ...accountView('a'), failure }],
  ])('is %s (case %#)', (state, account) => {
    expect(accountState(account, snapshot, noon)).toBe(state);
  });

  test('is reading while it is being read, before all else', () => {
    const progress = { done: 0, total: 2, pending: ['a'] };
    expect(accountState({ ...read, failure }, snapshotOf([], {}, { vault: 'locked' }), noon, progress)).toBe('reading');
    expect(accountState(accountView('b'), snapshot, noon, progress)).toBe('new');
  });

  test('is locked behind a lock, whatever it was', () => {
    expect(accountState({ ...read, failure }, snapshotOf([], {}, { vault: 'locked' }), noon)).toBe('locked');
  });
});
