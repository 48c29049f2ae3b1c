import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newOriginState, type OriginState } from '../origin-state';
import { mayAskAt, spend } from './politeness';

const politeness = { requests: 16, windowMs: 20 * 60_000, silentWaitMs: 20 * 60_000 };
const start = Date.UTC(2026, 10, 23);

describe('how often an origin may be asked', () => {
  test('an origin nobody has asked may be asked at once, and so may one without a rule', () => {
    expect(mayAskAt(undefined, politeness, start)).toBe(start);
    expect(mayAskAt({ ...newOriginState(), spent: Array.from({ length: 99 }, () => start) }, undefined, start)).toBe(start);
  });

  test('whatever the times at which somebody wants to ask, no window of 20 minutes holds more than 16 requests', () => {
    const anyPauses = fc.property(fc.array(fc.integer({ min: 0, max: 5 * 60_000 }), { minLength: 1, maxLength: 120 }), (pauses) => {
      let origin: OriginState | undefined;
      let now = start;
      const asked: number[] = [];
      for (const pause of pauses) {
        now += pause;
        if (mayAskAt(origin, politeness, now) > now) continue;
        origin = spend(origin, politeness, now);
        asked.push(now);
      }
      for (const end of asked) expect(asked.filter((at) => at <= end && at > end - politeness.windowMs).length).toBeLessThanOrEqual(16);
    });
    fc.assert(anyPauses);
  });

  test('the instant it names is the first at which a place is free', () => {
    let origin: OriginState | undefined;
    for (let index = 0; index < 16; index += 1) origin = spend(origin, politeness, start + index * 1000);
    const at = mayAskAt(origin, politeness, start + 60_000);
    expect(at).toBe(start + politeness.windowMs);
    expect(mayAskAt(origin, politeness, at)).toBe(at);
    expect(mayAskAt(origin, politeness, at - 1)).toBe(at);
  });

  test('what has left the window is forgotten, so the record does not grow', () => {
    let origin: OriginState | undefined;
    for (let index = 0; index < 500; index += 1) origin = spend(origin, politeness, start + index * 2 * 60_000);
    expect(origin?.spent.length).toBeLessThanOrEqual(10);
  });

  test('an origin that asked to be left alone is left alone until then, whatever else is free', () => {
    const origin = { ...newOriginState(), blockedUntil: start + 3_600_000 };
    expect(mayAskAt(origin, politeness, start)).toBe(start + 3_600_000);
    expect(mayAskAt(origin, undefined, start)).toBe(start + 3_600_000);
    expect(mayAskAt(origin, politeness, start + 3_600_000)).toBe(start + 3_600_000);
  });

  test('a clock set back by ten years does not block an origin for ten years', () => {
    const before = start + 10 * 365 * 24 * 3_600_000;
    const origin = { ...newOriginState(), blockedUntil: before, spent: Array.from({ length: 16 }, () => before) };
    expect(mayAskAt(origin, politeness, start)).toBe(start);
  });
});
