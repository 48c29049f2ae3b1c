import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type Confirmed, confirm, confirmedSchema, dayOf, derivedFrom } from './confirmed-balance';
import { add, compare, type Decimal, parseDecimal, subtract, sum } from './money/decimal';
import { type Quantity, quantity } from './money/quantity';
import type { Reading } from './reading';

const usd = (value: Decimal) => quantity(value, 'USD');
const at = Date.UTC(2026, 7, 10, 14);
const later = Date.UTC(2026, 7, 15, 12);

/** A reading of spend, by day. */
function spent(days: Record<string, Decimal>, unit = 'USD'): Reading {
  const daily = Object.entries(days).map(([day, value]) => ({ day, amount: quantity(value, unit) }));
  return {
    used: quantity(sum(Object.values(days)), unit),
    meaning: 'spend',
    basis: 'reported',
    scope: 'organization',
    rule: { kind: 'sum-of-days' },
    daily,
  };
}

function confirmed(value: Decimal, more: Partial<Confirmed> = {}): Confirmed {
  return { amount: usd(value), at, by: 'person', ...more };
}

function moneyLeft({ remaining }: Reading): Quantity {
  if (!remaining || remaining === 'unlimited') throw new Error('nothing is known to be left');
  return remaining;
}

const amounts = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.stringMatching(/^\d{0,15}$/))
  .map(([negative, whole, fraction]) => parseDecimal(`${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`) as Decimal);
const positive = amounts.map((value) => (value.startsWith('-') ? value.slice(1) : value));
const days = fc.dictionary(fc.constantFrom('2026-08-05', '2026-08-09', '2026-08-10', '2026-08-11', '2026-08-15'), amounts);

