import type { AlertMemory } from '../alert-memory';
import { dayOf } from '../confirmed-balance';
import { add, compare, divide, isNegative, isZero, multiply, subtract } from '../money/decimal';
import type { Quantity } from '../money/quantity';
import type { Observation } from './observation';

/** What became of a balance since it was last looked at. */
export interface BalanceChange {
  memory: AlertMemory;
  /** How much it rose, where that is money that was put in. */
  toppedUp?: Quantity | undefined;
}

/** The amount that is left, where it is one. */
export function amountLeft({ figure }: Observation): Quantity | undefined {
  const remaining = figure?.reading.remaining;
  return remaining === 'unlimited' ? undefined : remaining;
}

/** Takes a newer figure into the memory: what a share is taken of, by how much it fell today, and whether it was topped up. */
export function followBalance(memory: AlertMemory, observation: Observation): BalanceChange {
  const { figure } = observation;
  const amount = amountLeft(observation);
  if (!figure || !amount || memory.last?.at === figure.readAt) return { memory };
  const { meaning, basis, granted } = figure.reading;
  const last = { amount, meaning, basis, at: figure.readAt };
  const grantedNow = granted?.unit === amount.unit && !isZero(granted.value) && !isNegative(granted.value) ? granted : undefined;
  // Another currency, or another kind of figure, is another series: nothing that was remembered can be held against it.
  if (!memory.last || memory.last.amount.unit !== amount.unit || memory.last.meaning !== meaning) {
    const reference = grantedNow ? ({ amount: grantedNow, from: 'granted' } as const) : ({ amount, from: 'first-seen' } as const);
    return { memory: { kinds: memory.last ? withoutAmounts(memory.kinds) : memory.kinds, last, reference } };
  }
  const before = memory.last.amount.value;
  const change = subtract(amount.value, before);
  // A figure that is known in another way may be another figure without anything having been put in.
  const isToppedUp = meaning === 'balance' && memory.last.basis === basis && isTopUp(change, before, memory.reference?.amount.value);
  const fallen = isNegative(change) ? fallenOn(memory, change.slice(1), last) : memory.fallen;
  const next = { ...memory, last, fallen, reference: referenceAfter(memory, amount, grantedNow, isToppedUp) };
  return { memory: next, ...(isToppedUp ? { toppedUp: { value: change, unit: amount.unit } } : {}) };
}

/** Refunds of a few cents are none: it is a twentieth of what counted as full, or half as much again as was left. */
function isTopUp(change: string, before: string, reference: string | undefined): boolean {
  if (isNegative(change) || isZero(change)) return false;
  if (reference === undefined || isNegative(reference) || isZero(reference)) return true;
  const part = divide(change, reference);
  return compare(part, '0.05') >= 0 || (compare(part, '0.01') >= 0 && compare(multiply(change, '2'), before) >= 0);
}

function referenceAfter({ reference }: AlertMemory, amount: Quantity, granted: Quantity | undefined, isToppedUp: boolean): AlertMemory['reference'] {
  if (isToppedUp) return { amount, from: 'top-up' };
  if (granted && reference?.from !== 'top-up') return { amount: granted, from: 'granted' };
  const isMore = reference?.from === 'first-seen' && reference.amount.unit === amount.unit && compare(amount.value, reference.amount.value) > 0;
  return isMore ? { amount, from: 'first-seen' } : reference;
}

/** A fall between two readings of one day is spend of that day; one over midnight may be of either, and counts for none. */
function fallenOn({ fallen, last }: AlertMemory, fall: string, now: { amount: Quantity; at: number }): AlertMemory['fallen'] {
  const today = dayOf(now.at);
  const isOfToday = last !== undefined && dayOf(last.at) === today;
  const before = fallen?.day === today && fallen.amount.unit === now.amount.unit ? fallen.amount.value : '0';
  return { day: today, amount: { value: isOfToday ? add(before, fall) : before, unit: now.amount.unit } };
}

function withoutAmounts(kinds: AlertMemory['kinds']): AlertMemory['kinds'] {
  const { 'below-amount': _amount, 'below-share': _share, 'few-days': _days, 'spend-today': _spend, 'topped-up': _topUp, ...rest } = kinds;
  return rest;
}
