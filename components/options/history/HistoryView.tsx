import { useMemo } from 'react';
import { limitOf } from '@/lib/alert-settings';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import { spendByDay, topUpsIn } from '@/lib/history/changes';
import type { AccountView } from '@/lib/snapshot';
import { BalanceChart } from './BalanceChart';
import { bandOf } from './band';
import styles from './History.module.css';
import { addedUp, inUnit, linesOf, pointsFrom } from './lines';
import { Outlooks } from './Outlooks';
import { ReadingTable } from './ReadingTable';
import { SpendChart } from './SpendChart';
import { SpendTable } from './SpendTable';
import type { LoadedHistory } from './use-history';

interface HistoryViewProps {
  loaded: LoadedHistory;
  accounts: readonly AccountView[];
  /** Those whose spend is added up: one of each wallet. */
  counted: ReadonlySet<string>;
  unit: string;
  /** Every reading has a row of the table, not only the last of each day. */
  isFine: boolean;
}

const day = 24 * 60 * 60_000;

/** The end of a day in UTC, Unix milliseconds. */
function endOfDay(at: number): number {
  return Math.ceil(at / day) * day;
}

/** What was left and what was spent, as pictures and as tables. */
export function HistoryView({ loaded: { history: loaded, from, to }, accounts, counted, unit, isFine }: HistoryViewProps) {
  const { history } = useOptionsText();
  const shown = useMemo(() => {
    const chosen = inUnit(loaded, unit);
    const series = chosen.series.filter(({ account }) => accounts.some(({ id }) => id === account));
    const within = { series, spend: chosen.spend.filter(({ account }) => accounts.some(({ id }) => id === account)) };
    const spend = spendByDay(within).filter(({ day: of }) => Date.parse(of) + day > from);
    const days = addedUp(spend.filter(({ account }) => counted.has(account)));
    const drawn = series.map((one) => ({ ...one, points: pointsFrom(one.points, from) }));
    return { series: drawn, lines: linesOf(drawn, accounts), topUps: series.flatMap(topUpsIn).filter(({ at }) => at >= from), spend, days };
  }, [loaded, unit, accounts, counted, from]);

  // Of several lines each would need a band of its own, and none could be told from another.
  const [line, ...others] = shown.lines;
  const runway = line && others.length === 0 ? accounts.find(({ id }) => id === line.account)?.runway : undefined;
  const last = line?.points.at(-1);
  const band = useMemo(
    () => (runway && last ? bandOf(runway, { at: last.at, value: Number(last.value) }, endOfDay(to + (to - from) / 2)) : undefined),
    [runway, last, from, to],
  );

  // Of several days both pictures show the same time, one below the other.
  const until = to - from > day ? endOfDay(band?.at(-1)?.at ?? to) : (band?.at(-1)?.at ?? to);

  const { alerts = {}, currency } = useView().snapshot?.settings ?? { currency: '' };
  const limit = limitOf('below-amount', alerts, line && others.length === 0 ? line.account : '', unit, currency);

  if (accounts.length === 0) return <p>{history.noneChosen}</p>;
  if (shown.series.length === 0 && shown.days.length === 0) return <p>{history.emptyHere}</p>;
  return (
    <>
      {loaded.lost > 0 && <p role="alert">{history.unreadable(loaded.lost)}</p>}
      <section className={styles.section}>
        <h2>{history.left}</h2>
        {shown.lines.length > 0 ? (
          <BalanceChart
            lines={shown.lines}
            topUps={shown.topUps}
            unit={unit}
            from={from}
            until={until}
            {...(band ? { forecast: band } : {})}
            {...(limit ? { threshold: limit } : {})}
          />
        ) : (
          <p>{history.onlySpend}</p>
        )}
        <Outlooks accounts={accounts} unit={unit} now={to} />
        <ReadingTable series={shown.series} accounts={accounts} from={from} isFine={isFine} />
      </section>
      {shown.days.length > 0 && (
        <section className={styles.section}>
          <h2>{history.spent}</h2>
          <SpendChart days={shown.days} unit={unit} from={from} until={to - from > day ? until - 1 : to} color={accounts.length > 1 ? 'text' : '0'} />
          <SpendTable spend={shown.spend} accounts={accounts} />
          <p className={styles.note}>{history.spentNote}</p>
        </section>
      )}
    </>
  );
}
