import Big from 'big.js';

/**
 * An exact decimal number in plain notation, such as `'83.58'`. Amounts stay decimal strings from the wire to the
 * badge: extension storage drops `bigint` without a word, and a float would lose digits.
 */
export type Decimal = string;

// A private constructor: strict mode refuses JavaScript numbers, so no float can slip into the arithmetic.
const Exact = Big();
Exact.strict = true;
Exact.DP = 40;
Exact.RM = Big.roundDown;

const digits = /^-?\d{1,24}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?$/;
const largest = Exact('1e24');

/**
 * Reads a number or a string of digits as an exact decimal.
 *
 * @returns the decimal in plain notation, or `undefined` for everything that is not clearly a number: booleans, empty
 * text, thousands separators, `Infinity`, full-width digits, magnitudes of 10²⁴ and more.
 */
export function parseDecimal(input: unknown): Decimal | undefined {
  const text = typeof input === 'number' && Number.isFinite(input) ? String(input) : input;
  if (typeof text !== 'string' || !digits.test(text)) return undefined;
  const parsed = Exact(text);
  if (parsed.abs().gte(largest)) return undefined;
  return plain(parsed);
}

export function add(left: Decimal, right: Decimal): Decimal {
  return plain(Exact(left).plus(Exact(right)));
}

export function subtract(left: Decimal, right: Decimal): Decimal {
  return plain(Exact(left).minus(Exact(right)));
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return plain(Exact(left).times(Exact(right)));
}

/** Divides to 40 decimal places, cut, never rounded up. The divisor must not be zero. */
export function divide(left: Decimal, right: Decimal): Decimal {
  return plain(Exact(left).div(Exact(right)));
}

/** @returns -1, 0 or 1. */
export function compare(left: Decimal, right: Decimal): -1 | 0 | 1 {
  return Exact(left).cmp(Exact(right)) as -1 | 0 | 1;
}

export function isNegative(value: Decimal): boolean {
  return compare(value, '0') < 0;
}

export function isZero(value: Decimal): boolean {
  return compare(value, '0') === 0;
}

/** Rounds towards minus infinity: what is left is never shown as more than it is. */
export function floor(value: Decimal, places: number): Decimal {
  const exact = Exact(value);
  const cut = exact.round(places, Big.roundDown);
  return cut.eq(exact) || exact.gte(Exact('0')) ? plain(cut) : plain(exact.round(places, Big.roundUp));
}

// Big.js keeps a sign on zero; a balance of "-0" would be red for no reason.
function plain(value: Big): Decimal {
  return value.eq(Exact('0')) ? '0' : value.toFixed();
}
