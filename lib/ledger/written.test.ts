import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cents } from '@/tests/fakes/ledger-entries';
import { readAmount } from './written-amount';
import { readDate } from './written-date';

describe('an amount in a file', () => {
  test.each([
    ['1234.50', 'plain', '1234.5'],
    ['1,234.50', 'plain', undefined],
    ['1,234', 'plain', undefined],
    ['1,234.50', 'point', '1234.5'],
    ['1,234', 'point', '1234'],
    ['1,23', 'point', undefined],
    ['12,34,567', 'point', undefined],
    ["1'234.50", 'point', '1234.5'],
    ['1 234.50', 'point', '1234.5'],
    ['1234.50', 'point', '1234.5'],
    ['1.234,50', 'comma', '1234.5'],
    ['1.234', 'comma', '1234'],
    ['1 234,50', 'comma', '1234.5'],
    ['1\u202f234,50', 'comma', '1234.5'],
    ['1234,50', 'comma', '1234.5'],
    ['1234.50', 'comma', undefined],
    ['-0,5', 'comma', '-0.5'],
    ['1e3', 'plain', undefined],
    ['$5', 'plain', undefined],
    ['１２', 'plain', undefined],
    ['Infinity', 'point', undefined],
    ['', 'comma', undefined],
  ] as const)('%s, %s: %s', (written, style, value) => {
    expect(readAmount(written, style)).toBe(value);
  });

  test('is the same in every style', () => {
    fc.assert(
      fc.property(cents, (value) => {
        const [whole = '', fraction] = value.split('.');
        const grouped = (sign: string, point: string) => whole.replace(/\B(?=(?:\d{3})+$)/g, sign) + (fraction === undefined ? '' : point + fraction);
        expect(readAmount(grouped(',', '.'), 'point')).toBe(value);
        expect(readAmount(grouped('.', ','), 'comma')).toBe(value);
        expect(readAmount(value, 'plain')).toBe(value);
      }),
    );
  });
});

describe('a date in a file', () => {
  const day = Date.UTC(2026, 10, 3);
  test.each([
    ['2026-11-03', day],
    ['2026-11-03T10:30', day + 10.5 * 3_600_000],
    ['2026-11-03 10:30:05Z', day + 10.5 * 3_600_000 + 5000],
    ['2026-11-03T10:30:00.250+02:00', day + 8.5 * 3_600_000 + 250],
    ['2026-11-03T10:30:00.123456Z', day + 10.5 * 3_600_000 + 123],
    ['2026/11/3', day],
    ['2026.11.03', day],
    ['3 Nov 2026', day],
    ['3. November 2026', day],
    ['Nov 3, 2026', day],
    ['November 03 2026', day],
    ['03-Nov-2026', day],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
  ])('%s is one instant', (written, at) => {
    expect(readDate(written)).toBe(at);
  });

  test.each(['3/11/2026', '11-3-2026', '03.11.2026', '23/11/2026', '3/11/26', '03.11.2026 12:00'])(
    '%s may be two, or is read differently elsewhere',
    (written) => {
      expect(readDate(written)).toBe('ambiguous-date');
    },
  );

  test.each([
    '2025-02-29',
    '2026-13-01',
    '2026-11-03T25:00',
    '2026-11-03T10:30+99:00',
    '0026-11-03',
    '3026-11-03',
    '3 Foo 2026',
    '1761955200',
    'yesterday',
    '2026/11.03',
  ])('%s is none', (written) => {
    expect(readDate(written)).toBe('not-a-date');
  });
});
