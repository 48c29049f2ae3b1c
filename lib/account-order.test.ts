import { describe, expect, test } from 'vitest';
import { accountView, balanceOf, noon, snapshotOf } from '../tests/sample-snapshot';
import { inOrderOfAttention, matches } from './account-order';
import type { AccountView } from './snapshot';

const order = (accounts: AccountView[]) => inOrderOfAttention(snapshotOf(accounts), noon).map(({ id }) => id);

describe('the order', () => {
  const failure = { kind: 'network' } as const;
  const fine = accountView('fine', balanceOf('9'));
  const fresh = accountView('new');
  const old = accountView('old', balanceOf('9'), { readAt: noon - 60 * 60_000 });
  const failed = accountView('failed', balanceOf('9'), { failure });
  const empty = accountView('empty', balanceOf('0.00'));
  const debt = accountView('debt', balanceOf('-1'));
  const pinned = accountView('pinned', balanceOf('9'), { pinned: 2 });
  const first = accountView('first', balanceOf('9'), { pinned: 1 });

  test('is what was pinned, then what is used up, failed and old, then the rest as it was added', () => {
    expect(order([fine, fresh, old, failed, empty, debt, pinned, first])).toEqual(['first', 'pinned', 'empty', 'debt', 'failed', 'old', 'fine', 'new']);
  });

  test('keeps what is pinned in front, whatever happens to it', () => {
    expect(order([debt, { ...failed, pinned: 1 }])).toEqual(['failed', 'debt']);
  });

  test('does not take no limit for nothing', () => {
    expect(order([fine, accountView('free', { ...balanceOf('0'), remaining: 'unlimited' })])).toEqual(['fine', 'free']);
  });

  test('leaves the snapshot as it was', () => {
    const snapshot = snapshotOf([fine, debt]);
    inOrderOfAttention(snapshot, noon);
    expect(snapshot.accounts.map(({ id }) => id)).toEqual(['fine', 'debt']);
  });
});

test.each([
  ['work', true],
  ['  WORK ', true],
  ['deep', true],
  ['api.deepseek', true],
  ['abcd', true],
  ['', true],
  ['openai', false],
  ['83.58', false],
])('a search for %o finds the account: %s', (search, expected) => {
  expect(matches(accountView('a', balanceOf('83.58'), { label: 'Work' }), search)).toBe(expected);
});
