import { describe, expect, test } from 'vitest';
import { pointAt, seriesName } from '@/tests/sample-points';
import { accountView, balanceOf } from '@/tests/sample-snapshot';
import { addedUp, aligned, amountsAt, inUnit, linesOf, oneOfEachWallet, pointsFrom, unitsOf } from './lines';

const accounts = [accountView('a1', balanceOf('5')), accountView('a2', balanceOf('7', 'CNY'))];
const first = { ...seriesName('a1'), points: [pointAt(1, '10'), pointAt(5, '8')] };
const second = { ...seriesName('a2'), points: [pointAt(3, '-0.5')] };
const older = { ...seriesName('a1', { series: 'USD balance before' }), points: [pointAt(0, '90')] };

describe('lines', () => {
  test('begin with the last figure before their span of time', () => {
    const points = [1, 3, 5].map((at) => pointAt(at, '1'));
    expect([0, 1, 2, 5, 9].map((from) => pointsFrom(points, from).map(({ at }) => at))).toEqual([[1, 3, 5], [1, 3, 5], [1, 3, 5], [3, 5], [5]]);
    expect(pointsFrom([], 3)).toEqual([]);
  });

  test('are on one axis of time, and have nothing where they have no point of their own', () => {
    expect(aligned(linesOf([first, second], accounts))).toEqual([
      [1, 3, 5],
      [10, undefined, 8],
      [undefined, -0.5, undefined],
    ]);
    expect(aligned([])).toEqual([[]]);
  });

  test('of accounts that are not chosen, or without what was left, are none', () => {
    const spent = { ...seriesName('a2', { meaning: 'spend' }), points: [{ at: 1, used: '3', basis: 'reported' as const, method: '' }] };
    expect(linesOf([{ ...first, account: 'gone' }, spent], accounts)).toEqual([]);
  });

  test('of one account in two series stay two, in its colour', () => {
    const lines = linesOf([older, first], accounts);
    expect(lines.map(({ color, points }) => [color, points.length])).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });
});

describe('what is said of an instant', () => {
  const lines = linesOf([older, first, second], accounts);

  test('is the last word on each account until then, and nothing of one that was not read yet', () => {
    const said = (at: number) => amountsAt(lines, at).map(({ line, value }) => [line.account, value]);
    expect(said(0)).toEqual([['a1', '90']]);
    expect(said(4)).toEqual([
      ['a1', '10'],
      ['a2', '-0.5'],
    ]);
    expect(said(9)).toEqual([
      ['a1', '8'],
      ['a2', '-0.5'],
    ]);
  });
});

test('spend of several accounts is added up by the day, exactly', () => {
  const spent = (account: string, day: string, amount: string) => ({ account, unit: 'USD', day, amount, basis: 'reported' as const });
  expect(addedUp([spent('a1', '2026-11-02', '0.1'), spent('a2', '2026-11-02', '0.2'), spent('a1', '2026-11-01', '1')])).toEqual([
    { day: '2026-11-01', amount: '1' },
    { day: '2026-11-02', amount: '0.3' },
  ]);
});

test('accounts of one wallet count once', () => {
  const same = accounts.map((account) => ({ ...account, wallet: 'one' }));
  expect([...oneOfEachWallet(same)]).toEqual(['a1']);
  expect([...oneOfEachWallet(accounts)]).toEqual(['a1', 'a2']);
});

test('units are those of figures and of what was kept, and parts of one unit are only in it', () => {
  const history = { series: [first, older, { ...second, unit: 'CNY' }], spend: [{ account: 'a1', unit: 'EUR', day: '2026-11-01', amount: '1' }] };
  expect(unitsOf(accounts, history).toSorted()).toEqual(['CNY', 'EUR', 'USD']);
  expect(unitsOf(accounts, history)[0]).toBe('USD');
  expect(inUnit(history, 'CNY').series).toHaveLength(1);
});
