import { compare, type Decimal, floor, isNegative, isZero } from './decimal';
import { isCurrency, type Quantity } from './quantity';

const formatters = new Map<string, Intl.NumberFormat>();

/**
 * Writes an amount for people: `$83.58`, `63,580 tokens`. Rounded down, so that nothing looks like more than it is;
 * an amount below one cent keeps its digits instead of becoming `$0.00`.
 *
 * @param locale a BCP 47 tag, such as `en`.
 */
export function formatQuantity(amount: Quantity, locale: string): string {
  const places = decimalPlaces(amount);
  const formatter = formatterFor(locale, amount.unit, places);
  // Intl reads a decimal string exactly; its type still names numbers only.
  const text = formatter.format(floor(amount.value, places) as unknown as number);
  return isCurrency(amount.unit) ? text : `${text} ${amount.unit}`;
}

/** The smallest number of places, from two to eight, that shows a digit other than zero. */
function decimalPlaces({ value, unit }: Quantity): number {
  const usual = isCurrency(unit) ? 2 : 0;
  if (isZero(value)) return usual;
  const magnitude: Decimal = isNegative(value) ? value.slice(1) : value;
  if (!isCurrency(unit) && compare(magnitude, '100') < 0) return 2;
  if (compare(magnitude, '0.01') >= 0) return usual;
  const zeros = /^0\.(0*)/.exec(magnitude)?.[1]?.length ?? 0;
  return Math.min(8, zeros + 2);
}

function formatterFor(locale: string, unit: string, places: number): Intl.NumberFormat {
  const key = `${locale} ${unit} ${places}`;
  const known = formatters.get(key);
  if (known) return known;
  const fractionDigits = isCurrency(unit) ? { minimumFractionDigits: Math.min(places, 2) } : {};
  const made = new Intl.NumberFormat(locale, {
    ...(isCurrency(unit) ? { style: 'currency', currency: unit, currencyDisplay: 'narrowSymbol' } : {}),
    ...fractionDigits,
    maximumFractionDigits: places,
  });
  formatters.set(key, made);
  return made;
}
