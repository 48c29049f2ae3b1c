import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, compare, divide, floor, isNegative, isZero, multiply, parseDecimal, subtract, sum } from './decimal';

/** Decimals of every size that an answer can hold, in plain notation. */
const decimals = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 24n - 1n }), fc.stringMatching(/^\d{0,20}$/))
  .map(([negative, whole, fraction]) => parseDecimal(`${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`) as string);

describe('parseDecimal', () => {
  test.each([
    [83.58, '83.58'],
    [0, '0'],
    [-0, '0'],
    ['-0.00', '0'],
    ['83.580', '83.58'],
    ['007', '7'],
    ['1e3', '1000'],
    ['1.5E-3', '0.0015'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    ['999999999999999999999999.9999', '999999999999999999999999.9999'],
    ['0.1234567890123456789012345678901234567890', '0.123456789012345678901234567890123456789'],
  ])('reads %o as %s', (input, expected) => {
    expect(parseDecimal(input)).toBe(expected);
  });

  test.each([
    true,
    false,
    null,
    undefined,
    '',
    ' ',
    ' 5',
    '5 ',
    '5\n',
    '+5',
    '.5',
    '5.',
    '-',
    '--5',
    '−5',
    '1,234.50',
    '1.234,50',
    '1 000',
    '1_000',
    '0x10',
    '１２',
    '٣',
    'Infinity',
    '-Infinity',
    'NaN',
    '1e999',
    '1e24',
    '-1e24',
    '1000000000000000000000000',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e24,
    10n,
    [],
    [5],
    {},
    '$5',
    '5 USD',
    '1e',
    '1e+',
    '5..0',
  ])('refuses %o', (junk) => {
    expect(parseDecimal(junk)).toBeUndefined();
  });

  test('never throws, and gives nothing but plain notation', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.double(), fc.stringMatching(/^[-+.\deE, ]{0,12}$/)), (input) => {
        const parsed = parseDecimal(input);
        if (parsed !== undefined) expect(parsed).toMatch(/^-?\d+(?:\.\d*[1-9])?$/);
      }),
    );
  });

  test('takes no text that is not made of ASCII digits, one point, one sign and an exponent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        if (!/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) expect(parseDecimal(text)).toBeUndefined();
      }),
    );
  });

  test('reads back what it wrote', () => {
    fc.assert(fc.property(decimals, (value) => parseDecimal(value) === value));
  });

  test('agrees with the number it was given', () => {
    const numbers = fc.double({ noNaN: true, min: -1e23, max: 1e23 }).filter((value) => value === 0 || Math.abs(value) > 1e-90);
    fc.assert(fc.property(numbers, (value) => Number(parseDecimal(value)) === value));
  });
});

describe('arithmetic', () => {
  test('is exact where floats are not', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(subtract('120', '36.42')).toBe('83.58');
    expect(multiply('1.97531', '7.3')).toBe('14.419763');
    expect(divide('987655', '500000')).toBe('1.97531');
  });

  test('adding and subtracting undo each other', () => {
    fc.assert(fc.property(decimals, decimals, (left, right) => subtract(add(left, right), right) === left && add(subtract(left, right), right) === left));
  });

  test('adding and multiplying do not depend on the order', () => {
    fc.assert(fc.property(decimals, decimals, (left, right) => add(left, right) === add(right, left) && multiply(left, right) === multiply(right, left)));
  });

  test('comparing agrees with subtracting', () => {
    fc.assert(
      fc.property(decimals, decimals, (left, right) => {
        const difference = subtract(left, right);
        expect(compare(left, right)).toBe(isZero(difference) ? 0 : isNegative(difference) ? -1 : 1);
      }),
    );
  });

  test('a division that goes on for ever is cut, not rounded up', () => {
    expect(divide('2', '3')).toBe(`0.${'6'.repeat(40)}`);
    fc.assert(
      fc.property(
        decimals.filter((value) => !isNegative(value)),
        fc.integer({ min: 1, max: 1e9 }),
        (value, by) => compare(multiply(divide(value, String(by)), String(by)), value) <= 0,
      ),
    );
  });

  test('a debt that comes to nothing loses its sign', () => {
    expect(add('-5', '5')).toBe('0');
    expect(multiply('-5', '0')).toBe('0');
    expect(floor('-0', 2)).toBe('0');
  });
});

describe('floor', () => {
  test.each([
    ['83.589', 2, '83.58'],
    ['-3.21', 1, '-3.3'],
    ['-3.2', 1, '-3.2'],
    ['0.009', 2, '0'],
    ['-0.001', 2, '-0.01'],
    ['999.999', 0, '999'],
    ['-999.001', 0, '-1000'],
  ])('of %s at %i places is %s', (value, places, expected) => {
    expect(floor(value, places)).toBe(expected);
  });

  test('is never more than the value, and less than one place away', () => {
    fc.assert(
      fc.property(decimals, fc.integer({ min: 0, max: 8 }), (value, places) => {
        const lost = subtract(value, floor(value, places));
        expect(isNegative(lost)).toBe(false);
        expect(compare(lost, parseDecimal(`1e-${places}`) as string)).toBe(-1);
      }),
    );
  });
});

describe('held against a library that does the same', () => {
  const oracle = Big();
  oracle.DP = 40;
  oracle.RM = Big.roundDown;
  const plain = (value: Big) => (value.eq(0) ? '0' : value.toFixed());

  test.each([
    ['add', add, (left: Big, right: Big) => left.plus(right)],
    ['subtract', subtract, (left: Big, right: Big) => left.minus(right)],
    ['multiply', multiply, (left: Big, right: Big) => left.times(right)],
  ] as const)('%s', (_name, ours, theirs) => {
    fc.assert(fc.property(decimals, decimals, (left, right) => void expect(ours(left, right)).toBe(plain(theirs(oracle(left), oracle(right))))));
  });

  test('divide', () => {
    const divisors = decimals.filter((value) => !isZero(value));
    fc.assert(fc.property(decimals, divisors, (left, right) => void expect(divide(left, right)).toBe(plain(oracle(left).div(oracle(right))))));
  });

  test('compare', () => {
    fc.assert(fc.property(decimals, decimals, (left, right) => void expect(compare(left, right)).toBe(oracle(left).cmp(oracle(right)))));
  });

  test('sum', () => {
    fc.assert(
      fc.property(fc.array(decimals, { maxLength: 20 }), (values) => {
        const total = values.reduce((before, value) => before.plus(value), oracle('0'));
        expect(sum(values)).toBe(plain(total));
      }),
    );
  });

  test('what the wire writes with an exponent', () => {
    const written = fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -40, max: 20 })).map(([digits, exponent]) => `${digits}e${exponent}`);
    fc.assert(fc.property(written, (text) => void expect(parseDecimal(text)).toBe(plain(oracle(text)))));
  });
});
