import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysText } from './days-text';

test.each([
  [0, '0d'],
  [0.01, '<1d'],
  [0.99, '<1d'],
  [1, '1d'],
  [9.99, '9d'],
  [20.9, '20d'],
  [21, '3w'],
  [27.9, '3w'],
  [364.9, '52w'],
  [365, '1y'],
  [731, '2y'],
  [3650, '9y'],
  [1e9, '99y'],
])('%d days are %s', (days, expected) => {
  expect(daysText(days)).toBe(expected);
});

test('fits every toolbar and never says more days than there are', () => {
  const daysIn = { d: 1, w: 7, y: 365 };
  fc.assert(
    fc.property(fc.double({ min: 1, max: 5000, noNaN: true }), (days) => {
      const [, count = '', unit = ''] = /^(\d+)([dwy])$/.exec(daysText(days)) ?? [];
      expect(daysText(days).length).toBeLessThanOrEqual(3);
      expect(Number(count) * daysIn[unit as keyof typeof daysIn]).toBeLessThanOrEqual(days);
    }),
  );
});
