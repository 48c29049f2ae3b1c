import { type ChangeEvent, useRef, useState } from 'react';
import { saveFile } from '@/lib/client/save-file';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { type CsvTable, readTable } from '@/lib/ledger/csv-table';
import { csvOf } from '@/lib/ledger/csv-text';
import type { LedgerLine } from '@/lib/ledger-entry';
import type { AccountView } from '@/lib/snapshot';
import { Field } from '../../ui/Field';
import { failureText } from '../../ui/failure-text';
import styles from './Ledger.module.css';
import { TablePreview } from './TablePreview';

/** Bytes of a file. */
const largest = 5 * 1024 * 1024;
/** Entries that are asked for at a time, to be exported. */
const atOnce = 2000;

/** How entries get in from a file, and out into one. */
export function Table({ account, total }: { account: AccountView; total: number }) {
  const text = useOptionsText();
  const { ledger } = text;
  const now = useNow();
  const file = useRef<HTMLInputElement>(null);
  const [table, setTable] = useState<CsvTable>();
  const [problem, setProblem] = useState<string>();
  const [outcome, setOutcome] = useState('');

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const chosen = event.currentTarget.files?.[0];
    setTable(undefined);
    setOutcome('');
    if (!chosen) return setProblem(undefined);
    if (chosen.size > largest) return setProblem(ledger.tableProblems['too-large']);
    const content = await textOf(chosen);
    if (content === undefined) return setProblem(ledger.tableProblems.unreadable);
    const found = readTable(content);
    setProblem(found.ok ? undefined : ledger.badLine(found.line, ledger.tableProblems[found.problem]));
    if (found.ok) setTable(found.table);
  }

  function imported(count: number) {
    setTable(undefined);
    setOutcome(ledger.imported(count));
    if (file.current) file.current.value = '';
  }

  async function takeOut() {
    const lines: LedgerLine[] = [];
    for (let from = 0; from < total; from += atOnce) {
      const answer = await send('ledger.read', { id: account.id, from, most: atOnce });
      if (!answer.ok) return setOutcome(failureText(answer.failure, text, now));
      lines.push(...answer.value.lines);
    }
    const day = new Date().toISOString().slice(0, 10);
    saveFile(`${account.label.replace(/[^\p{L}\p{N}]+/gu, '-')}-${day}.csv`, 'text/csv', csvOf(lines.reverse()));
  }

  return (
    <section aria-label={ledger.table}>
      <h2>{ledger.table}</h2>
      <Field label={ledger.file} hint={<p>{ledger.fileHint}</p>} problem={problem}>
        {(attributes) => <input {...attributes} ref={file} type="file" accept=".csv,.tsv,.txt,text/csv" onChange={(event) => void choose(event)} />}
      </Field>
      {table && <TablePreview account={account} table={table} onImported={imported} />}
      <div className={styles.buttons}>
        {total > 0 && (
          <button type="button" onClick={() => void takeOut()}>
            {ledger.exportTable}
          </button>
        )}
        <p role="status">{outcome}</p>
      </div>
    </section>
  );
}

/** @returns `undefined` for what is no text in UTF-8: guessed letters would be wrong ones. */
async function textOf(file: File): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}
