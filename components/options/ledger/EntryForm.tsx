import { type FormEvent, useState } from 'react';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { amountProblem } from '@/lib/ledger/admit';
import { earliest, latest, longestNote, type RecordedKind, unitOf } from '@/lib/ledger-entry';
import { parseDecimal } from '@/lib/money/decimal';
import type { AccountView } from '@/lib/snapshot';
import { Field } from '../../ui/Field';
import { failureText } from '../../ui/failure-text';
import { Choice } from '../Choice';
import styles from './Ledger.module.css';

const nothing = { amount: '', at: '', note: '' };

/** Where a top-up, a spend or a balance is entered by hand. */
export function EntryForm({ account }: { account: AccountView }) {
  const text = useOptionsText();
  const { ledger } = text;
  const now = useNow();
  const [kind, setKind] = useState<RecordedKind>('spend');
  const [filled, setFilled] = useState(nothing);
  const [wrong, setWrong] = useState<{ amount?: string; at?: string }>({});
  const [outcome, setOutcome] = useState('');
  const [isBusy, setBusy] = useState(false);
  const unit = unitOf(account.fields);
  const change = (patch: Partial<typeof nothing>) => setFilled((before) => ({ ...before, ...patch }));

  async function add(event: FormEvent) {
    event.preventDefault();
    const value = parseDecimal(filled.amount.trim());
    const reason = value === undefined ? 'not-a-number' : amountProblem(kind, { value, unit }, unit);
    const at = filled.at === '' ? undefined : new Date(filled.at).getTime();
    const isTime = at === undefined || (at >= earliest && at <= latest);
    setWrong({
      ...(reason && reason !== 'unknown-entry' ? { amount: ledger.problems[reason] } : {}),
      ...(isTime ? {} : { at: ledger.problems['not-a-time'] }),
    });
    setOutcome('');
    if (value === undefined || reason || !isTime) return;
    setBusy(true);
    const note = filled.note.trim();
    const answer = await send('ledger.add', {
      id: account.id,
      kind,
      amount: { value, unit },
      ...(at === undefined ? {} : { at }),
      ...(note === '' ? {} : { note }),
    });
    setBusy(false);
    setOutcome(answer.ok ? (at !== undefined && at > Date.now() ? ledger.addedLater : ledger.added) : failureText(answer.failure, text, now));
    if (answer.ok) setFilled(nothing);
  }

  return (
    <section aria-label={ledger.newEntry}>
      <h2>{ledger.newEntry}</h2>
      <form className={styles.form} autoComplete="off" onSubmit={add}>
        <div className={styles.fields}>
          <Choice<RecordedKind> label={ledger.kind} value={kind} options={ledger.kinds} onChange={setKind} />
          <Field label={ledger.amount} hint={<p>{ledger.amountHint(unit)}</p>} problem={wrong.amount}>
            {(attributes) => (
              <input
                {...attributes}
                type="text"
                inputMode="decimal"
                value={filled.amount}
                onChange={(event) => change({ amount: event.currentTarget.value })}
              />
            )}
          </Field>
          <Field label={ledger.when} hint={<p>{ledger.whenHint}</p>} problem={wrong.at}>
            {(attributes) => <input {...attributes} type="datetime-local" value={filled.at} onChange={(event) => change({ at: event.currentTarget.value })} />}
          </Field>
          <Field label={ledger.note}>
            {(attributes) => (
              <input
                {...attributes}
                type="text"
                maxLength={longestNote}
                value={filled.note}
                onChange={(event) => change({ note: event.currentTarget.value })}
              />
            )}
          </Field>
        </div>
        <p className={styles.hint}>{ledger.kindHints[kind]}</p>
        <div className={styles.buttons}>
          <button type="submit" data-kind="primary" disabled={isBusy}>
            {ledger.add}
          </button>
          <p role="status">{outcome}</p>
        </div>
      </form>
    </section>
  );
}
