import { add, compare, type Decimal, divide, isNegative, isZero, multiply } from './decimal';

/**
 * An amount with its unit: an ISO 4217 currency code in capitals (`USD`), or the service's own unit (`tokens`).
 * Two units are never added.
 */
export interface Quantity {
  value: Decimal;
  unit: string;
}

/** Puts a decimal and a unit together. */
export function quantity(value: Decimal, unit: string): Quantity {
  return { value, unit };
}

export function isCurrency(unit: string): boolean {
  return /^[A-Z]{3}$/.test(unit);
}

/** @throws RangeError when the units differ: that is a mistake in the program, never in an answer. */
export function plus(left: Quantity, right: Quantity): Quantity {
  return { value: add(left.value, right.value), unit: sameUnit(left, right) };
}

/** @throws RangeError when the units differ. */
export function compareQuantities(left: Quantity, right: Quantity): -1 | 0 | 1 {
  sameUnit(left, right);
  return compare(left.value, right.value);
}

/** Converts with a rate: how many of `unit` one of the quantity's own unit is worth. */
export function convert(from: Quantity, rate: Decimal, unit: string): Quantity {
  return { value: multiply(from.value, rate), unit };
}

/**
 * What share is left, for a bar.
 *
 * @returns a number from 0 to 1, or `undefined` where nothing was granted. Only for drawing, never for arithmetic.
 */
export function share(remaining: Quantity, granted: Quantity): number | undefined {
  if (remaining.unit !== granted.unit || isZero(granted.value) || isNegative(granted.value)) return undefined;
  return Math.min(1, Math.max(0, Number(divide(remaining.value, granted.value))));
}

function sameUnit(left: Quantity, right: Quantity): string {
  if (left.unit !== right.unit) throw new RangeError(`units differ: ${left.unit}, ${right.unit}`);
  return left.unit;
}
