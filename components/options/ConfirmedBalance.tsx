import { useState } from 'react';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import { parseDecimal } from '@/lib/money/decimal';
import type { AccountView } from '@/lib/snapshot';
import { Field } from '../ui/Field';
import { failureText } from '../ui/failure-text';
import { Choice } from './Choice';
import styles from './ConfirmedBalance.module.css';

/** Where a person records what was there, for a service that tells only what was spent. */
export function ConfirmedBalance({ account }: { account: AccountView }) {
  const text = useOptionsText();
  const { confirmed, problem } = text;
  const now = useNow();
  const { snapshot } = useView();
  const [amount, setAmount] = useState('');
  const [at, setAt] = useState('');
  const [by, setBy] = useState(account.confirmedBy ?? '');
  const [wrong, setWrong] = useState<{ amount?: string; at?: string }>({});
  const [outcome, setOutcome] = useState('');
  const unit = account.confirmed?.amount.unit ?? account.reading?.used?.unit ?? 'USD';
  const others = (snapshot?.accounts ?? []).filter(({ id, reading }) => id !== account.id && reading?.meaning === 'balance' && reading.basis === 'reported');

  async function give(input: { balance?: { amount: string; at: number }; by?: string }) {
    const answer = await send('account.confirm', { id: account.id, ...input });
    setOutcome(answer.ok ? confirmed.saved : failureText(answer.failure, text, now));
    if (answer.ok) setAmount('');
  }

  async function record() {
    const value = parseDecimal(amount.trim());
    const instant = at === '' ? Date.now() : new Date(at).getTime();
    const problems = {
      ...(value === undefined && by === '' ? { amount: problem.amount } : {}),
      ...(instant > Date.now() + 60_000 ? { at: confirmed.inFuture } : {}),
    };
    setWrong(problems);
    if (Object.keys(problems).length > 0) return;
    await give(by === '' && value !== undefined ? { balance: { amount: value, at: instant } } : { by });
  }

  return (
    <section className={styles.confirmed} aria-label={confirmed.heading}>
      <h2>{confirmed.heading}</h2>
      <p>{confirmed.body}</p>
      {others.length > 0 && (
        <Choice
          label={confirmed.by}
          value={by}
          options={Object.fromEntries([['', confirmed.byPerson], ...others.map(({ id, label }) => [id, label] as const)])}
          onChange={setBy}
        />
      )}
      {by === '' ? (
        <>
          <Field label={confirmed.balance} hint={<p>{confirmed.balanceHint(unit)}</p>} problem={wrong.amount}>
            {(attributes) => (
              <input
                {...attributes}
                type="text"
                inputMode="decimal"
                autoComplete="off"
                value={amount}
                onChange={(event) => setAmount(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={confirmed.at} hint={<p>{confirmed.atHint}</p>} problem={wrong.at}>
            {(attributes) => <input {...attributes} type="datetime-local" value={at} onChange={(event) => setAt(event.currentTarget.value)} />}
          </Field>
        </>
      ) : (
        <p>{confirmed.byHint}</p>
      )}
      <div className={styles.buttons}>
        <button type="button" data-kind="primary" onClick={() => void record()}>
          {confirmed.save}
        </button>
        {(account.confirmed || account.confirmedBy) && (
          <button type="button" onClick={() => void give({})}>
            {confirmed.forget}
          </button>
        )}
      </div>
      <p role="status">{outcome}</p>
    </section>
  );
}
