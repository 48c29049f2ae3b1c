import type { Quantity } from './money/quantity';

/**
 * Amounts and dates in words. The first use of `Intl` in a process costs more than everything else a popup does until its
 * first paint, so the background, which has written them for the tooltip anyway, hands them on.
 */
export interface Written {
  /** The BCP 47 tag they are written by. A page in another language writes its own. */
  locale: string;
  /** By {@link amountKey}. */
  amounts: Record<string, string>;
  /** Dates without a time, by their instant. */
  dates: Record<string, string>;
}

export function amountKey({ value, unit }: Quantity): string {
  return `${value} ${unit}`;
}
