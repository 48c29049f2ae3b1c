import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareQuantities, convert, isCurrency, plus, quantity, share } from './quantity';

const five = quantity('5', 'USD');

describe('two units', () => {
  test('are never added or compared', () => {
    for (const combine of [plus, compareQuantities]) expect(() => combine(five, quantity('5', 'CNY'))).toThrow(RangeError);
  });

  test('that are the same keep the unit', () => {
    expect(plus(five, quantity('0.5', 'USD'))).toEqual({ value: '5.5', unit: 'USD' });
    expect(compareQuantities(five, quantity('4.99', 'USD'))).toBe(1);
  });

  test('meet only by a rate', () => {
    expect(convert(quantity('4.10', 'CNY'), '0.14', 'USD')).toEqual({ value: '0.574', unit: 'USD' });
  });
});

test.each([
  ['USD', true],
  ['usd', false],
  ['tokens', false],
  ['US', false],
  ['USDT', false],
  ['积分', false],
])('%s is a currency: %s', (unit, expected) => {
  expect(isCurrency(unit)).toBe(expected);
});

describe('a share', () => {
  test('is what is left of what was granted', () => {
    expect(share(quantity('83.58', 'USD'), quantity('120', 'USD'))).toBeCloseTo(0.6965);
  });

  test('is unknown where nothing was granted, or something else', () => {
    expect(share(five, quantity('0', 'USD'))).toBeUndefined();
    expect(share(five, quantity('-1', 'USD'))).toBeUndefined();
    expect(share(five, quantity('5', 'CNY'))).toBeUndefined();
  });

  test('stays between nothing and all', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1 }), (left, granted) => {
        const part = share(quantity(String(left), 'USD'), quantity(String(granted), 'USD'));
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(1);
      }),
    );
  });
});
