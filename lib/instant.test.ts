import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { instant, parseInstant } from './instant';

const newYear = Date.UTC(2027, 0, 1);

describe('parseInstant', () => {
  test.each([
    ['seconds', newYear / 1000],
    ['seconds as a float', 1798761600.0],
    ['seconds as text', '1798761600'],
    ['seconds as text with a fraction', '1798761600.0'],
    ['milliseconds', newYear],
    ['milliseconds as text', String(newYear)],
    ['microseconds', newYear * 1000],
    ['ISO 8601', '2027-01-01T00:00:00Z'],
    ['ISO 8601 with a fraction', '2027-01-01T00:00:00.000Z'],
    ['ISO 8601 with an offset', '2027-01-01T08:00:00+08:00'],
    ['ISO 8601 with an offset without a colon', '2026-12-31T19:00:00-0500'],
    ['ISO 8601 without an offset, which is UTC', '2027-01-01T00:00:00'],
    ['a date and a time, which are UTC', '2027-01-01 00:00:00'],
    ['a date, a time and an offset', '2027-01-01 08:00:00+08:00'],
    ['without seconds', '2027-01-01T00:00'],
    ['a bare date', '2027-01-01'],
  ])('reads %s', (_, input) => {
    expect(parseInstant(input)).toBe(newYear);
  });

  test.each([
    null,
    undefined,
    '',
    0,
    '0',
    -1,
    '-1',
    '1970-01-01',
    '1970-01-01T00:00:00Z',
    3251145599,
    '3251145599',
    '2099-12-31',
    '9999-12-31T23:59:59Z',
    Date.UTC(2070, 0, 1),
  ])('takes %o for never', (input) => {
    expect(parseInstant(input)).toBeNull();
  });

  test.each([
    true,
    false,
    [],
    {},
    10n,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    'soon',
    'never',
    '2027-1-1',
    '01/02/2027',
    '2027-13-01',
    '2027-01-01T25:00:00Z',
    '１７９８７６１６００',
    '1e9',
    ' 5',
  ])('refuses %o', (junk) => {
    expect(parseInstant(junk)).toBeUndefined();
  });

  test('reads the same instant in every form', () => {
    const instants = fc.integer({ min: Date.UTC(2001, 0, 1) / 1000, max: Date.UTC(2069, 11, 31) / 1000 });
    fc.assert(
      fc.property(instants, (seconds) => {
        const at = seconds * 1000;
        for (const form of [seconds, String(seconds), at, at * 1000, new Date(at).toISOString()]) expect(parseInstant(form)).toBe(at);
      }),
    );
  });

  test('never throws, and gives whole milliseconds before 2070', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.stringMatching(/^[-\dTZ:+. ]{0,24}$/)), (input) => {
        const at = parseInstant(input);
        if (typeof at !== 'number') return;
        expect(Number.isInteger(at)).toBe(true);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThan(Date.UTC(2070, 0, 1));
      }),
    );
  });
});

test('an expiry that is absent stays absent, and one that is none is refused', () => {
  const schema = z.object({ expires_at: z.optional(instant) });
  expect(z.parse(schema, {})).toEqual({});
  expect(z.parse(schema, { expires_at: null })).toEqual({ expires_at: null });
  expect(z.parse(schema, { expires_at: 1798761600 })).toEqual({ expires_at: newYear });
  expect(z.safeParse(schema, { expires_at: 'soon' }).success).toBe(false);
});
