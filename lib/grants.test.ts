import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grantState, inOrderOfUse, nextExpiry } from './grants';
import { quantity } from './money/quantity';
import type { Grant } from './reading';

const now = Date.UTC(2026, 7, 15, 12);
const day = 24 * 60 * 60_000;

function grant(amount: string, used: string | undefined, more: Partial<Grant> = {}): Grant {
  return { amount: quantity(amount, 'USD'), ...(used === undefined ? {} : { used: quantity(used, 'USD') }), ...more };
}

const usable = grant('5', '2', { effectiveAt: now - day, expiresAt: now + 30 * day });
const soon = grant('5', '0', { expiresAt: now + day });
const endless = grant('5', '0', { expiresAt: null });
const silent = grant('5', undefined);
const usedUp = grant('5', '5', { expiresAt: now + day });
const expired = grant('5', '1', { expiresAt: now - day });
const future = grant('5', '0', { effectiveAt: now + day, expiresAt: now + 2 * day });

const grants = fc.array(
  fc
    .record({
      amount: fc.integer({ min: 0, max: 3 }),
      used: fc.option(fc.integer({ min: 0, max: 4 })),
      from: fc.option(fc.integer({ min: -3, max: 3 })),
      to: fc.option(fc.integer({ min: -3, max: 3 })),
    })
    .map(({ amount, used, from, to }) =>
      grant(String(amount), used === null ? undefined : String(used), {
        ...(from === null ? {} : { effectiveAt: now + from * day }),
        expiresAt: to === null ? null : now + to * day,
      }),
    ),
);

describe('a credit', () => {
  test.each([
    ['with something left', usable, 'usable'],
    ['without an end', endless, 'usable'],
    ['that says nothing of its use or its end', silent, 'usable'],
    ['of which everything was used', usedUp, 'used-up'],
    ['of which more was used than there was', grant('10', '10.07'), 'used-up'],
    ['of nothing', grant('0', '0'), 'used-up'],
    ['whose time is over', expired, 'expired'],
    ['whose time is over this very moment', grant('5', '0', { expiresAt: now }), 'expired'],
    ['whose time comes', future, 'not-yet'],
    ['whose time comes this very moment', grant('5', '0', { effectiveAt: now }), 'usable'],
    ['that was used up before it expired', grant('5', '5', { expiresAt: now - day }), 'used-up'],
    ['that expires before it begins', grant('5', '0', { effectiveAt: now + day, expiresAt: now - day }), 'expired'],
  ] as const)('%s is as it is', (_, credit, state) => {
    expect(grantState(credit, now)).toBe(state);
  });

  test('used in another unit than its own is not taken for used up', () => {
    expect(grantState({ amount: quantity('5', 'USD'), used: quantity('500', 'credits') }, now)).toBe('usable');
  });
});

describe('the order of use', () => {
  test('is by what can be spent, and of that by what expires first', () => {
    expect(inOrderOfUse([expired, usedUp, endless, future, usable, soon], now)).toEqual([soon, usable, endless, future, usedUp, expired]);
  });

  test('leaves credits that are alike as they came, and the list that was given untouched', () => {
    const given = [endless, silent];
    expect(inOrderOfUse(given, now)).toEqual([endless, silent]);
    expect(inOrderOfUse(given.toReversed(), now)).toEqual([silent, endless]);
    expect(given).toEqual([endless, silent]);
  });

  test('loses none and puts nothing in front of what can be spent', () => {
    fc.assert(
      fc.property(grants, (all) => {
        const ordered = inOrderOfUse(all, now);
        expect(new Set(ordered)).toEqual(new Set(all));
        expect(ordered).toHaveLength(all.length);
        const states = ordered.map((credit) => grantState(credit, now) === 'usable');
        expect(states.lastIndexOf(true)).toBeLessThan(states.includes(false) ? states.indexOf(false) : states.length);
      }),
    );
  });
});

describe('the next expiry', () => {
  test('is of a credit that can be spent', () => {
    expect(nextExpiry([expired, usedUp, future, endless, usable], now)).toBe(usable.expiresAt);
    expect(nextExpiry([usable, soon], now)).toBe(soon.expiresAt);
  });

  test('is none where none can expire', () => {
    for (const none of [[], [endless, silent], [expired], [usedUp], [future]]) expect(nextExpiry(none, now)).toBeUndefined();
  });

  test('is that of the first in the order of use, and does not depend on the order given', () => {
    fc.assert(
      fc.property(grants, (all) => {
        const next = nextExpiry(all, now);
        expect(nextExpiry(all.toReversed(), now)).toBe(next);
        const [first] = inOrderOfUse(all, now);
        const expected = first && grantState(first, now) === 'usable' ? (first.expiresAt ?? undefined) : undefined;
        expect(next).toBe(expected);
      }),
    );
  });
});
