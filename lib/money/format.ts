import { once } from '../intl';
import { compare, type Decimal, floor, isNegative, isZero } from './decimal';
import { isCurrency, type Quantity } from './quantity';

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

/** Two places for money and for small amounts of anything; below a hundredth as many, up to eight, as show two digits. */
function decimalPlaces({ value, unit }: Quantity): number {
  const usual = isCurrency(unit) ? 2 : 0;
  if (isZero(value)) return usual;
  const magnitude: Decimal = isNegative(value) ? value.slice(1) : value;
  if (compare(magnitude, '0.01') >= 0) return compare(magnitude, '100') < 0 ? 2 : usual;
  const zeros = /^0\.(0*)/.exec(magnitude)?.[1]?.length ?? 0;
  return Math.min(8, zeros + 2);
}

function formatterFor(locale: string, unit: string, places: number): Intl.NumberFormat {
  if (!isCurrency(unit)) return once(() => new Intl.NumberFormat(locale, { maximumFractionDigits: places }), 'number', locale, places);
  const digits = { minimumFractionDigits: Math.min(places, 2), maximumFractionDigits: places };
  const create = () => new Intl.NumberFormat(locale, { style: 'currency', currency: unit, currencyDisplay: 'narrowSymbol', ...digits });
  return once(create, 'currency', locale, unit, places);
}
