import { date } from '../i18n/when';
import { formatQuantity } from '../money/format';
import type { Quantity } from '../money/quantity';
import { amountKey } from '../written';
import { useText, useView } from './use-view';

/** How a page writes amounts and dates: as the background has written them, where it has; not at all where amounts are hidden. */
export function useWriter(): { hidden: boolean; amount(amount: Quantity): string; date(at: number): string } {
  const { account, language } = useText();
  const { snapshot } = useView();
  const written = snapshot?.written?.locale === language.tag ? snapshot.written : undefined;
  const hidden = snapshot?.settings.hideAmounts ?? false;
  return {
    hidden,
    amount: (amount) => (hidden ? account.hidden : (written?.amounts[amountKey(amount)] ?? formatQuantity(amount, language.tag))),
    date: (at) => written?.dates[at] ?? date(at, language.tag),
  };
}
