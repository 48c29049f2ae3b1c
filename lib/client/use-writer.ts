import { date } from '../i18n/when';
import { formatQuantity } from '../money/format';
import type { Quantity } from '../money/quantity';
import { amountKey } from '../written';
import { useText, useView } from './use-view';

/** How a page writes amounts and dates: as the background has written them, where it has. */
export function useWriter(): { amount(amount: Quantity): string; date(at: number): string } {
  const { account, language } = useText();
  const { snapshot } = useView();
  const written = snapshot?.written?.locale === language.tag ? snapshot.written : undefined;
  return {
    amount: (amount) => (snapshot?.settings.hideAmounts ? account.hidden : (written?.amounts[amountKey(amount)] ?? formatQuantity(amount, language.tag))),
    date: (at) => written?.dates[at] ?? date(at, language.tag),
  };
}
