import { describe, expect, test } from 'vitest';
import { accountRecord, draftOf, noon, relayDraft, worldWith } from '@/tests/fakes/world';
import type { Account } from '../account';
import type { Reading } from '../reading';
import type { Status } from '../status';
import { buildSnapshot } from './publish';
import { readState } from './read-state';
import { emptyState, type State } from './state';

const canary = 'sk-CANARY-0123456789abcdef';

function stateOf(account: Account, status?: Status): State {
  return { ...emptyState(), accounts: { [account.id]: account }, statuses: status ? { [account.id]: status } : {} };
}

function statusWith(reading: Partial<Reading>): Status {
  const whole: Reading = { meaning: 'balance', basis: 'reported', scope: 'account', rule: { kind: 'as-reported' }, ...reading };
  return { v: 1, reading: whole, readAt: noon, method: 'balance', failures: 0, attempts: [] };
}

describe('the snapshot', () => {
  test('is built by naming fields: whatever else a stored account holds does not reach it', () => {
    const extra = { ...accountRecord(), secret: canary, key: canary, credentials: { token: canary }, [canary]: canary };
    expect(JSON.stringify(buildSnapshot(stateOf(extra), { state: 'open' }, noon))).not.toContain(canary);
  });

  test('nothing that a stored record holds beside its schema reaches it from the disk, at any depth', () => {
    const status = statusWith({ remaining: { value: '1', unit: 'USD' } });
    const records = new Map<string, unknown>([
      ['v1:a:a1', { ...accountRecord(), secret: canary }],
      ['v1:f:a1', { ...status, secret: canary, reading: { ...status.reading, secret: canary }, attempts: [{ method: 'balance', at: noon, headers: canary }] }],
      ['v1:settings', { theme: 'dark', secret: canary }],
      ['v1:o:https://api.deepseek.com', { v: 1, secret: canary, kept: { '/x': { until: 1, answer: canary } }, spent: [] }],
      ['v1:a:broken', { v: 1, secret: canary }],
      ['v1:s:dek:a1', { v: 1, rev: 1, n: canary, c: canary }],
    ]);
    const snapshot = buildSnapshot(readState(records), { state: 'open' }, noon);
    expect(snapshot.accounts).toHaveLength(1);
    expect(snapshot.unreadable).toHaveLength(1);
    expect(JSON.stringify(snapshot)).not.toContain(canary);
  });

  test('does not hold the fingerprint or the revision as such, and no credential', async () => {
    const drafts = [draftOf(), relayDraft()];
    const world = await worldWith(drafts);
    const text = JSON.stringify(world.published);
    for (const { secret } of drafts) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(secret.slice(3, -4));
    }
    expect(world.snapshot().accounts[0]).not.toHaveProperty('fingerprint');
    expect(world.snapshot().accounts[0]).not.toHaveProperty('revision');
  });

  test('holds accounts in the order they were added, and removed ones apart', () => {
    const accounts = [
      accountRecord({ id: 'c', createdAt: 3 }),
      accountRecord({ id: 'a', createdAt: 1 }),
      accountRecord({ id: 'b', createdAt: 2, removedAt: noon, label: 'Gone' }),
    ];
    const snapshot = buildSnapshot(
      { ...emptyState(), accounts: Object.fromEntries(accounts.map((account) => [account.id, account])) },
      { state: 'open' },
      noon,
    );
    expect(snapshot.accounts.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(snapshot.removed).toEqual([{ id: 'b', label: 'Gone' }]);
  });

  test('an account of a provider that this version does not have is shown under its id', () => {
    const [view] = buildSnapshot(stateOf(accountRecord({ providerId: 'gone' })), { state: 'open' }, noon).accounts;
    expect(view).toMatchObject({ providerName: 'gone', icon: { text: '?' }, billingUrl: 'https://api.deepseek.com' });
  });

  test('what is unknown is absent, never zero', () => {
    const [view] = buildSnapshot(stateOf(accountRecord()), { state: 'open' }, noon).accounts;
    for (const field of ['reading', 'readAt', 'failure', 'method', 'nextAttemptAt', 'pinned']) expect(view).not.toHaveProperty(field);
  });
});

describe('one wallet', () => {
  const walletOf = (account: Partial<Account>, reading: Partial<Reading> = {}) =>
    buildSnapshot(stateOf(accountRecord(account), statusWith(reading)), { state: 'open' }, noon).accounts[0]?.wallet;

  test('is the same owner at the same origin, whatever the key', () => {
    expect(walletOf({ fingerprint: 'x' }, { owner: 'u1' })).toBe(walletOf({ fingerprint: 'y' }, { owner: 'u1' }));
    expect(walletOf({}, { owner: 'u1' })).not.toBe(walletOf({}, { owner: 'u2' }));
    expect(walletOf({ baseUrl: 'https://a.test' }, { owner: 'u1' })).not.toBe(walletOf({ baseUrl: 'https://b.test' }, { owner: 'u1' }));
  });

  test('is the same key where no owner is known, also at another path', () => {
    expect(walletOf({ fingerprint: 'x' })).toBe(walletOf({ fingerprint: 'x', baseUrl: 'https://api.deepseek.com/sub' }));
    expect(walletOf({ fingerprint: 'x' })).not.toBe(walletOf({ fingerprint: 'y' }));
  });

  test("is each key's own where the limit is the key's, whoever owns it", () => {
    expect(walletOf({ fingerprint: 'x' }, { owner: 'u1', scope: 'key' })).not.toBe(walletOf({ fingerprint: 'y' }, { owner: 'u1', scope: 'key' }));
  });
});
