import * as z from 'zod/mini';
import { compare, subtract, sum } from './money/decimal';
import type { Quantity } from './money/quantity';
import { quantitySchema, storedDecimal } from './money/schemas';
import type { Reading } from './reading';

/**
 * A balance that somebody vouches for, at an instant. From then on a service that reports nothing but spend still tells
 * what is left: the confirmed balance less what was spent since.
 */
export const confirmedSchema = z.object({
  amount: quantitySchema,
  /** Unix milliseconds. */
  at: z.number(),
  /** What the service had already reported as spent on that day (UTC). Absent: unknown, and the whole day counts as spent later. */
  spentBefore: z.optional(storedDecimal),
  /** A person typed it in, or another account reported it. */
  by: z.enum(['person', 'account']),
  /** What had been worked out for the same instant from the confirmed balance before: a bill that was checked. */
  expected: z.optional(quantitySchema),
});

export type Confirmed = z.output<typeof confirmedSchema>;

/** The day of an instant, in UTC, as services count days. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Works out what is left of a confirmed balance.
 *
 * @param reading with the spend of every day since the confirmation in `daily`.
 * @returns the reading with what is left, marked as derived; unchanged where the two cannot be held against each other.
 */
export function derivedFrom(reading: Reading, confirmed: Confirmed): Reading {
  // Whoever says itself what is left is believed, also where it tells the days besides.
  if (reading.meaning !== 'spend' && reading.rule.kind !== 'confirmed-minus-spend') return reading;
  const { unit } = confirmed.amount;
  const first = dayOf(confirmed.at);
  const since = (reading.daily ?? []).filter(({ day }) => day >= first);
  if (!reading.daily || since.some(({ amount }) => amount.unit !== unit)) return reading;
  const firstDay = since.find(({ day }) => day === first)?.amount.value ?? '0';
  const days = sum(since.map(({ amount }) => amount.value));
  // A service may correct a day downwards; nothing was spent before it was confirmed then.
  const before = confirmed.spentBefore === undefined ? '0' : atMost(confirmed.spentBefore, firstDay);
  const spent = subtract(days, before);
  const isUncertain = confirmed.spentBefore === undefined && compare(firstDay, '0') > 0;
  return {
    ...reading,
    remaining: { value: subtract(confirmed.amount.value, spent), unit },
    used: { value: spent, unit },
    granted: confirmed.amount,
    meaning: 'balance',
    basis: 'derived',
    rule: {
      kind: 'confirmed-minus-spend',
      confirmed: confirmed.amount,
      at: confirmed.at,
      spent: { value: spent, unit },
      ...(isUncertain ? { uncertain: { value: firstDay, unit } } : {}),
    },
  };
}

/**
 * Takes a newly confirmed balance over, and remembers what had been worked out for it.
 *
 * @param reading the newest of the account whose balance is confirmed.
 * @param isCurrent whether that reading is about as old as the confirmation, so that its spend of the day is known.
 */
export function confirm(amount: Quantity, at: number, by: Confirmed['by'], reading: Reading | undefined, isCurrent: boolean): Confirmed {
  const spentBefore = reading?.daily?.find(({ day }) => day === dayOf(at))?.amount.value ?? '0';
  const expected = isCurrent && reading?.basis === 'derived' && reading.remaining !== 'unlimited' ? reading.remaining : undefined;
  return {
    amount,
    at,
    by,
    ...(isCurrent && reading?.daily ? { spentBefore } : {}),
    ...(expected && expected.unit === amount.unit ? { expected } : {}),
  };
}

function atMost(value: string, most: string): string {
  return compare(value, most) > 0 ? most : value;
}
