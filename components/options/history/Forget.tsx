import { useState } from 'react';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { failureText } from '../../ui/failure-text';
import styles from './History.module.css';

/** Deletes the history, after a second question: nothing brings it back. */
export function Forget({ ids }: { ids: readonly string[] }) {
  const text = useOptionsText();
  const { history } = text;
  const [isAsked, setAsked] = useState(false);
  const [said, setSaid] = useState('');

  async function forget() {
    const answer = await send('history.forget', { ids: [...ids] });
    setAsked(false);
    setSaid(answer.ok ? history.forgotten : failureText(answer.failure, text, Date.now()));
  }

  return (
    <div className={styles.forget}>
      {isAsked ? (
        <fieldset className={styles.buttons}>
          <legend>{history.forgetSure}</legend>
          <button type="button" data-kind="danger" onClick={() => void forget()}>
            {history.forgetYes}
          </button>
          <button type="button" onClick={() => setAsked(false)}>
            {history.forgetNo}
          </button>
        </fieldset>
      ) : (
        <button type="button" data-kind="danger" onClick={() => setAsked(true)}>
          {history.forget}
        </button>
      )}
      <p role="status">{said}</p>
    </div>
  );
}
