import { useOptionsText } from '@/lib/client/use-options-text';
import type { AccountView } from '@/lib/snapshot';
import { colorOf } from './BalanceChart';
import styles from './History.module.css';
import plot from './Plot.module.css';

interface AccountChoiceProps {
  /** All that have figures in the unit that is shown. */
  accounts: readonly AccountView[];
  chosen: readonly AccountView[];
  onChange(ids: readonly string[]): void;
}

/** Which accounts are drawn, each with the colour of its line: the legend of the chart. */
export function AccountChoice({ accounts, chosen, onChange }: AccountChoiceProps) {
  const { history } = useOptionsText();
  if (accounts.length === 0) return null;
  const ids = chosen.map(({ id }) => id);
  return (
    <fieldset className={styles.accounts}>
      <legend>{history.accounts}</legend>
      {accounts.map(({ id, label }) => {
        const place = ids.indexOf(id);
        const others = ids.filter((other) => other !== id);
        return (
          <label key={id}>
            <input type="checkbox" checked={place >= 0} onChange={(event) => onChange(event.currentTarget.checked ? [...others, id] : others)} />
            {place >= 0 && <span className={`${styles.swatch} ${plot.color}`} data-color={colorOf(place)} aria-hidden="true" />}
            <span className={styles.label}>{label}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
