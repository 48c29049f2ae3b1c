import { describe, expect, test } from 'vitest';
import { accountRecord, noon } from '@/tests/fakes/world';
import { balanceOf } from '@/tests/sample-snapshot';
import type { Reading } from '../reading';
import { pointsOf, spendOf } from './series-point';

const account = accountRecord();
const statusOf = (reading: Reading) => ({ v: 1 as const, reading, readAt: noon, method: 'balance', failures: 0, attempts: [] });
const seriesOf = (reading: Reading, of = account) => pointsOf(of, statusOf(reading))[0]?.series;

describe('a reading', () => {
  test('becomes a point with everything that it says, as text', () => {
    const reading = balanceOf('83.58', 'USD', { used: { value: '36.42', unit: 'USD' }, granted: { value: '120', unit: 'USD' } });
    expect(pointsOf(account, statusOf(reading))).toEqual([
      {
        account: 'a1',
        series: expect.stringMatching(/^USD balance \w+$/),
        unit: 'USD',
        meaning: 'balance',
        point: { at: noon, value: '83.58', used: '36.42', granted: '120', basis: 'reported', method: 'balance' },
      },
    ]);
  });

  test('never has two units in one line', () => {
    const reading = balanceOf('83.58', 'USD', { used: { value: '9', unit: 'CNY' }, otherRemaining: [{ value: '4.1', unit: 'CNY' }] });
    const points = pointsOf(account, statusOf(reading));
    expect(points.map(({ unit, point: { value, used } }) => [unit, value, used])).toEqual([
      ['USD', '83.58', undefined],
      ['CNY', '4.1', undefined],
    ]);
    expect(new Set(points.map(({ series }) => series)).size).toBe(2);
  });

  test('without an amount, or with no limit, adds nothing', () => {
    const { remaining: _remaining, ...unlimited } = balanceOf('1');
    expect(pointsOf(account, statusOf({ ...unlimited, remaining: 'unlimited' }))).toEqual([]);
    expect(pointsOf(account, { v: 1, failures: 3, attempts: [] })).toEqual([]);
  });

  test('of spend alone has no value, which is not zero', () => {
    const { remaining: _remaining, ...rest } = balanceOf('1');
    const [point] = pointsOf(account, statusOf({ ...rest, meaning: 'spend', used: { value: '7', unit: 'USD' } }));
    expect(point?.point).toEqual({ at: noon, used: '7', basis: 'reported', method: 'balance' });
  });

  test('brings the days that the service reports', () => {
    const reading = balanceOf('1', 'USD', { daily: [{ day: '2026-11-22', amount: { value: '1.5', unit: 'USD' } }] });
    expect(spendOf(account, statusOf(reading))).toEqual([{ account: 'a1', unit: 'USD', day: '2026-11-22', amount: '1.5' }]);
  });
});

describe('a line', () => {
  const balance = balanceOf('1');

  test('goes on as long as unit, meaning, address and wallet are the same', () => {
    expect(seriesOf(balanceOf('2'))).toBe(seriesOf(balance));
    expect(seriesOf(balance, { ...account, label: 'Home', revision: 2, baseUrl: `${account.baseUrl}/v1` })).toBe(seriesOf(balance));
  });

  test('ends where another of them begins', () => {
    const others = [
      seriesOf(balanceOf('1', 'CNY')),
      seriesOf({ ...balance, meaning: 'budget' }),
      seriesOf(balance, { ...account, baseUrl: 'https://other.example' }),
      seriesOf(balance, { ...account, fingerprint: 'another key' }),
      seriesOf({ ...balance, owner: 'somebody' }),
    ];
    expect(new Set([seriesOf(balance), ...others]).size).toBe(6);
  });

  test('goes on with another key of the same owner, and with another session of the same organization', () => {
    const owned = { ...balance, owner: 'team' };
    expect(seriesOf(owned, { ...account, fingerprint: 'another key' })).toBe(seriesOf(owned));
    const session = { ...account, credential: 'session' as const, fields: { organization: 'org-1' } };
    expect(seriesOf(balance, { ...session, fingerprint: 'another session' })).toBe(seriesOf(balance, session));
  });

  test('names neither the key nor the address', () => {
    expect(seriesOf({ ...balance, owner: 'team' })).not.toMatch(/print|deepseek|team/);
  });
});
