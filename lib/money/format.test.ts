import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, parseDecimal } from './decimal';
import { formatQuantity } from './format';

describe('formatQuantity', () => {
  test.each([
    ['83.58', 'USD', '$83.58'],
    ['83.589', 'USD', '$83.58'],
    ['1234.5', 'USD', '$1,234.50'],
    ['0', 'USD', '$0.00'],
    ['4.1', 'CNY', '¥4.10'],
    ['-3.215', 'USD', '-$3.22'],
    ['0.01', 'USD', '$0.01'],
    ['0.0042', 'USD', '$0.0042'],
    ['0.000017604', 'USD', '$0.000017'],
    ['-0.004', 'USD', '-$0.004'],
    ['63580', 'tokens', '63,580 tokens'],
    ['63580.9', 'tokens', '63,580 tokens'],
    ['12.345', 'credits', '12.34 credits'],
    ['0.004', 'credits', '0.004 credits'],
    ['0', 'tokens', '0 tokens'],
    ['9007199254740993', 'quota', '9,007,199,254,740,993 quota'],
    ['123456789012345678.99', 'USD', '$123,456,789,012,345,678.99'],
  ])('writes %s %s as %s', (value, unit, expected) => {
    expect(formatQuantity({ value, unit }, 'en')).toBe(expected);
  });

  test('follows the language', () => {
    expect(formatQuantity({ value: '1234.5', unit: 'EUR' }, 'de')).toBe('1.234,50\u00a0€');
  });

  test('never writes more than there is, keeps the sign, and is off by less than a cent', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 10 }), (digits, exponent) => {
        const value = parseDecimal(`${digits}e-${exponent}`) as string;
        const text = formatQuantity({ value, unit: 'USD' }, 'en');
        const shown = parseDecimal(text.replaceAll(/[$,]/g, '')) as string;
        expect(compare(shown, value)).not.toBe(1);
        expect(text.startsWith('-')).toBe(digits < 0n);
        expect(Number(value) - Number(shown)).toBeLessThanOrEqual(0.01 + Math.abs(Number(value)) * 1e-12);
      }),
    );
  });

  test('an amount from a hundred-millionth on is never written as nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom('USD', 'credits'), (units, unit) => {
        expect(formatQuantity({ value: parseDecimal(`${units}e-8`) as string, unit }, 'en')).toMatch(/[1-9]/);
      }),
    );
  });
});
