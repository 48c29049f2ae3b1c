import { describe, expect, test } from 'vitest';
import { accountRecord, noon } from '@/tests/fakes/world';
import type { Account } from '../account';
import type { Reading } from '../reading';
import type { Status } from '../status';
import { walletOf } from './wallet';

const wallet = accountRecord({ id: 'wallet', fingerprint: 'w', baseUrl: 'https://relay.test' });
const keyOf = (changes: Partial<Account> = {}) =>
  accountRecord({ id: 'key', fingerprint: 'k', baseUrl: 'https://relay.test/v1', sharesWith: 'wallet', ...changes });

function isShared(key: Account, payer: Account = wallet): boolean {
  const state = { accounts: { [payer.id]: payer, [key.id]: key }, statuses: {} };
  return walletOf(key, state) === walletOf(payer, state);
}

describe('an account that draws on the money of another one', () => {
  test('is the same wallet, because its person says so', () => {
    expect(isShared(keyOf())).toBe(true);
    expect(isShared(keyOf({ sharesWith: undefined }))).toBe(false);
  });

  test('is, also where the limit of its own is all that it tells', () => {
    const reading: Reading = {
      remaining: { value: '5', unit: 'USD' },
      meaning: 'budget',
      basis: 'reported',
      scope: 'key',
      owner: '7',
      rule: { kind: 'as-reported' },
    };
    const status: Status = { v: 1, reading, readAt: noon, failures: 0, attempts: [] };
    const state = { accounts: { wallet, key: keyOf() }, statuses: { key: status } };
    expect(walletOf(keyOf(), state)).toBe(walletOf(wallet, state));
  });

  test.each<[string, Account, Account?]>([
    ['itself', keyOf({ sharesWith: 'key' })],
    ['nobody', keyOf({ sharesWith: 'gone' })],
    ['one that was removed', keyOf(), { ...wallet, removedAt: noon }],
    ['one at another origin', keyOf({ baseUrl: 'https://other.test' })],
    ['one that draws on another itself', keyOf(), { ...wallet, sharesWith: 'key' }],
  ])('has its own where that is %s', (_, key, payer) => {
    expect(isShared(key, payer)).toBe(false);
  });
});
