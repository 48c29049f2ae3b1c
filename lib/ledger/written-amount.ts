import { type Decimal, parseDecimal } from '../money/decimal';

/**
 * How amounts are written in a file. `plain`: `1234.50`. `point`: `1,234.50`. `comma`: `1.234,50`. Which of the last two a file
 * means is for the person to say: `1,234` is a thousand to one and little more than one to another.
 */
export const amountStyles = ['plain', 'point', 'comma'] as const;
export type AmountStyle = (typeof amountStyles)[number];

/** Thousands go in threes, and by one sign throughout. A space may be a narrow or an unbreakable one. */
const patterns = {
  point: /^-?\d{1,3}(?:(?:,\d{3})+|(?:'\d{3})+|(?:[ \u00a0\u202f]\d{3})+)?(?:\.\d+)?$|^-?\d+(?:\.\d+)?$/,
  comma: /^-?\d{1,3}(?:(?:\.\d{3})+|(?:'\d{3})+|(?:[ \u00a0\u202f]\d{3})+)?(?:,\d+)?$|^-?\d+(?:,\d+)?$/,
} satisfies Record<Exclude<AmountStyle, 'plain'>, RegExp>;

/** @returns `undefined` for what is no number of this style. */
export function readAmount(written: string, style: AmountStyle): Decimal | undefined {
  const text = written.trim();
  // An exponent is a calculating machine's way of losing digits, and no way of writing money.
  if (/[eE]/.test(text)) return undefined;
  if (style === 'plain') return parseDecimal(text);
  if (!patterns[style].test(text)) return undefined;
  const withoutThousands = text.replace(style === 'point' ? /[,' \u00a0\u202f]/g : /[.' \u00a0\u202f]/g, '');
  return parseDecimal(withoutThousands.replace(',', '.'));
}
