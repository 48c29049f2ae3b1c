import { useOptionsText } from '@/lib/client/use-options-text';
import { dayOf } from '@/lib/confirmed-balance';
import type { HistorySeries } from '@/lib/history-point';
import { formatQuantity } from '@/lib/money/format';
import { momentOf } from './axes';
import styles from './History.module.css';

interface ReadingTableProps {
  series: readonly HistorySeries[];
  accounts: readonly { id: string; label: string }[];
  /** Unix milliseconds. */
  from: number;
  /** Every reading has a row, not only the last of each day. */
  isFine: boolean;
}

/** More rows than this nobody reads; the export has all of them. */
const mostRows = 200;

/** The readings that the chart shows, the newest first, with exact amounts in the attributes. */
export function ReadingTable({ series, accounts, from, isFine }: ReadingTableProps) {
  const { history, language } = useOptionsText();
  const rows = series
    .flatMap(({ account, unit, points }) => {
      const within = points.filter(({ at }) => at >= from);
      const kept = isFine ? within : within.filter(({ at }, place) => dayOf(at) !== dayOf(within[place + 1]?.at ?? 0));
      return kept.map((point) => ({ account, unit, point }));
    })
    .sort((left, right) => right.point.at - left.point.at);
  const { columns } = history;
  const amount = (name: string, value: string | undefined, unit: string) => (
    <td className={styles.amount} data-column={name} data-value={value ?? ''} data-unit={unit}>
      {value !== undefined && formatQuantity({ value, unit }, language.tag)}
    </td>
  );
  return (
    <details className={styles.table} data-testid="readings">
      <summary>
        {history.table}: {history.left}
      </summary>
      <table>
        <thead>
          <tr>
            {[columns.time, columns.account, columns.left, columns.used, columns.granted, columns.how].map((name) => (
              <th key={name} scope="col" className={name === columns.left || name === columns.used || name === columns.granted ? styles.amount : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map(({ account, unit, point }) => (
            <tr key={`${account} ${unit} ${point.at}`}>
              <th scope="row">
                <time dateTime={new Date(point.at).toISOString()}>{momentOf(point.at, language.tag)}</time>
              </th>
              <td>{accounts.find(({ id }) => id === account)?.label}</td>
              {amount('left', point.value, unit)}
              {amount('used', point.used, unit)}
              {amount('granted', point.granted, unit)}
              <td>{[history.basis[point.basis], point.method].filter((word) => word !== '').join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostRows && <p className={styles.note}>{history.more(rows.length - mostRows)}</p>}
    </details>
  );
}
