import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyAmount, seriesPoint } from '@/tests/sample-points';
import { highestLevel, lowestLevel, type Trend } from '../trend';
import { trendSchema } from '../trend-schema';
import { sinceOf, trendWith } from './trend';

const minute = 60_000;
const day = 24 * 60 * minute;
const noon = Date.UTC(2026, 10, 23, 12);

function trendOf(readings: readonly (readonly [number, string])[]): Trend {
  return readings.reduce<Trend | undefined>((before, [at, value]) => trendWith(before, seriesPoint(at, value)), undefined) as Trend;
}

/** The levels of the picture, from 0 to 1. */
function levels({ line }: Trend): number[] {
  return [...line].map((character) => (character.charCodeAt(0) - lowestLevel) / highestLevel);
}

describe('a trend', () => {
  test('shows a fall as a fall, and a top-up as a rise', () => {
    const falling = levels(trendOf([10, 9, 8, 7, 6].map((value, place) => [noon + place * day, String(value)] as const)));
    expect(falling).toHaveLength(30);
    expect(falling.toSorted((left, right) => right - left)).toEqual(falling);
    expect([falling[0], falling.at(-1)]).toEqual([1, 0]);
    const raised = levels(
      trendOf([
        [noon, '3'],
        [noon + day, '1'],
        [noon + 2 * day, '9'],
      ]),
    );
    expect(raised.at(-1)).toBe(1);
    expect(Math.min(...raised)).toBe(0);
  });

  test('of one reading is no line yet; of a figure that stays the same it is level', () => {
    expect(trendOf([[noon, '3']]).line).toBe('');
    expect(
      new Set(
        levels(
          trendOf([
            [noon, '3'],
            [noon + day, '3'],
            [noon + 2 * day, '3'],
          ]),
        ),
      ).size,
    ).toBe(1);
  });

  test('begins anew with another series, and with a clock that was set back before all of it', () => {
    const before = trendOf([
      [noon, '3'],
      [noon + day, '2'],
    ]);
    const other = trendWith(before, { ...seriesPoint(noon + 2 * day, '7'), series: 'CNY balance 1' });
    expect(other?.samples.split(' ')).toHaveLength(1);
    expect(trendWith(before, seriesPoint(noon - day, '3'))?.samples.split(' ')).toHaveLength(1);
  });

  test('forgets what is older than thirty days', () => {
    expect(
      sinceOf(
        trendOf([
          [noon - 40 * day, '9'],
          [noon - 20 * day, '8'],
          [noon, '7'],
        ]),
      ),
    ).toBe(noon - 20 * day);
  });

  test('is left as it was by a reading without an amount', () => {
    const before = trendOf([[noon, '3']]);
    const { value: _value, ...point } = seriesPoint(noon + day, '').point;
    expect(trendWith(before, { ...seriesPoint(noon + day, ''), point })).toBe(before);
  });

  test('stays small and can be stored, whatever is read', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 40 * day }), anyAmount), { minLength: 1, maxLength: 80 }), (readings) => {
        const trend = trendOf(readings.map(([age, value]) => [noon + age, value] as const));
        expect(trendSchema.parse(trend)).toEqual(trend);
        expect(trend.samples.split(' ').length).toBeLessThanOrEqual(30);
        for (const level of levels(trend)) expect(level >= 0 && level <= 1).toBe(true);
      }),
    );
  });
});
