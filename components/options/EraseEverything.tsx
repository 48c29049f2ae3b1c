import { useId, useRef, useState } from 'react';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { Check } from '../ui/Field';
import { failureText } from '../ui/failure-text';
import styles from './Data.module.css';

/** Asks twice: once with a button, and once more with something to be ticked. */
export function EraseEverything() {
  const text = useOptionsText();
  const { data } = text;
  const now = useNow();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isAgreed, setAgreed] = useState(false);
  const [outcome, setOutcome] = useState('');

  function ask() {
    setAgreed(false);
    setOutcome('');
    dialog.current?.showModal();
  }

  async function erase() {
    dialog.current?.close();
    const answer = await send('vault.erase', {});
    setOutcome(answer.ok ? data.erased : failureText(answer.failure, text, now));
  }

  return (
    <>
      <div>
        <button type="button" data-kind="danger" onClick={ask}>
          {data.erase}
        </button>
      </div>
      <p role="status">{outcome}</p>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={heading}>
        <h2 id={heading}>{data.eraseHeading}</h2>
        <p>{data.eraseAbout}</p>
        <p>{data.eraseWarning}</p>
        <Check label={data.eraseAgreed} checked={isAgreed} onChange={setAgreed} />
        <div className={styles.buttons}>
          <button type="button" data-kind="danger" disabled={!isAgreed} onClick={() => void erase()}>
            {data.eraseConfirm}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {data.cancel}
          </button>
        </div>
      </dialog>
    </>
  );
}
