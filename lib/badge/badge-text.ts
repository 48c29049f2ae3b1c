import { compare, type Decimal, divide, floor, isNegative, isZero } from '../money/decimal';

const scales = [
  { suffix: '', size: '1' },
  { suffix: 'k', size: '1000' },
  { suffix: 'M', size: '1000000' },
  { suffix: 'B', size: '1000000000' },
  { suffix: 'T', size: '1000000000000' },
] as const;

/** Currencies whose hundredth is called a cent. */
const withCents = new Set(['USD', 'EUR', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD']);

/**
 * Writes an amount in very few characters, rounded down: `83.5`, `842`, `1.2k`, `<1¢`, `-3.3`. A sign is never lost and
 * money never looks like more than it is.
 *
 * @param width how many characters the toolbar shows: four in Chromium, three in Firefox.
 */
export function badgeText(value: Decimal, unit: string, width: number): string {
  if (isZero(value)) return '0';
  if (!isNegative(value) && compare(value, '0.01') < 0) return withCents.has(unit) ? '<1¢' : '0+';
  for (const { suffix, size } of scales) {
    const scaled = divide(value, size);
    // Below a thousand of this scale, so that the next one does not read better.
    if (compare(floor(scaled, 0), '1000') >= 0 || compare(scaled, '-1000') <= 0) continue;
    for (const places of [2, 1, 0]) {
      const text = `${withoutZero(floor(scaled, places), width - suffix.length)}${suffix}`;
      if (text.length <= width && !isLost(text, value)) return text;
    }
  }
  // Beyond every scale: the largest amount that can be written is still less than what is there.
  return isNegative(value) ? '-∞' : `${'9'.repeat(width - 1)}T`;
}

/** `0.05` becomes `.05` where the zero does not fit. */
function withoutZero(text: string, room: number): string {
  return text.length > room ? text.replace(/^(-?)0\./, '$1.') : text;
}

/** Rounding down to nothing would hide money that is there. */
function isLost(text: string, value: Decimal): boolean {
  return !isZero(value) && /^-?0?\D?$/.test(text);
}
