import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { time } from './languages/en';
import { ago, clock, date, dayOfMonth } from './when';

const noon = new Date(2026, 7, 15, 12, 0).getTime();
const minute = 60_000;
const hour = 60 * minute;

describe('ago', () => {
  test.each([
    [0, 'just now'],
    [59_999, 'just now'],
    [-48 * hour, 'just now'],
    [3 * minute, '3 min ago'],
    [59.9 * minute, '59 min ago'],
    [2 * hour, '2 h ago'],
    [24 * hour, '1 day ago'],
    [50 * hour, '2 days ago'],
  ])('%i milliseconds: %s', (age, expected) => {
    expect(ago(noon - age, noon, time)).toBe(expected);
  });

  test('never says more time than has passed', () => {
    fc.assert(
      fc.property(fc.integer({ min: minute, max: 23 * hour }), (age) => {
        const [, count = '', unit = ''] = /^(\d+) (min|h) ago$/.exec(ago(noon - age, noon, time)) ?? [];
        expect(Number(count) * (unit === 'h' ? hour : minute)).toBeLessThanOrEqual(age);
        expect(Number(count)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('clock', () => {
  test('is the time alone today, in twenty-four hours', () => {
    expect(clock(new Date(2026, 7, 15, 14, 2).getTime(), noon, 'en')).toBe('14:02');
    expect(clock(new Date(2026, 7, 15, 0, 5).getTime(), noon, 'en')).toBe('00:05');
  });

  test('has the date with it on another day', () => {
    expect(clock(new Date(2026, 7, 14, 14, 2).getTime(), noon, 'en')).toBe('Aug 14, 14:02');
    expect(clock(new Date(2025, 7, 15, 14, 2).getTime(), noon, 'en')).toContain('Aug 15');
  });
});

test('a date is written as the language does', () => {
  const at = new Date(2026, 11, 3).getTime();
  expect(date(at, 'en')).toBe('Dec 3, 2026');
  expect(date(at, 'de')).toBe('03.12.2026');
});

test('a day of the month has its year only where it may be another than the next', () => {
  expect(dayOfMonth(new Date(2026, 11, 3, 12).getTime(), noon, 'en-GB')).toBe('3 Dec');
  expect(dayOfMonth(new Date(2027, 7, 3, 12).getTime(), noon, 'en-GB')).toBe('3 Aug 2027');
});
