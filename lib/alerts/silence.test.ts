import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { silentUntil } from './silence';

const minute = 60_000;
const at = (hours: number, minutes: number) => new Date(2026, 10, 23, hours, minutes).getTime();

describe('quiet hours', () => {
  const night = { quiet: { from: 22 * 60, to: 7 * 60 } };

  test.each([
    [at(21, 59), undefined],
    [at(22, 0), new Date(2026, 10, 24, 7).getTime()],
    [at(23, 59), new Date(2026, 10, 24, 7).getTime()],
    [at(6, 59), at(7, 0)],
    [at(7, 0), undefined],
    [at(12, 0), undefined],
  ])('over midnight at %i end at %s', (now, end) => {
    expect(silentUntil(night, 'a', now)).toBe(end);
  });

  test('of no length are none', () => {
    expect(silentUntil({ quiet: { from: 60, to: 60 } }, 'a', at(1, 0))).toBeUndefined();
  });

  test('always end, within a day, and at their end it is loud', () => {
    const time = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(time, time, fc.integer({ min: at(0, 0), max: at(0, 0) + 365 * 24 * 60 * minute }), (from, to, now) => {
        const end = silentUntil({ quiet: { from, to } }, 'a', now);
        if (end === undefined) return;
        expect(end).toBeGreaterThan(now);
        // A day on which the clock is put back has twenty-five hours.
        expect(end - now).toBeLessThanOrEqual(25 * 60 * minute);
        expect(silentUntil({ quiet: { from, to } }, 'a', end)).toBeUndefined();
      }),
    );
  });
});

describe('a snooze', () => {
  test('of everything and one of an account last as long as the longer of them', () => {
    const settings = { snoozedUntil: 100, accounts: { a: { snoozedUntil: 200 } } };
    expect(silentUntil(settings, 'a', 50)).toBe(200);
    expect(silentUntil(settings, 'b', 50)).toBe(100);
    expect(silentUntil(settings, 'b', 100)).toBeUndefined();
    expect(silentUntil(settings, 'constructor', 150)).toBeUndefined();
  });
});
