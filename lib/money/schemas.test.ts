import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { add, divide, parseDecimal } from './decimal';
import { decimal, quantitySchema, storedDecimal } from './schemas';

describe('an amount in an answer', () => {
  test('may be a number or text, and becomes a decimal', () => {
    expect(z.parse(decimal, 83.58)).toBe('83.58');
    expect(z.parse(decimal, '110.00')).toBe('110');
  });

  test.each([true, null, undefined, '', '1,234.50', 'Infinity', [], {}])('is not %o', (junk) => {
    expect(z.safeParse(decimal, junk).success).toBe(false);
  });

  test('that is missing is missing, not zero', () => {
    const parsed = z.safeParse(z.object({ amount: decimal }), {});
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.path).toEqual(['amount']);
  });
});

describe('a stored amount', () => {
  test('is what the arithmetic gives', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e23, max: 1e23, minExcluded: true }).filter((value) => value === 0 || Math.abs(value) > 1e-40),
        (value) => {
          const amount = parseDecimal(value) as string;
          for (const result of [amount, add(amount, '1'), divide(amount, '3')]) expect(z.safeParse(storedDecimal, result).success).toBe(true);
        },
      ),
    );
  });

  test.each(['1e3', '', '-', '1.', '.5', ' 1', 'NaN', '1'.repeat(65), 5])('is not %o', (junk) => {
    expect(z.safeParse(storedDecimal, junk).success).toBe(false);
  });

  test('has a unit of bounded length', () => {
    expect(z.safeParse(quantitySchema, { value: '5', unit: 'USD' }).success).toBe(true);
    expect(z.safeParse(quantitySchema, { value: '5', unit: '' }).success).toBe(false);
    expect(z.safeParse(quantitySchema, { value: '5', unit: 'x'.repeat(25) }).success).toBe(false);
    expect(z.safeParse(quantitySchema, { value: 5, unit: 'USD' }).success).toBe(false);
  });
});
