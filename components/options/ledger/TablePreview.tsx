import { useEffect, useMemo, useState } from 'react';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { dayAndTime } from '@/lib/i18n/when';
import { type BadLine, missingColumns, readLines } from '@/lib/ledger/csv-lines';
import { type Column, type CsvTable, columns } from '@/lib/ledger/csv-table';
import { type AmountStyle, amountStyles } from '@/lib/ledger/written-amount';
import { type NewRecorded, type RecordedKind, recordedKinds, unitOf } from '@/lib/ledger-entry';
import type { Answer } from '@/lib/protocol';
import type { AccountView } from '@/lib/snapshot';
import { failureText } from '../../ui/failure-text';
import { Choice } from '../Choice';
import styles from './Ledger.module.css';

/** So many lines of each kind are shown. */
const mostShown = 10;

interface TablePreviewProps {
  account: AccountView;
  table: CsvTable;
  onImported(count: number): void;
}

/** What a file would add, before anything is written. */
export function TablePreview({ account, table, onImported }: TablePreviewProps) {
  const text = useOptionsText();
  const { ledger } = text;
  const now = useNow();
  const unit = unitOf(account.fields);
  const [mapping, setMapping] = useState(table.mapping);
  const [amounts, setAmounts] = useState<AmountStyle>('plain');
  const [everyLine, setEveryLine] = useState<RecordedKind>();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const missing = missingColumns({ mapping, everyLine });
  const { good, bad } = useMemo(
    () => (missing.length > 0 ? { good: [], bad: [] } : readLines(table, { mapping, amounts, everyLine, unit })),
    [table, mapping, amounts, everyLine, unit, missing.length],
  );
  const entries = useMemo(() => good.map(({ entry }) => sent(entry)), [good]);
  const answer = usePreview(account, entries);

  function map(column: Column, place: string) {
    const { [column]: _before, ...rest } = mapping;
    setMapping(place === '' ? rest : { ...rest, [column]: Number(place.slice(1)) });
  }

  async function write() {
    setBusy(true);
    const done = await send('ledger.import', { id: account.id, entries, preview: false });
    setBusy(false);
    if (done.ok) onImported(done.value.added);
    else setProblem(failureText(done.failure, text, now));
  }

  const isUnclear = missingColumns({ mapping: table.mapping }).length > 0;
  const fresh = answer?.ok ? answer.value.added : 0;
  return (
    <div className={styles.preview}>
      <div className={styles.fields}>
        {isUnclear &&
          columns.map((column) => (
            <Choice
              key={column}
              label={ledger.columnOf(ledger.columns[column])}
              value={placeName(mapping[column])}
              options={Object.fromEntries([
                ['', ledger.noColumn],
                ...table.headers.map((header, place) => [placeName(place), header || `${place + 1}`] as const),
              ])}
              onChange={(place) => map(column, place)}
            />
          ))}
        {mapping.kind === undefined && (
          <Choice<string>
            label={ledger.everyLine}
            value={everyLine ?? ''}
            options={Object.fromEntries([['', '…'], ...recordedKinds.map((kind) => [kind, ledger.kinds[kind]] as const)])}
            onChange={(kind) => setEveryLine(recordedKinds.find((one) => one === kind))}
          />
        )}
        <Choice
          label={ledger.amountStyle}
          value={amounts}
          options={ledger.amountStyles}
          onChange={(style) => setAmounts(amountStyles.find((one) => one === style) ?? 'plain')}
        />
      </div>
      {missing.length > 0 && <p role="alert">{ledger.columnsMissing(missing.map((column) => ledger.columns[column]).join(', '))}</p>}
      <BadLines bad={bad} />
      {answer?.ok && <p data-testid="preview">{ledger.preview(answer.value.added, answer.value.known)}</p>}
      {answer && !answer.ok && <p role="alert">{failureText(answer.failure, text, now)}</p>}
      <GoodLines entries={good.map(({ entry }) => entry)} />
      {problem !== '' && <p role="alert">{problem}</p>}
      <div className={styles.buttons}>
        <button type="button" data-kind="primary" disabled={fresh === 0 || isBusy} onClick={() => void write()}>
          {ledger.importCount(fresh)}
        </button>
      </div>
    </div>
  );
}

/** How many of the entries are new: the background knows what is there. */
function usePreview(account: AccountView, entries: ReturnType<typeof sent>[]): Answer<'ledger.import'> | undefined {
  const [answer, setAnswer] = useState<Answer<'ledger.import'>>();
  const { id } = account;
  useEffect(() => {
    let isWanted = true;
    setAnswer(undefined);
    if (entries.length === 0) return undefined;
    void send('ledger.import', { id, entries, preview: true }).then((next) => {
      if (isWanted) setAnswer(next);
    });
    return () => {
      isWanted = false;
    };
  }, [id, entries]);
  return answer;
}

function BadLines({ bad }: { bad: readonly BadLine[] }) {
  const { ledger } = useOptionsText();
  if (bad.length === 0) return null;
  return (
    <div role="alert" className={styles.problem}>
      <p>{ledger.bad(bad.length)}</p>
      <ul>
        {bad.slice(0, mostShown).map(({ line, problem, column }) => (
          <li key={line} data-testid="bad-line" data-line={line}>
            {ledger.badLine(line, column ? `${ledger.columns[column]}: ${ledger.lineProblems[problem]}` : ledger.lineProblems[problem])}
          </li>
        ))}
      </ul>
      {bad.length > mostShown && <p>{ledger.moreBad(bad.length - mostShown)}</p>}
    </div>
  );
}

function GoodLines({ entries }: { entries: readonly NewRecorded[] }) {
  const { ledger, language } = useOptionsText();
  const { amount: write } = useWriter();
  if (entries.length === 0) return null;
  return (
    <>
      <ul className={styles.entries}>
        {entries.slice(0, mostShown).map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines of a file may say the same.
          <li key={index} className={styles.entry}>
            <time dateTime={new Date(entry.at).toISOString()}>{dayAndTime(entry.at, language.tag)}</time>
            <span className={styles.what}>
              <span>{ledger.kinds[entry.kind]}</span>
              {entry.note !== undefined && <span className={styles.note}>{entry.note}</span>}
            </span>
            <span className={styles.amount}>{write(entry.amount)}</span>
          </li>
        ))}
      </ul>
      {entries.length > mostShown && <p>{ledger.moreBad(entries.length - mostShown)}</p>}
    </>
  );
}

/** Numbers by themselves would come before everything else in a list. */
function placeName(place: number | undefined): string {
  return place === undefined ? '' : `#${place}`;
}

/** The part of an entry that the background is told. */
function sent({ kind, at, amount, note }: NewRecorded) {
  return { kind, at, amount, ...(note === undefined ? {} : { note }) };
}
