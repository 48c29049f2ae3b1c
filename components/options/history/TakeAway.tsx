import { type ChangeEvent, useId, useState } from 'react';
import { saveFile } from '@/lib/client/save-file';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import type { Failure } from '@/lib/failure';
import { historyToCsv, historyToJson } from '@/lib/history/export';
import { importHistory } from '@/lib/history/import';
import type { History, ImportProblem } from '@/lib/history-point';
import type { AccountView } from '@/lib/snapshot';
import { failureText } from '../../ui/failure-text';
import { Forget } from './Forget';
import styles from './History.module.css';

/** So many accounts, and so many points, go into one message. */
const slice = { accounts: 25, points: 5000 };

/** What came of it: sentences, or what is wrong with the file. */
type Outcome = { said: readonly string[] } | { failure: Failure } | { problems: readonly ImportProblem[] };

/** Export, import and removal of the whole history. */
export function TakeAway({ accounts }: { accounts: readonly AccountView[] }) {
  const text = useOptionsText();
  const { history } = text;
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const fileId = useId();

  async function doing(work: () => Promise<Outcome>) {
    setBusy(true);
    setOutcome(undefined);
    setOutcome(await work());
    setBusy(false);
  }

  async function save(form: 'csv' | 'json'): Promise<Outcome> {
    const all = await readAll(accounts);
    if (!all.ok) return { failure: all.failure };
    const now = Date.now();
    const content = form === 'csv' ? historyToCsv(all.history, accounts) : historyToJson(all.history, accounts, now);
    saveFile(`remainder-history-${new Date(now).toISOString().slice(0, 10)}.${form}`, form === 'csv' ? 'text/csv' : 'application/json', content);
    return { said: [history.exported(all.history.series.reduce((sum, { points }) => sum + points.length, all.history.spend.length))] };
  }

  async function take(file: File): Promise<Outcome> {
    const imported = importHistory(await file.text(), accounts);
    if (!imported.ok) return { problems: imported.problems };
    let added = 0;
    for (const part of inParts(imported.history)) {
      const answer = await send('history.merge', part);
      if (!answer.ok) return { failure: answer.failure };
      added += answer.value.added;
    }
    return { said: [history.imported(added), ...(imported.skipped > 0 ? [history.skipped(imported.skipped)] : [])] };
  }

  function chosen(event: ChangeEvent<HTMLInputElement>) {
    const file = event.currentTarget.files?.[0];
    // The same file may be chosen again.
    event.currentTarget.value = '';
    if (file) void doing(() => take(file));
  }

  return (
    <section className={styles.section}>
      <h2>{history.away}</h2>
      <p>{history.awayBody}</p>
      <div className={styles.buttons}>
        <button type="button" disabled={isBusy} onClick={() => void doing(() => save('csv'))}>
          {history.exportCsv}
        </button>
        <button type="button" disabled={isBusy} onClick={() => void doing(() => save('json'))}>
          {history.exportJson}
        </button>
      </div>
      <div className={styles.file}>
        <label htmlFor={fileId}>{history.importFile}</label>
        <input id={fileId} type="file" accept=".csv,.json,text/csv,application/json" aria-describedby={`${fileId}-hint`} disabled={isBusy} onChange={chosen} />
        <p id={`${fileId}-hint`} className={styles.note}>
          {history.importHint}
        </p>
      </div>
      <div role="status">
        {isBusy && <p>{history.importing}</p>}
        {outcome && 'said' in outcome && <p data-testid="history-outcome">{outcome.said.join(' ')}</p>}
        {outcome && 'failure' in outcome && <p>{failureText(outcome.failure, text, Date.now())}</p>}
        {outcome && 'problems' in outcome && <Problems problems={outcome.problems} />}
      </div>
      <Forget ids={accounts.map(({ id }) => id)} />
    </section>
  );
}

function Problems({ problems }: { problems: readonly ImportProblem[] }) {
  const { history } = useOptionsText();
  const placeOf = ({ line, place, column }: ImportProblem) =>
    [
      ...(line === undefined ? [] : [history.line(line)]),
      ...(column === undefined ? [] : [history.column(column)]),
      ...(place === undefined ? [] : [place]),
    ].join(', ');
  return (
    <>
      <p>{history.nothingImported}</p>
      <ul className={styles.problems} data-testid="history-problems">
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.place} ${problem.column}`}>
            {[placeOf(problem), history.problems[problem.kind]].filter((words) => words !== '').join(': ')}
          </li>
        ))}
      </ul>
    </>
  );
}

async function readAll(accounts: readonly AccountView[]): Promise<{ ok: true; history: History } | { ok: false; failure: Failure }> {
  const all: History = { series: [], spend: [] };
  for (let from = 0; from < accounts.length; from += slice.accounts) {
    const ids = accounts.slice(from, from + slice.accounts).map(({ id }) => id);
    const answer = await send('history.read', { ids, from: 0, to: Number.MAX_SAFE_INTEGER, span: 0 });
    if (!answer.ok) return answer;
    all.series.push(...answer.value.series);
    all.spend.push(...answer.value.spend);
  }
  return { ok: true, history: all };
}

function* inParts({ series, spend }: History): Generator<History> {
  for (const one of series) {
    for (let from = 0; from < one.points.length; from += slice.points)
      yield { series: [{ ...one, points: one.points.slice(from, from + slice.points) }], spend: [] };
  }
  for (let from = 0; from < spend.length; from += slice.points) yield { series: [], spend: spend.slice(from, from + slice.points) };
}
