import { useRef, useState } from 'react';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { Field } from '../ui/Field';
import { failureText } from '../ui/failure-text';
import styles from './Damage.module.css';

/** What is damaged where nothing can open the vault, and the two ways on. Neither is gone without a word that is typed. */
export default function Damage() {
  const text = useOptionsText();
  const { protection } = text;
  const now = useNow();
  const word = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();

  async function startAnew(next: string) {
    const typed = word.current?.value.trim().toLowerCase();
    if (typed !== protection.confirmWord) return setProblem(protection.notConfirmed(protection.confirmWord));
    const answer = await send('vault.startAnew', {});
    if (answer.ok) location.assign(next);
    else setProblem(failureText(answer.failure, text, now));
  }

  return (
    <form className={styles.damage} autoComplete="off" data-testid="vault-damage" onSubmit={(event) => event.preventDefault()}>
      <p role="alert">{protection.damaged}</p>
      <p>{protection.damagedKept}</p>
      <p>{protection.damagedWays}</p>
      <Field label={protection.confirm(protection.confirmWord)} problem={problem}>
        {(attributes) => <input {...attributes} ref={word} type="text" autoComplete="off" autoCapitalize="off" spellCheck={false} />}
      </Field>
      <div className={styles.buttons}>
        <button type="button" onClick={() => void startAnew('#/data')}>
          {protection.restore}
        </button>
        <button type="button" data-kind="danger" onClick={() => void startAnew('#/accounts')}>
          {protection.startAnew}
        </button>
      </div>
    </form>
  );
}