describe('a confirmed balance less what was spent since', () => {
  const reading = spent({ '2026-08-05': '3', '2026-08-10': '2', '2026-08-12': '1.5' });

  test('counts the whole day of the confirmation where its hour is unknown, and says so', () => {
    expect(derivedFrom(reading, confirmed('100'))).toEqual({
      ...reading,
      remaining: usd('96.5'),
      used: usd('3.5'),
      granted: usd('100'),
      meaning: 'balance',
      basis: 'derived',
      rule: { kind: 'confirmed-minus-spend', confirmed: usd('100'), at, spent: usd('3.5'), uncertain: usd('2') },
    });
  });

  test('changes nothing where the service says itself what is left, and tells its days besides', () => {
    const balance: Reading = { ...reading, meaning: 'balance', remaining: usd('7'), rule: { kind: 'as-reported' } };
    expect(derivedFrom(balance, confirmed('100'))).toBe(balance);
  });

  test('leaves out what the day had cost before', () => {
    const derived = derivedFrom(reading, confirmed('100', { spentBefore: '0.5' }));
    expect(derived.remaining).toEqual(usd('97'));
    expect(derived.rule).toEqual({ kind: 'confirmed-minus-spend', confirmed: usd('100'), at, spent: usd('3') });
  });

  test('is uncertain by nothing where nothing was spent on that day', () => {
    for (const more of [{}, { spentBefore: '0' }]) {
      const derived = derivedFrom(spent({ '2026-08-12': '1.5' }), confirmed('100', more));
      expect(derived.rule).not.toHaveProperty('uncertain');
      expect(derived.remaining).toEqual(usd('98.5'));
    }
  });

  test('gives nothing back for a day that was corrected downwards', () => {
    expect(derivedFrom(reading, confirmed('100', { spentBefore: '2.75' })).remaining).toEqual(usd('98.5'));
  });

  test('counts a day that brought money back like any other, where nothing is known of before', () => {
    expect(derivedFrom(spent({ '2026-08-10': '-5' }), confirmed('100')).remaining).toEqual(usd('105'));
  });

  test('may fall below zero', () => {
    expect(derivedFrom(reading, confirmed('1')).remaining).toEqual(usd('-2.5'));
  });

  test('is the whole of it while nothing was reported', () => {
    expect(derivedFrom(spent({}), confirmed('100')).remaining).toEqual(usd('100'));
  });

  test('is not worked out across currencies, nor from a reading without days', () => {
    const euros = spent({ '2026-08-12': '1.5' }, 'EUR');
    expect(derivedFrom(euros, confirmed('100'))).toBe(euros);
    const { daily: _, ...without } = reading;
    expect(derivedFrom(without, confirmed('100'))).toBe(without);
  });

  test('together with what was spent is what was confirmed, whatever the days', () => {
    fc.assert(
      fc.property(days, amounts, fc.option(positive), (byDay, value, before) => {
        const derived = derivedFrom(spent(byDay), confirmed(value, before === null ? {} : { spentBefore: before }));
        expect(add(moneyLeft(derived).value, derived.used?.value ?? 'nothing')).toBe(value);
        expect(derived.rule).toMatchObject({ spent: derived.used });
      }),
    );
  });

  test('does not depend on days before the confirmation', () => {
    fc.assert(
      fc.property(days, (byDay) => {
        const since = Object.fromEntries(Object.entries(byDay).filter(([day]) => day >= '2026-08-10'));
        expect(derivedFrom(spent(byDay), confirmed('100')).remaining).toEqual(derivedFrom(spent(since), confirmed('100')).remaining);
      }),
    );
  });

  test('is never more for knowing less of the day it was confirmed on', () => {
    const costs = fc.dictionary(fc.constantFrom('2026-08-10', '2026-08-11'), positive);
    fc.assert(
      fc.property(costs, positive, (byDay, before) => {
        const unknown = moneyLeft(derivedFrom(spent(byDay), confirmed('100')));
        const known = moneyLeft(derivedFrom(spent(byDay), confirmed('100', { spentBefore: before })));
        expect(compare(unknown.value, known.value)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('confirming', () => {
  test('remembers what the day had cost, where the reading is current', () => {
    const reading = spent({ '2026-08-09': '3', '2026-08-10': '2' });
    expect(confirm(usd('100'), at, 'person', reading, true)).toEqual({ amount: usd('100'), at, by: 'person', spentBefore: '2' });
    expect(confirm(usd('100'), at, 'person', spent({ '2026-08-09': '3' }), true)).toEqual({ amount: usd('100'), at, by: 'person', spentBefore: '0' });
  });

  test('knows nothing of the day from an old reading, from none, or from one without days', () => {
    const reading = spent({ '2026-08-10': '2' });
    const { daily: _, ...without } = reading;
    const known = { amount: usd('100'), at, by: 'account' };
    expect(confirm(usd('100'), at, 'account', reading, false)).toEqual(known);
    expect(confirm(usd('100'), at, 'account', undefined, true)).toEqual(known);
    expect(confirm(usd('100'), at, 'account', without, true)).toEqual(known);
  });

  test('at once takes nothing away', () => {
    const reading = spent({ '2026-08-09': '3', '2026-08-10': '2' });
    expect(derivedFrom(reading, confirm(usd('100'), at, 'person', reading, true)).remaining).toEqual(usd('100'));
  });

  test('keeps what had been worked out, so that the two can be held against each other', () => {
    const days = { '2026-08-10': '2', '2026-08-15': '1.5' };
    const derived = derivedFrom(spent(days), confirmed('100', { spentBefore: '0' }));
    const again = confirm(usd('90'), later, 'person', derived, true);
    expect(again).toEqual({ amount: usd('90'), at: later, by: 'person', spentBefore: '1.5', expected: usd('96.5') });
  });

  test('finds a difference that is exact to the last digit', () => {
    fc.assert(
      fc.property(days, amounts, amounts, (byDay, first, difference) => {
        const derived = derivedFrom(spent(byDay), confirmed(first));
        const counted = usd(add(moneyLeft(derived).value, difference));
        const { expected } = confirm(counted, later, 'person', derived, true);
        expect(expected && subtract(counted.value, expected.value)).toBe(difference);
      }),
    );
  });

  test('expects nothing where nothing was worked out, not lately, or not in this currency', () => {
    const derived = derivedFrom(spent({}), confirmed('100'));
    expect(confirm(usd('90'), later, 'person', derived, false)).not.toHaveProperty('expected');
    expect(confirm(usd('90'), later, 'person', spent({}), true)).not.toHaveProperty('expected');
    expect(confirm(quantity('90', 'EUR'), later, 'person', derived, true)).not.toHaveProperty('expected');
    expect(confirm(usd('90'), later, 'person', { ...derived, remaining: 'unlimited' }, true)).not.toHaveProperty('expected');
  });

  test('gives what can be stored', () => {
    fc.assert(
      fc.property(days, amounts, (byDay, value) => {
        const again = confirm(usd(value), later, 'person', derivedFrom(spent(byDay), confirmed('100')), true);
        expect(z.parse(confirmedSchema, again)).toEqual(again);
      }),
    );
  });
});

test.each([
  ['2026-08-10T00:00:00Z', '2026-08-10'],
  ['2026-08-10T23:59:59.999Z', '2026-08-10'],
  ['2028-02-29T23:30:00-01:00', '2028-03-01'],
])('the day of %s is that in UTC', (instant, day) => {
  expect(dayOf(Date.parse(instant))).toBe(day);
});
