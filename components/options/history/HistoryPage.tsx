import { useMemo, useState } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import type { AccountView } from '@/lib/snapshot';
import { failureText } from '../../ui/failure-text';
import { Choice } from '../Choice';
import { AccountChoice } from './AccountChoice';
import styles from './History.module.css';
import { HistoryView } from './HistoryView';
import { oneOfEachWallet, unitsOf } from './lines';
import { type RangeName, ranges } from './range';
import { TakeAway } from './TakeAway';
import { TroubleNote } from './TroubleNote';
import { useHistory } from './use-history';

/** So many accounts are chosen at first: as many as have a colour of their own. */
const firstChosen = 6;

/** How figures went: what to look at, the charts, the tables, and how to take all of it away. */
export default function HistoryPage({ account }: { account: string }) {
  const text = useOptionsText();
  const { snapshot } = useView();
  const [range, setRange] = useState<RangeName>('week');
  const [wantedUnit, setUnit] = useState('');
  const [wanted, setWanted] = useState<readonly string[] | undefined>(account === '' ? undefined : [account]);
  const all = snapshot?.accounts ?? noAccounts;
  const units = useMemo(() => unitsOf(all, nothing), [all]);
  const unit = units.includes(wantedUnit)
    ? wantedUnit
    : units.includes(snapshot?.settings.currency ?? '')
      ? (snapshot?.settings.currency ?? '')
      : (units[0] ?? '');
  const accounts = useMemo(() => all.filter((one) => unitsOf([one], nothing).includes(unit)), [all, unit]);
  const chosen = useMemo(() => accounts.filter(({ id }, place) => wanted?.includes(id) ?? place < firstChosen), [accounts, wanted]);
  const ids = chosen.map(({ id }) => id).join(' ');
  const { loaded, failure } = useHistory({ ids, ...ranges[range], version: snapshot?.publishedAt ?? 0 });
  const counted = useMemo(() => oneOfEachWallet(chosen), [chosen]);
  const { history } = text;

  if (all.length === 0) return <p>{history.empty}</p>;
  return (
    <div className={styles.page}>
      {snapshot?.history && <TroubleNote trouble={snapshot.history} />}
      <div className={styles.choices}>
        <fieldset className={styles.ranges}>
          <legend className="visually-hidden">{history.range}</legend>
          {(Object.keys(ranges) as RangeName[]).map((name) => (
            <label key={name}>
              <input type="radio" name="range" className="visually-hidden" checked={name === range} onChange={() => setRange(name)} />
              <span>{history.ranges[name]}</span>
            </label>
          ))}
        </fieldset>
        {units.length > 1 && <Choice label={history.unit} value={unit} options={Object.fromEntries(units.map((name) => [name, name]))} onChange={setUnit} />}
      </div>
      <AccountChoice accounts={accounts} chosen={chosen} onChange={setWanted} />
      {failure && <p role="alert">{failureText(failure, text, Date.now())}</p>}
      {snapshot?.settings.hideAmounts ? (
        <p>{history.hidden}</p>
      ) : (
        loaded && <HistoryView loaded={loaded} accounts={chosen} counted={counted} unit={unit} isFine={ranges[range].length <= ranges.week.length} />
      )}
      <TakeAway accounts={all} />
    </div>
  );
}

const noAccounts: AccountView[] = [];
const nothing = { series: [], spend: [] };
