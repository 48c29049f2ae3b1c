import type uPlot from 'uplot';
import { once } from '@/lib/intl';
import { parseDecimal } from '@/lib/money/decimal';
import { formatQuantity } from '@/lib/money/format';
import { isCurrency } from '@/lib/money/quantity';
import type { Colors } from './Plot';

const day = 24 * 60 * 60_000;

/** The colours that axes are drawn in. */
export const axisColors = ['text', 'grid', 'surface'] as const;

/** The charts stand one above the other: their amounts are at least so many characters wide, that they begin at the same place. */
const fewestCharacters = 7;

/** Time below, amounts of one unit at the side, written as the reader's language does. */
export function axesOf(unit: string, locale: string, colors: Colors): uPlot.Axis[] {
  const look = axisLook(colors);
  return [
    { ...look, space: 80, size: 32, values: (_plot, splits, _axis, _space, step) => splits.map((at) => timeAt(at, step, locale)) },
    {
      ...look,
      // As wide as its longest label: an amount that is cut off is a wrong amount.
      size: (_plot, labels) => 16 + 7 * Math.max(fewestCharacters, ...(labels ?? []).map((label) => label?.length ?? 0)),
      values: (_plot, splits) => amountsAt(splits, unit, locale),
    },
  ];
}

/** A day and a time, in the reader's time zone: `Nov 23, 2026, 14:02`. */
export function momentOf(at: number, locale: string): string {
  return once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }), 'moment', locale).format(at);
}

function timeAt(at: number, step: number, locale: string): string {
  const isYears = step >= 360 * day;
  const format: Intl.DateTimeFormatOptions =
    step < day ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : isYears ? { year: 'numeric' } : { month: 'short', day: 'numeric' };
  return once(() => new Intl.DateTimeFormat(locale, format), 'axis', locale, JSON.stringify(format)).format(at);
}

/** Days below, each in the middle of its own, and no lines: a bar stands where its day is. */
export function dayAxisOf(first: number, last: number, locale: string, colors: Colors): uPlot.Axis {
  const days = Math.round((last - first) / day);
  return {
    ...axisLook(colors),
    size: 32,
    grid: { show: false },
    ticks: { show: false },
    splits(plot) {
      const every = Math.max(1, Math.ceil((days * 80 * devicePixelRatio) / Math.max(plot.bbox.width, 1)));
      // Counted from the last day, which is the one that people look for.
      return Array.from({ length: Math.ceil(days / every) }, (_, place) => last - day / 2 - place * every * day).toReversed();
    },
    values: (_plot, splits) => splits.map((at) => timeAt(at, day, locale)),
  };
}

function axisLook(colors: Colors) {
  return {
    stroke: () => colors('text'),
    grid: { stroke: () => colors('grid'), width: 1 },
    ticks: { stroke: () => colors('grid'), width: 1, size: 4 },
    font: '12px system-ui, sans-serif',
  };
}

/** Cents are written where some place on the axis has them; beside whole amounts they are noise. */
function amountsAt(values: readonly number[], unit: string, locale: string): string[] {
  if (!isCurrency(unit) || !values.every((value) => Number.isInteger(Number(value.toPrecision(10)))))
    return values.map((value) => amountAt(value, unit, locale));
  const whole = { style: 'currency', currency: unit, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 } as const;
  const formatter = once(() => new Intl.NumberFormat(locale, whole), 'axis-currency', locale, unit);
  return values.map((value) => formatter.format(value));
}

/** A place on the axis is a float; what is written beside it is the number that was meant. */
function amountAt(value: number, unit: string, locale: string): string {
  const written = formatQuantity({ value: parseDecimal(Number(value.toPrecision(10))) ?? '0', unit }, locale);
  return isCurrency(unit) ? written : written.slice(0, -unit.length - 1);
}
