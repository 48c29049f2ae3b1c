import { type FormEvent, useState } from 'react';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { amountProblem } from '@/lib/ledger/admit';
import { type LedgerLine, unitOf } from '@/lib/ledger-entry';
import { parseDecimal } from '@/lib/money/decimal';
import type { Quantity } from '@/lib/money/quantity';
import type { AccountView } from '@/lib/snapshot';
import { Field } from '../../ui/Field';
import { failureText } from '../../ui/failure-text';
import styles from './Ledger.module.css';

interface CorrectionFormProps {
  account: AccountView;
  line: LedgerLine;
  onDone(): void;
}

/** Gives an entry another amount, or makes it void. */
export function CorrectionForm({ account, line, onDone }: CorrectionFormProps) {
  const text = useOptionsText();
  const { ledger, form } = text;
  const now = useNow();
  const { hidden } = useWriter();
  const { entry, amount } = line;
  // Hidden amounts are hidden here as well.
  const [written, setWritten] = useState(hidden || amount === 'void' ? '' : amount.value);
  const [problem, setProblem] = useState<string>();
  const unit = unitOf(account.fields);

  async function give(right: Quantity | 'void') {
    const answer = await send('ledger.correct', { id: account.id, entry: entry.id, amount: right });
    if (answer.ok) onDone();
    else setProblem(failureText(answer.failure, text, now));
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    const value = parseDecimal(written.trim());
    const reason = value === undefined ? 'not-a-number' : amountProblem(entry.kind, { value, unit }, unit);
    setProblem(reason && reason !== 'unknown-entry' ? ledger.problems[reason] : undefined);
    if (value !== undefined && !reason) await give({ value, unit });
  }

  return (
    <form className={styles.correction} autoComplete="off" onSubmit={save}>
      <Field label={ledger.rightAmount} hint={<p>{ledger.correctHint}</p>} problem={problem}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            inputMode="decimal"
            // biome-ignore lint/a11y/noAutofocus: whoever pressed "Correct" came for this field.
            autoFocus
            value={written}
            onChange={(event) => setWritten(event.currentTarget.value)}
          />
        )}
      </Field>
      <div className={styles.buttons}>
        <button type="submit" data-kind="primary">
          {ledger.saveCorrection}
        </button>
        {amount !== 'void' && (
          <button type="button" onClick={() => void give('void')}>
            {ledger.makeVoid}
          </button>
        )}
        <button type="button" data-kind="quiet" onClick={onDone}>
          {form.cancel}
        </button>
      </div>
    </form>
  );
}
