import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SpanUnit, spanOf } from './runway-span';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2026, 7, 15, 12);
const ending = (low: number, likely: number, high: number) => ({ at: { low: now + low * day, likely: now + likely * day, high: now + high * day } });

test.each([
  [[0, 0, 0], { kind: 'less-than-a-day' }],
  [[0.2, 0.9, 3], { kind: 'less-than-a-day' }],
  [[1, 1.4, 1.9], { kind: 'about', count: 1, unit: 'day' }],
  [[7, 9.8, 13], { kind: 'about', count: 9, unit: 'day' }],
  [[20, 29, 40], { kind: 'about', count: 4, unit: 'week' }],
  [[80, 100, 150], { kind: 'about', count: 3, unit: 'month' }],
  [[0.6, 1.5, 3.2], { kind: 'up-to', count: 4, unit: 'day' }],
  [[5, 9, 14], { kind: 'between', from: 5, to: 14, unit: 'day' }],
  [[15, 22, 33], { kind: 'between', from: 2, to: 5, unit: 'week' }],
  [[6, 12, 23], { kind: 'between', from: 6, to: 23, unit: 'day' }],
  [[50, 90, 150], { kind: 'between', from: 1, to: 5, unit: 'month' }],
  [[6, 20, 60], { kind: 'more-than', count: 6, unit: 'day' }],
  [[95, 120, 130], { kind: 'more-than', count: 3, unit: 'month' }],
  [[1000, 3000, 3650], { kind: 'more-than', count: 2, unit: 'year' }],
] as const)('between %j days', ([low, likely, high], expected) => {
  expect(spanOf(ending(low, likely, high), now)).toEqual(expected);
});

test('a runway that has ended is less than a day', () => {
  expect(spanOf(ending(-9, -5, -1), now)).toEqual({ kind: 'less-than-a-day' });
});

describe('whatever the range', () => {
  const ranges = fc
    .tuple(fc.double({ min: 0.01, max: 3000, noNaN: true }), fc.double({ min: 1, max: 4, noNaN: true }), fc.double({ min: 1, max: 4, noNaN: true }))
    .map(([low, first, second]) => [low, low * first, low * first * second] as const);
  const days: Record<SpanUnit, number> = { day: 1, week: 7, month: 30.44, year: 365.25 };
  const slack = 1e-6;

  test('what is said is not narrower than it is', () => {
    fc.assert(
      fc.property(ranges, ([low, likely, high]) => {
        const span = spanOf(ending(low, likely, high), now);
        if (span.kind === 'between') {
          expect(span.from * days[span.unit]).toBeLessThanOrEqual(low + slack);
          expect(span.to * days[span.unit]).toBeGreaterThanOrEqual(high - slack);
          expect(span.from).toBeGreaterThanOrEqual(1);
          expect(span.to).toBeGreaterThan(span.from);
        }
        if (span.kind === 'more-than') expect(span.count * days[span.unit]).toBeLessThanOrEqual(low + slack);
        if (span.kind === 'about') expect(span.count * days[span.unit]).toBeLessThanOrEqual(likely + slack);
        if (span.kind === 'up-to') expect(span.count * days[span.unit]).toBeGreaterThanOrEqual(high - slack);
      }),
    );
  });
});
