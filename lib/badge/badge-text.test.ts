import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, isNegative, isZero, multiply, parseDecimal, subtract } from '../money/decimal';
import { badgeText } from './badge-text';

describe('in four characters', () => {
  test.each([
    ['83.58', '83.5'],
    ['842.19', '842'],
    ['5', '5'],
    ['5.10', '5.1'],
    ['1234', '1.2k'],
    ['1999', '1.9k'],
    ['12345', '12k'],
    ['999999', '999k'],
    ['1000000', '1M'],
    ['1234567890', '1.2B'],
    ['100000000000000', '100T'],
    ['999999999999999', '999T'],
    ['1000000000000000', '999T'],
    ['0', '0'],
    ['0.01', '0.01'],
    ['0.009', '<1¢'],
    ['0.999', '0.99'],
    ['-3.21', '-3.3'],
    ['-0.001', '-.01'],
    ['-842.5', '-843'],
    ['-999.5', '-1k'],
    ['-12345', '-13k'],
    ['-1000000000000000', '-∞'],
  ])('%s dollars are %s', (value, expected) => {
    expect(badgeText(value, 'USD', 4)).toBe(expected);
  });
});

describe('in three characters', () => {
  test.each([
    ['83.58', '83'],
    ['8.35', '8.3'],
    ['842.19', '842'],
    ['1234', '1k'],
    ['123456', '.1M'],
    ['0.05', '.05'],
    ['0.009', '<1¢'],
    ['-3.21', '-4'],
    ['-0.05', '-.1'],
    ['-150', '-1k'],
    ['500000000000000', '99T'],
  ])('%s dollars are %s', (value, expected) => {
    expect(badgeText(value, 'USD', 3)).toBe(expected);
  });
});

test('less than a hundredth of what has no cents is still something', () => {
  expect(badgeText('0.009', 'tokens', 4)).toBe('0+');
  expect(badgeText('0.009', 'CNY', 4)).toBe('0+');
});

describe('whatever the amount', () => {
  /** From millionths to beyond the largest scale, on both sides of zero. */
  const amounts = fc
    .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: -6, max: 6 }))
    .map(([digits, exponent]) => parseDecimal(`${digits}e${exponent}`) as string);
  const widths = fc.constantFrom(3, 4);

  test('the text fits, and is not empty', () => {
    fc.assert(
      fc.property(amounts, widths, (value, width) => {
        const { length } = badgeText(value, 'USD', width);
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('it never says more than there is', () => {
    fc.assert(
      fc.property(amounts, widths, (value, width) => {
        const said = meaning(badgeText(value, 'USD', width));
        if (said !== undefined) expect(compare(said, value)).not.toBe(1);
      }),
    );
  });

  test('it has a minus sign exactly when the amount has one', () => {
    fc.assert(fc.property(amounts, widths, (value, width) => badgeText(value, 'USD', width).startsWith('-') === isNegative(value)));
  });

  test('it says nothing only of nothing', () => {
    fc.assert(fc.property(amounts, widths, (value, width) => (badgeText(value, 'USD', width) === '0') === isZero(value)));
    fc.assert(
      fc.property(
        amounts,
        widths,
        (value, width) => !/^-?\.?0+\D?$/.test(badgeText(value, 'CNY', width)) || isZero(value) || badgeText(value, 'CNY', width) === '0+',
      ),
    );
  });

  test('in four characters a positive amount is off by less than a tenth of itself and a cent', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 17n - 1n }), (cents) => {
        const value = parseDecimal(`${cents}e-2`) as string;
        const said = meaning(badgeText(value, 'USD', 4)) as string;
        expect(compare(subtract(value, said), multiply(value, '0.1'))).not.toBe(1);
      }),
    );
  });

  /** Reads a text back as a person would; `undefined` where it names no amount. */
  function meaning(text: string): string | undefined {
    if (text === '<1¢') return '0';
    const [, digits = '', suffix = ''] = /^(-?[\d.]+)([kMBT]?)$/.exec(text) ?? [];
    if (digits === '') return undefined;
    const size = { '': '1', k: '1e3', M: '1e6', B: '1e9', T: '1e12' }[suffix] as string;
    return multiply(parseDecimal(digits.replace(/^(-?)\./, '$10.')) as string, parseDecimal(size) as string);
  }
});
