/**
 * An exact decimal number in plain notation, such as `'83.58'`. Amounts stay decimal strings from the wire to the
 * badge: extension storage drops `bigint` without a word, and a float would lose digits.
 */
export type Decimal = string;

/** A decimal as whole digits and how many of them stand behind the point: `{ digits: 8358n, places: 2 }`. */
interface Exact {
  digits: bigint;
  places: number;
}

const number = /^-?\d{1,24}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?$/;
const largest = 10n ** 24n;
/** A quotient has at most so many decimal places. */
const quotientPlaces = 40;

/**
 * Reads a number or a string of digits as an exact decimal.
 *
 * @returns the decimal in plain notation, or `undefined` for everything that is not clearly a number: booleans, empty
 * text, thousands separators, `Infinity`, full-width digits, magnitudes of 10²⁴ and more.
 */
export function parseDecimal(input: unknown): Decimal | undefined {
  const text = typeof input === 'number' && Number.isFinite(input) ? String(input) : input;
  if (typeof text !== 'string' || !number.test(text)) return undefined;
  const parsed = exact(text);
  const whole = parsed.digits / power(parsed.places);
  return whole >= largest || whole <= -largest ? undefined : plain(parsed);
}

export function add(left: Decimal, right: Decimal): Decimal {
  const [first, second, places] = aligned(left, right);
  return plain({ digits: first + second, places });
}

/** @returns `'0'` for nothing at all. */
export function sum(values: readonly Decimal[]): Decimal {
  return values.reduce(add, '0');
}

export function subtract(left: Decimal, right: Decimal): Decimal {
  const [first, second, places] = aligned(left, right);
  return plain({ digits: first - second, places });
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  const [first, second] = [exact(left), exact(right)];
  return plain({ digits: first.digits * second.digits, places: first.places + second.places });
}

/** Divides to 40 decimal places, cut, never rounded up. The divisor must not be zero. */
export function divide(left: Decimal, right: Decimal): Decimal {
  const [first, second] = aligned(left, right);
  return plain({ digits: (first * power(quotientPlaces)) / second, places: quotientPlaces });
}

/** @returns -1, 0 or 1. */
export function compare(left: Decimal, right: Decimal): -1 | 0 | 1 {
  const [first, second] = aligned(left, right);
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

export function isNegative(value: Decimal): boolean {
  return exact(value).digits < 0n;
}

export function isZero(value: Decimal): boolean {
  return exact(value).digits === 0n;
}

/** Rounds towards minus infinity: what is left is never shown as more than it is. */
export function floor(value: Decimal, places: number): Decimal {
  const { digits, places: from } = exact(value);
  if (from <= places) return plain({ digits, places: from });
  const unit = power(from - places);
  const cut = digits / unit;
  return plain({ digits: digits < 0n && cut * unit !== digits ? cut - 1n : cut, places });
}

function power(places: number): bigint {
  return 10n ** BigInt(places);
}

/** Takes plain notation, and that of the wire with an exponent. */
function exact(text: string): Exact {
  const [mantissa = '', exponent = '0'] = text.split(/e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const places = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return places < 0 ? { digits: digits * power(-places), places: 0 } : { digits, places };
}

/** Both with as many places behind the point. */
function aligned(left: Decimal, right: Decimal): [bigint, bigint, number] {
  const [first, second] = [exact(left), exact(right)];
  const places = Math.max(first.places, second.places);
  return [first.digits * power(places - first.places), second.digits * power(places - second.places), places];
}

function plain({ digits, places }: Exact): Decimal {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
  const [whole, fraction] = [text.slice(0, text.length - places), text.slice(text.length - places).replace(/0+$/, '')];
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
