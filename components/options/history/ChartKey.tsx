import { useOptionsText } from '@/lib/client/use-options-text';
import styles from './ChartKey.module.css';
import plot from './Plot.module.css';

interface ChartKeyProps {
  /** The amount at which an alert is told, as it is written; the dashed line. */
  limit?: string;
  hasTopUps: boolean;
  hasForecast: boolean;
}

/** What the marks of a chart mean, besides its lines: only those that are there. */
export function ChartKey({ limit, hasTopUps, hasForecast }: ChartKeyProps) {
  const { history } = useOptionsText();
  if (limit === undefined && !hasTopUps && !hasForecast) return null;
  return (
    <ul className={styles.key}>
      {hasTopUps && (
        <li>
          <span className={styles.topUp} aria-hidden="true" />
          {history.topUpMark}
        </li>
      )}
      {limit !== undefined && (
        <li>
          <span className={`${styles.limit} ${plot.color}`} data-color="threshold" aria-hidden="true" />
          {history.limitLine(limit)}
        </li>
      )}
      {hasForecast && (
        <li>
          <span className={`${styles.band} ${plot.color}`} data-color="band" aria-hidden="true" />
          {history.likelyBand}
        </li>
      )}
    </ul>
  );
}
