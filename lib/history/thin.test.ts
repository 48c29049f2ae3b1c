import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyPoints, pointAt } from '@/tests/sample-points';
import { compare } from '../money/decimal';
import { condense, fineMs, hourlyMs, thin } from './thin';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 23, 12, 34, 56);
const year = anyPoints(now - 365 * day, now, 80);

describe('thinning', () => {
  test('keeps the first, the last, the lowest and the highest of every hour and day', () => {
    fc.assert(
      fc.property(year, (points) => {
        const kept = thin(points, now);
        for (const [span, age] of [
          [hour, fineMs],
          [day, hourlyMs],
        ] as const) {
          const before = Map.groupBy(points, ({ at }) => Math.floor(at / span));
          const after = Map.groupBy(kept, ({ at }) => Math.floor(at / span));
          expect([...after.keys()]).toEqual([...before.keys()]);
          for (const [period, all] of before) {
            const own = after.get(period) ?? [];
            expect(own[0]).toEqual(all[0]);
            expect(own.at(-1)).toEqual(all.at(-1));
            expect(extremes(own)).toEqual(extremes(all));
            if ((period + 1) * span <= now - age) expect(own.length).toBeLessThanOrEqual(4);
          }
        }
      }),
    );
  });

  test('invents nothing, and keeps the order', () => {
    fc.assert(
      fc.property(year, (points) => {
        const kept = thin(points, now);
        expect(points.filter((point) => kept.includes(point))).toEqual(kept);
      }),
    );
  });

  test('twice, or first earlier and then later, is as good as once', () => {
    fc.assert(
      fc.property(year, fc.integer({ min: 0, max: 200 * day }), (points, earlier) => {
        expect(thin(thin(points, now), now)).toEqual(thin(points, now));
        expect(thin(thin(points, now - earlier), now)).toEqual(thin(points, now));
      }),
    );
  });

  test('leaves the last two days as they are', () => {
    fc.assert(fc.property(anyPoints(now - fineMs, now), (points) => void expect(thin(points, now)).toEqual(points)));
  });

  test('leaves what is still to come, on a clock that was set back', () => {
    fc.assert(fc.property(anyPoints(now, now + 400 * day), (points) => void expect(thin(points, now)).toEqual(points)));
  });

  test('ten years of readings every quarter of an hour become four a day and less', () => {
    const from = now - 3650 * day;
    const points = Array.from({ length: 3650 * 24 }, (_, index) => pointAt(from + index * hour, String(1000 + ((index * 7919) % 613))));
    const kept = thin(points, now);
    expect(kept.length).toBeLessThan(3560 * 4 + 90 * 24 + 10);
    expect(extremes(kept)).toEqual(extremes(points));
  });
});

describe('condensing', () => {
  test('keeps four points of each span, and all for none', () => {
    fc.assert(
      fc.property(year, fc.integer({ min: hour, max: 60 * day }), (points, span) => {
        const kept = condense(points, span);
        for (const own of Map.groupBy(kept, ({ at }) => Math.floor(at / span)).values()) expect(own.length).toBeLessThanOrEqual(4);
        expect(extremes(kept)).toEqual(extremes(points));
        expect(condense(points, 0)).toEqual(points);
      }),
    );
  });
});

/** The lowest and the highest amount. */
function extremes(points: readonly { value?: string | undefined; used?: string | undefined }[]) {
  const amounts = points.flatMap(({ value, used }) => value ?? used ?? []).sort(compare);
  return [amounts[0], amounts.at(-1)];
}
