import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyPoints, pointAt } from '@/tests/sample-points';
import { merged, withPoint } from './merge';

const points = anyPoints(0, 100);

describe('a new point', () => {
  test('of a figure that stays the same moves the end of the plateau', () => {
    const values = [1, 2, 3, 4, 5].reduce((before, at) => withPoint(before, pointAt(at, at < 5 ? '7' : '6')), [] as ReturnType<typeof withPoint>);
    expect(values.map(({ at, value }) => [at, value])).toEqual([
      [1, '7'],
      [4, '7'],
      [5, '6'],
    ]);
  });

  test('is kept when only its basis, its method or its limit is another', () => {
    for (const more of [{ basis: 'derived' }, { method: 'other' }, { granted: '9' }, { used: '1' }] as const) {
      const three = [pointAt(1, '7'), pointAt(2, '7', more), pointAt(3, '7')];
      expect(three.reduce(withPoint, [] as ReturnType<typeof withPoint>)).toEqual(three);
    }
  });

  test('of the same instant replaces the one before', () => {
    expect(withPoint([pointAt(1, '7'), pointAt(2, '6')], pointAt(1, '8'))).toEqual([pointAt(1, '8'), pointAt(2, '6')]);
  });

  test('from a clock that was set back is put where its instant is', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 5 })), { maxLength: 40 }), (readings) => {
        const kept = readings.reduce((before, [at, value]) => withPoint(before, pointAt(at, String(value))), [] as ReturnType<typeof withPoint>);
        const instants = kept.map(({ at }) => at);
        expect(instants).toEqual([...new Set(instants)].toSorted((left, right) => left - right));
        const said = [...readings].filter(([at], place) => !readings.slice(place + 1).some(([later]) => later === at));
        // The first and the last instant, and the newest word on each that is kept, are as they were said.
        if (said.length > 0) expect([instants[0], instants.at(-1)]).toEqual([Math.min(...said.map(([at]) => at)), Math.max(...said.map(([at]) => at))]);
        for (const { at, value } of kept) expect(said.find(([instant]) => instant === at)?.[1]).toBe(Number(value));
      }),
    );
  });
});

describe('merging', () => {
  test('adds nothing that is there already, in any order', () => {
    fc.assert(
      fc.property(points, (own) => {
        expect(merged(own, own)).toEqual(merged(own, []));
        expect(merged([], own)).toEqual(merged(own, []));
      }),
    );
  });

  test('keeps our own point where both have one', () => {
    expect(merged([pointAt(1, '7')], [pointAt(1, '8'), pointAt(2, '9')])).toEqual([pointAt(1, '7'), pointAt(2, '9')]);
  });

  test('leaves every instant of both that says something new', () => {
    fc.assert(
      fc.property(points, points, (own, others) => {
        const both = merged(own, others);
        const known = new Map([...others, ...own].map((point) => [point.at, point]));
        for (const point of both) expect(known.get(point.at)).toEqual(point);
        expect(both.length).toBeLessThanOrEqual(known.size);
      }),
    );
  });
});
