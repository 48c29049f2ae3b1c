import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pointAt, seriesName } from '@/tests/sample-points';
import { compare, subtract, sum } from '../money/decimal';
import { spendByDay, topUpsIn } from './changes';

const hour = 3_600_000;
const day = 24 * hour;
const morning = Date.UTC(2026, 10, 20, 6);

function balances(...values: readonly (readonly [number, string])[]) {
  return { ...seriesName(), points: values.map(([at, value]) => pointAt(at, value)) };
}

describe('a rise', () => {
  test('of a balance is a top-up, of so much at least', () => {
    expect(topUpsIn(balances([morning, '3.5'], [morning + hour, '53.4'], [morning + day, '50']))).toEqual([
      { account: 'a1', at: morning + hour, amount: '49.9', value: '53.4' },
    ]);
  });

  test('of a limit is none: it starts anew by itself', () => {
    expect(topUpsIn({ ...balances([morning, '3'], [morning + hour, '50']), meaning: 'budget' })).toEqual([]);
  });

  test('is none where the figure is known in another way, or was not known', () => {
    const points = [pointAt(morning, '3'), pointAt(morning + 1, '9', { basis: 'derived' }), { at: morning + 2, basis: 'derived', method: '' } as const];
    expect(topUpsIn({ ...seriesName(), points: [...points, pointAt(morning + 3, '12', { basis: 'derived' })] })).toEqual([]);
  });
});

describe('spend of a day', () => {
  test('is how much the balance fell, and a top-up is not taken off it', () => {
    const series = balances([morning, '10'], [morning + hour, '8'], [morning + 2 * hour, '58'], [morning + 3 * hour, '57.5'], [morning + day, '57']);
    expect(spendByDay({ series: [series], spend: [] })).toEqual([
      { account: 'a1', unit: 'USD', day: '2026-11-20', amount: '2.5', basis: 'derived' },
      { account: 'a1', unit: 'USD', day: '2026-11-21', amount: '0.5', basis: 'derived' },
    ]);
  });

  test('says since when, where nothing was read for longer than a day', () => {
    const [spent] = spendByDay({ series: [balances([morning, '10'], [morning + 4 * day, '2'])], spend: [] });
    expect(spent).toMatchObject({ day: '2026-11-24', amount: '8', since: '2026-11-20' });
  });

  test('is what the service reports, from its first day on; before that the fall', () => {
    const series = balances([morning, '10'], [morning + hour, '9'], [morning + day, '7'], [morning + 2 * day, '4']);
    const spend = [{ account: 'a1', unit: 'USD', day: '2026-11-21', amount: '2.01' }];
    expect(spendByDay({ series: [series], spend }).map(({ day: of, amount, basis }) => [of, amount, basis])).toEqual([
      ['2026-11-20', '1', 'derived'],
      ['2026-11-21', '2.01', 'reported'],
    ]);
  });

  test('of a service that reports spend alone is how much more was used; a new month is no refund', () => {
    const points = ['5', '7', '1', '4'].map((used, place) => ({ at: morning + place * hour, used, basis: 'reported' as const, method: '' }));
    expect(spendByDay({ series: [{ ...seriesName(), meaning: 'spend', points }], spend: [] })).toMatchObject([{ amount: '5' }]);
  });

  test('and top-ups explain every balance: the last is the first, more what was put in, less what was spent', () => {
    const steps = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(steps, (changes) => {
        let cents = 100_000;
        const values = [0, ...changes].map((change, place) => {
          cents += change;
          return [morning + place * hour, `${cents / 100}`] as const;
        });
        const series = balances(...values);
        const spent = spendByDay({ series: [series], spend: [] });
        const raised = topUpsIn(series);
        for (const { amount } of [...spent, ...raised]) expect(compare(amount, '0')).toBe(1);
        const difference = subtract(sum(raised.map(({ amount }) => amount)), sum(spent.map(({ amount }) => amount)));
        expect(subtract(series.points.at(-1)?.value ?? '0', series.points[0]?.value ?? '0')).toBe(difference);
      }),
    );
  });
});
