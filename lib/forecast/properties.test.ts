import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Forecast } from '../runway';
import { spanOf } from '../runway-span';
import { forecast } from './forecast';
import type { ForecastPoint } from './points';

const hour = 60 * 60_000;
const day = 24 * hour;
const now = Date.UTC(2026, 7, 15, 12);

/** What was spent between readings, in cents, the latest last. Idle times and huge ones are not rare. */
const spends = fc.array(fc.oneof(fc.constant(0), fc.nat(500), fc.nat(50_000)), { minLength: 12, maxLength: 160 });

/** Readings some hours apart that end with a balance now. */
function series(spent: readonly number[], hoursApart: number, balance: number): ForecastPoint[] {
  let left = balance;
  const backwards = [{ at: now, remaining: String(left) }];
  spent.toReversed().forEach((amount, index) => {
    left += amount;
    backwards.push({ at: now - (index + 1) * hoursApart * hour, remaining: String(left) });
  });
  return backwards.reverse();
}

const someSeries = fc
  .tuple(spends, fc.constantFrom(2, 5, 6), fc.integer({ min: 1, max: 10 ** 6 }))
  .map(([spent, apart, balance]) => series(spent, apart, balance));

function perDay(said: Forecast): number {
  return said.kind === 'runs-out' || said.kind === 'resets-first' ? Number(said.perDay.likely) : 0;
}

/** Where it does not run out, it lasts for ever. */
function end(said: Forecast): number {
  return said.kind === 'runs-out' ? said.at.likely : Number.POSITIVE_INFINITY;
}

/** Anything a damaged store or a strange service could say. */
const anyPoint = fc.record(
  {
    at: fc.oneof(fc.integer({ min: now - 40 * day, max: now + 5 * day }), fc.maxSafeNat()),
    remaining: fc
      .tuple(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 23n }), fc.nat(20))
      .map(([digits, places]) => `${digits}${places > 0 ? `.${'0'.repeat(places)}7` : ''}`),
    resetsAt: fc.integer({ min: now - 40 * day, max: now + 40 * day }),
  },
  { requiredKeys: ['at', 'remaining'] },
);

describe('whatever the readings', () => {
  const anything = fc.tuple(
    fc.array(anyPoint, { maxLength: 40 }),
    fc.array(fc.record({ left: fc.nat(1000).map(String), expiresAt: fc.integer({ min: now - 40 * day, max: now + 400 * day }) }), { maxLength: 3 }),
  );

  test('no day is negative, no number is none, and a range is in order', () => {
    fc.assert(
      fc.property(anything, ([points, credits]) => {
        const said = forecast(points, { now, credits });
        if (said.kind !== 'runs-out') return;
        const { at } = said;
        expect(at.low).toBeGreaterThanOrEqual(now);
        expect(at.likely).toBeGreaterThanOrEqual(at.low);
        expect(at.high).toBeGreaterThanOrEqual(at.likely);
        expect(at.high).toBeLessThanOrEqual(now + 3650 * day);
        for (const amount of Object.values(said.perDay)) expect(amount).toMatch(/^\d{1,24}(?:\.\d{1,40})?$/);
        for (const count of Object.values(spanOf(said, now)).filter((value) => typeof value === 'number')) expect(count).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 400 },
    );
  });

  test('their order says nothing', () => {
    const shuffled = anything.chain(([points]) => fc.tuple(fc.constant(points), fc.shuffledSubarray(points, { minLength: points.length })));
    fc.assert(fc.property(shuffled, ([points, other]) => void expect(forecast(other, { now })).toEqual(forecast(points, { now }))));
    const again = someSeries.chain((points) => fc.tuple(fc.constant(points), fc.shuffledSubarray([...points, ...points], { minLength: points.length * 2 })));
    fc.assert(fc.property(again, ([points, twice]) => void expect(forecast(twice, { now })).toEqual(forecast(points, { now }))));
  });
});

test('of readings at one instant, their order says nothing either', () => {
  const withRivals = fc.tuple(someSeries, fc.nat(200), fc.nat(10_000)).chain(([points, place, amount]) => {
    const rival = { at: points[place % points.length]?.at ?? now, remaining: String(amount) };
    return fc.shuffledSubarray([...points, rival], { minLength: points.length + 1 }).map((other) => ({ all: [...points, rival], other }));
  });
  fc.assert(fc.property(withRivals, ({ all, other }) => void expect(forecast(other, { now })).toEqual(forecast(all, { now }))));
});

test('a top-up never raises what a day costs, and never shortens the runway', () => {
  fc.assert(
    fc.property(someSeries, fc.nat(200), fc.integer({ min: 1, max: 10 ** 6 }), (points, place, amount) => {
      const from = place % points.length;
      const topped = points.map(({ at, remaining }, index) => ({ at, remaining: index < from ? remaining : String(Number(remaining) + amount) }));
      const [before, after] = [forecast(points, { now }), forecast(topped, { now })];
      expect(perDay(after)).toBeLessThanOrEqual(perDay(before));
      expect(end(after)).toBeGreaterThanOrEqual(end(before));
    }),
    { numRuns: 400 },
  );
});

test('the unit of the amounts does not matter', () => {
  fc.assert(
    fc.property(someSeries, fc.constantFrom(2, 1000, 500_000), (points, factor) => {
      const scaled = points.map(({ at, remaining }) => ({ at, remaining: String(Number(remaining) * factor) }));
      const [one, other] = [forecast(points, { now }), forecast(scaled, { now })];
      expect(other.kind).toBe(one.kind);
      if (one.kind !== 'runs-out' || other.kind !== 'runs-out') return;
      // A second, in ten years: floats.
      for (const edge of ['low', 'likely', 'high'] as const) expect(Math.abs(other.at[edge] - one.at[edge])).toBeLessThan(1000);
    }),
  );
});

test('days on which nothing is spent never shorten the runway', () => {
  fc.assert(
    fc.property(someSeries, fc.nat(200), fc.integer({ min: 1, max: 40 }), (points, place, idle) => {
      const from = place % points.length;
      // Everything before the gap was so much earlier.
      const gapped = [...points.slice(0, from + 1).map(({ at, remaining }) => ({ at: at - idle * day, remaining })), ...points.slice(from)];
      const [before, after] = [forecast(points, { now }), forecast(gapped, { now })];
      if (before.kind === 'not-enough-data') return;
      expect(end(after)).toBeGreaterThanOrEqual(end(before) - 1000);
    }),
    { numRuns: 400 },
  );
});

test('more money never lasts shorter', () => {
  fc.assert(
    fc.property(someSeries, fc.nat(10 ** 6), (points, amount) => {
      const richer = points.map(({ at, remaining }) => ({ at, remaining: String(Number(remaining) + amount) }));
      expect(end(forecast(richer, { now }))).toBeGreaterThanOrEqual(end(forecast(points, { now })));
    }),
  );
});

test('credit that expires never lengthens the runway', () => {
  fc.assert(
    fc.property(someSeries, fc.nat(10 ** 6), fc.integer({ min: 1, max: 400 }), (points, amount, days) => {
      const credits = [{ left: String(amount), expiresAt: now + days * day }];
      expect(end(forecast(points, { now, credits }))).toBeLessThanOrEqual(end(forecast(points, { now })));
    }),
  );
});
