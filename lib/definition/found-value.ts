import { type Decimal, parseDecimal } from '../money/decimal';

/** How a service writes numbers as text, where it does not write them as JSON does. */
export interface NumberForm {
  /** Between groups of three digits. */
  groupSeparator?: string | undefined;
  /** Before the fraction; a point when left out. */
  decimalSeparator?: string | undefined;
  /** Signs that are taken away wherever they stand: `$ ` or `€`. */
  strip?: string | undefined;
}

/** What an expression may come to. `place` is where it was found, for a failure that has to name it. */
export type Found =
  | { is: 'number'; value: Decimal }
  | { is: 'text'; value: string; place: string }
  | { is: 'truth'; value: boolean; place: string }
  | { is: 'list'; value: readonly unknown[]; place: string }
  /** Null, an object, a number out of bounds: there, and of no use as a value. */
  | { is: 'null' | 'object' | 'unusable'; place: string }
  | { is: 'missing'; place: string };

/** Sorts a value of an answer by what can be done with it. */
export function foundIn(value: unknown, place: string): Found {
  if (value === undefined) return { is: 'missing', place };
  if (value === null) return { is: 'null', place };
  if (typeof value === 'string') return { is: 'text', value, place };
  if (typeof value === 'boolean') return { is: 'truth', value, place };
  if (Array.isArray(value)) return { is: 'list', value, place };
  if (typeof value === 'object') return { is: 'object', place };
  const number = parseDecimal(value);
  return number === undefined ? { is: 'unusable', place } : { is: 'number', value: number };
}

/**
 * Reads a number that was written as text.
 *
 * @returns `undefined` for everything that is not clearly one: a separator is one only where the form names it.
 */
export function numberFrom(text: string, { groupSeparator, decimalSeparator = '.', strip = '' }: NumberForm): Decimal | undefined {
  let rest = text.trim();
  if (strip !== '') rest = [...rest].filter((sign) => !strip.includes(sign)).join('');
  if (groupSeparator === undefined && decimalSeparator === '.') return parseDecimal(rest);
  if (rest.length > 64) return undefined;
  const [whole = '', fraction, ...more] = rest.split(decimalSeparator);
  if (more.length > 0) return undefined;
  const groups = groupSeparator === undefined ? [whole] : whole.split(groupSeparator);
  const isGrouped = groups.length === 1 || (/^-?\d{1,3}$/.test(groups[0] ?? '') && groups.slice(1).every((group) => /^\d{3}$/.test(group)));
  return isGrouped ? parseDecimal(groups.join('') + (fraction === undefined ? '' : `.${fraction}`)) : undefined;
}
