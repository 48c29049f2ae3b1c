import { useText } from '@/lib/client/use-view';
import { ago } from '@/lib/i18n/when';
import { highestLevel, lowestLevel, type TrendView } from '@/lib/trend';
import styles from './Sparkline.module.css';

interface SparklineProps {
  trend: TrendView;
  isFresh: boolean;
  /** Unix milliseconds. */
  now: number;
}

const width = 52;
const height = 18;

/** The course of a figure as a small picture, and for whoever does not see it in words. */
export function Sparkline({ trend: { line, since }, isFresh, now }: SparklineProps) {
  const { history, time } = useText();
  const levels = [...line].map((character) => character.charCodeAt(0) - lowestLevel);
  const first = levels[0];
  const last = levels.at(-1);
  if (first === undefined || last === undefined || levels.length < 2) return null;
  const direction = last < first ? 'lower' : last > first ? 'higher' : 'same';
  const points = levels.map((level, place) => `${round((place / (levels.length - 1)) * width)} ${round(height - (level / highestLevel) * height)}`);
  return (
    <>
      <svg
        className={styles.sparkline}
        data-testid="sparkline"
        data-fresh={isFresh}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={`M${points.join('L')}`} />
      </svg>
      <span className="visually-hidden">{history.trend[direction](ago(since, now, time))}</span>
    </>
  );
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
