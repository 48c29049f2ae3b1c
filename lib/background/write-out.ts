import { date } from '../i18n/when';
import { formatQuantity } from '../money/format';
import type { Quantity } from '../money/quantity';
import type { AccountView } from '../snapshot';
import type { Total } from '../totals';
import { amountKey, type Written } from '../written';

/**
 * Writes out every amount and date that pages show at first sight.
 *
 * @param before what was written the last time: most of it still holds, and looking it up needs no formatter.
 */
export function writeOut(accounts: readonly AccountView[], total: Total, locale: string, before?: Written): Written {
  const known = before?.locale === locale ? before : undefined;
  const written: Written = { locale, amounts: {}, dates: {} };
  for (const amount of amountsOf(accounts, total)) {
    const key = amountKey(amount);
    written.amounts[key] ??= known?.amounts?.[key] ?? formatQuantity(amount, locale);
  }
  for (const { reading } of accounts) {
    if (typeof reading?.expiresAt === 'number') written.dates[reading.expiresAt] ??= known?.dates?.[reading.expiresAt] ?? date(reading.expiresAt, locale);
  }
  return written;
}

function* amountsOf(accounts: readonly AccountView[], total: Total): Generator<Quantity> {
  if (total.amount) yield total.amount;
  yield* total.others;
  for (const { reading } of accounts) {
    if (reading?.remaining && reading.remaining !== 'unlimited') yield reading.remaining;
    if (reading?.used) yield reading.used;
    if (reading?.granted) yield reading.granted;
    for (const { limit } of reading?.windows ?? []) if (limit) yield limit;
  }
}
