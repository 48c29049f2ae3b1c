import { useRef, useState } from 'react';
import { exportBackup } from '@/lib/client/backup';
import { saveFile } from '@/lib/client/save-file';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import type { Failure } from '@/lib/failure';
import { passphraseLength, passphraseProblem } from '@/lib/kdf';
import type { CommandOutput } from '@/lib/protocol';
import { Field } from '../ui/Field';
import { failureText } from '../ui/failure-text';
import { PassphraseField } from '../ui/PassphraseField';
import styles from './Data.module.css';
import { ImportPreview } from './ImportPreview';
import { type ImportMode, type ImportSource, openSource } from './import-source';

interface Problems {
  passphrase?: string | undefined;
  repeated?: string | undefined;
  file?: string | undefined;
}

/** Makes a backup, or takes one over. Keys are derived here, so that the passphrase never leaves this page. */
export function Backup() {
  const text = useOptionsText();
  const { data, vault } = text;
  const now = useNow();
  const accounts = useView().snapshot?.accounts ?? [];
  const passphrase = useRef<HTMLInputElement>(null);
  const repeated = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [outcome, setOutcome] = useState('');
  const [source, setSource] = useState<ImportSource>();
  const isBusy = outcome === vault.working;

  /** @param work gives what is to be said when it is done. */
  async function attempt(work: () => Promise<string>) {
    setProblems({});
    setOutcome(vault.working);
    let said = '';
    try {
      said = await work();
    } finally {
      for (const { current: field } of [passphrase, repeated]) if (field) field.value = '';
      setOutcome(said);
    }
  }

  function refused(failure: Failure): string {
    setProblems({ [failure.kind === 'wrong-passphrase' ? 'passphrase' : 'file']: failureText(failure, text, now) });
    return '';
  }

  async function makeBackup(): Promise<string> {
    const typed = passphrase.current?.value ?? '';
    const problem = passphraseProblem(typed);
    const differs = typed !== repeated.current?.value;
    if (problem || differs) {
      setProblems({ passphrase: problem && vault.problems[problem], repeated: differs ? vault.problems['not-repeated'] : undefined });
      return '';
    }
    const answer = await exportBackup(typed);
    if (!answer.ok) {
      setProblems({ passphrase: failureText(answer.failure, text, now) });
      return '';
    }
    const name = `remainder-backup-${new Date().toISOString().slice(0, 10)}.json`;
    saveFile(name, 'application/json', answer.value.file);
    const { withoutKey, history } = answer.value;
    const without = [withoutKey > 0 && data.withoutKey(withoutKey), history !== 'whole' && data.lessHistory[history]];
    return [data.exported(name), ...without].filter((part) => part !== false).join(' ');
  }

  async function open(): Promise<string> {
    const [chosen] = file.current?.files ?? [];
    if (!chosen) {
      setProblems({ file: data.noFile });
      return '';
    }
    const opened = await openSource(chosen, passphrase.current?.value ?? '', accounts);
    if (opened.ok) {
      setSource(opened.source);
      return '';
    }
    if (opened.failure !== 'no-passphrase') return refused(opened.failure);
    setProblems({ passphrase: vault.problems.missing });
    return '';
  }

  async function take(opened: ImportSource, mode: ImportMode, chosen: ReadonlySet<number>): Promise<string> {
    const answer = await opened.take(mode, chosen);
    close();
    return answer.ok ? summary(answer.value) : refused(answer.failure);
  }

  function summary({ added, existing, refused: left, removed }: CommandOutput['backup.import']): string {
    const parts = [data.done(added), existing > 0 && data.doneExisting(existing), left > 0 && data.doneRefused(left), removed > 0 && data.doneRemoved(removed)];
    return parts.filter((part) => part !== false).join(' ');
  }

  function close() {
    setSource(undefined);
    if (file.current) file.current.value = '';
  }

  return (
    <>
      <form className={styles.backup} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
        <PassphraseField label={data.passphrase} inputRef={passphrase} hint={data.passphraseHint(passphraseLength.least)} problem={problems.passphrase} />
        <div className={styles.ways}>
          <PassphraseField label={data.repeat} inputRef={repeated} hint={data.repeatHint} problem={problems.repeated} />
          <button type="button" data-kind="primary" disabled={isBusy} onClick={() => void attempt(makeBackup)}>
            {data.export}
          </button>
          <Field label={data.file} hint={<p>{data.fileHint}</p>} problem={problems.file}>
            {(attributes) => <input {...attributes} ref={file} type="file" onChange={() => setSource(undefined)} />}
          </Field>
          {!source && (
            <button type="button" disabled={isBusy} onClick={() => void attempt(open)}>
              {data.import}
            </button>
          )}
        </div>
        <p role="status">{outcome}</p>
      </form>
      {source && <ImportPreview source={source} isBusy={isBusy} onTake={(mode, chosen) => void attempt(() => take(source, mode, chosen))} onCancel={close} />}
    </>
  );
}
