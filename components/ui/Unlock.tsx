import { type FormEvent, useRef, useState } from 'react';
import { unlock } from '@/lib/client/unlock';
import { useNow, useText } from '@/lib/client/use-view';
import type { VaultAccess } from '@/lib/snapshot';
import { failureText } from './failure-text';
import { PassphraseField } from './PassphraseField';
import styles from './Unlock.module.css';

/** One field, one button: opens the vault. */
export default function Unlock({ access }: { access: VaultAccess }) {
  const text = useText();
  const now = useNow();
  const passphrase = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const typed = passphrase.current?.value ?? '';
    if (typed === '') return setProblem(text.vault.problems.missing);
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await unlock(typed, access);
      if (!answer.ok) setProblem(failureText(answer.failure, text, now));
    } finally {
      if (passphrase.current) passphrase.current.value = '';
      setBusy(false);
    }
  }

  return (
    <form className={styles.unlock} autoComplete="off" onSubmit={(event) => void submit(event)}>
      <PassphraseField label={text.vault.passphrase} inputRef={passphrase} problem={problem} isFirst />
      <button type="submit" data-kind="primary" disabled={isBusy}>
        {isBusy ? text.vault.unlocking : text.vault.unlock}
      </button>
    </form>
  );
}
