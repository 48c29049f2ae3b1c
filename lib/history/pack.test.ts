import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyPoints, pointAt } from '@/tests/sample-points';
import { packPoints, unpackPoints } from './pack';

const start = Date.UTC(2026, 10, 1);
const month = 30 * 24 * 3_600_000;

describe('packed points', () => {
  test('are unpacked exactly, whatever they hold', () => {
    fc.assert(
      fc.property(anyPoints(start, start + month), (points) => {
        expect(unpackPoints(packPoints(points, start), start)).toEqual(points);
      }),
    );
  });

  test('keep what is missing apart from zero', () => {
    const points = [pointAt(start, '0'), { at: start + 1, basis: 'reported', method: 'balance' } as const, pointAt(start + 2, '0', { used: '0' })];
    expect(unpackPoints(packPoints(points, start), start)).toEqual(points);
  });

  test('take less than ten bytes each for a balance that falls by cents', () => {
    const points = Array.from({ length: 1000 }, (_, index) => pointAt(start + index * 900_123, (1000 - index * 0.37).toFixed(2).replace(/\.?0+$/, '')));
    expect(packPoints(points, start).bytes.length).toBeLessThan(10 * points.length);
  });

  test('that were damaged are refused, wherever the damage is', () => {
    const points = Array.from({ length: 20 }, (_, index) => pointAt(start + index * 60_000, String(100 - index)));
    const packed = packPoints(points, start);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: packed.bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, flip) => {
        const bytes = packed.bytes.with(place, (packed.bytes[place] ?? 0) ^ flip);
        expect(() => unpackPoints({ ...packed, bytes }, start)).toThrow(RangeError);
      }),
    );
    expect(() => unpackPoints({ ...packed, bytes: packed.bytes.slice(0, -1) }, start)).toThrow(RangeError);
    expect(() => unpackPoints({ ...packed, sources: [] }, start)).toThrow(RangeError);
  });
});
