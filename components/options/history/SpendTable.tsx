import { useOptionsText } from '@/lib/client/use-options-text';
import type { DaySpend } from '@/lib/history/changes';
import { formatQuantity } from '@/lib/money/format';
import styles from './History.module.css';

interface SpendTableProps {
  spend: readonly DaySpend[];
  accounts: readonly { id: string; label: string }[];
}

const mostRows = 200;

/** What was spent by day and account, the newest first, and how that is known. */
export function SpendTable({ spend, accounts }: SpendTableProps) {
  const { history, language } = useOptionsText();
  const { columns } = history;
  return (
    <details className={styles.table} data-testid="spend">
      <summary>
        {history.table}: {history.spent}
      </summary>
      <table>
        <thead>
          <tr>
            {[columns.day, columns.account, columns.spent, columns.how].map((name) => (
              <th key={name} scope="col" className={name === columns.spent ? styles.amount : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spend
            .toReversed()
            .slice(0, mostRows)
            .map(({ account, day, amount, unit, basis, since }) => (
              <tr key={`${account} ${day}`}>
                <th scope="row">
                  <time dateTime={day}>{day}</time>
                </th>
                <td>{accounts.find(({ id }) => id === account)?.label}</td>
                <td className={styles.amount} data-column="spent" data-value={amount} data-unit={unit}>
                  {formatQuantity({ value: amount, unit }, language.tag)}
                </td>
                <td>{[basis === 'reported' ? history.basis.reported : history.fallen, since && history.spentSince(since)].filter(Boolean).join(', ')}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {spend.length > mostRows && <p className={styles.note}>{history.more(spend.length - mostRows)}</p>}
    </details>
  );
}
