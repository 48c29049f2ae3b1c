import type { Fields } from './account-fields';
import { type Failure, fail } from './failure';
import { multiply, parseDecimal, subtract } from './money/decimal';
import { quantity } from './money/quantity';
import type { Reading } from './reading';

/** How long a service that counts its own requests is left alone once they are used up, in milliseconds. */
const requestsUsedUpMs = 60 * 60_000;

/**
 * What is left of a budget of which a counter says how much is gone: the budget less the counter times the scale.
 *
 * @param counted what is stored under the counter's name; `null` for nothing.
 * @throws FailureError `counter-missing`, unless the person says that a missing counter means zero, and `not-a-counter`.
 */
export function counterReading(counted: string | number | null, { counter = '', budget = '', unit = 'tokens', scale = '1', missingIsZero }: Fields): Reading {
  const granted = parseDecimal(budget) ?? fail({ kind: 'invalid-input', field: 'budget', reason: 'not-an-amount' });
  const factor = parseDecimal(scale) ?? fail({ kind: 'invalid-input', field: 'scale', reason: 'not-an-amount' });
  const found = counted ?? (missingIsZero === 'yes' ? '0' : fail({ kind: 'counter-missing' }));
  const count = parseDecimal(found) ?? fail({ kind: 'not-a-counter', reason: 'not-a-number' });
  const used = multiply(count, factor);
  return {
    remaining: quantity(subtract(granted, used), unit),
    used: quantity(used, unit),
    granted: quantity(granted, unit),
    meaning: 'budget',
    basis: 'derived',
    scope: 'account',
    // Two counters of one database are two budgets, whoever reads them.
    owner: counter,
    rule: { kind: 'budget-minus-counter', scale: factor },
  };
}

/**
 * What an error of Redis means, by the code that it begins with.
 *
 * @param place of the error in the answer.
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
 */
export function redisFailure(error: string, place: string, now: number): Failure {
  const [code] = error.split(' ', 1);
  if (/max(?: daily)? requests? limit/i.test(error)) return { kind: 'rate-limited', retryAt: now + requestsUsedUpMs };
  switch (code) {
    case 'WRONGTYPE':
      return { kind: 'not-a-counter', reason: 'wrong-type' };
    case 'NOPERM':
      return { kind: 'forbidden', reason: 'database' };
    case 'NOAUTH':
      return { kind: 'forbidden', reason: 'login' };
    case 'WRONGPASS':
      return { kind: 'unauthorized' };
    case 'LOADING':
    case 'MASTERDOWN':
    case 'CLUSTERDOWN':
    case 'BUSY':
    case 'TRYAGAIN':
      return { kind: 'unavailable', status: 503 };
    default:
      return { kind: 'bad-response', detail: place };
  }
}
