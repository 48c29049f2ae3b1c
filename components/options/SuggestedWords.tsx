import type { RefObject } from 'react';
import { suggestPassphrase } from '@/lib/client/suggest-passphrase';
import { useOptionsText } from '@/lib/client/use-options-text';
import styles from './Passphrase.module.css';

interface SuggestedWordsProps {
  /** Emptied by the form when the passphrase is set. */
  shownIn: RefObject<HTMLOutputElement | null>;
  /** Filled with what is suggested. The second field stays empty: who can type it has written it down. */
  field: RefObject<HTMLInputElement | null>;
}

/** Offers words at random. Like a passphrase that is typed, they are in no state of the page, and there is no way to copy them. */
export function SuggestedWords({ shownIn, field }: SuggestedWordsProps) {
  const { protection } = useOptionsText();

  async function suggest() {
    const words = await suggestPassphrase();
    if (field.current) field.current.value = words;
    if (shownIn.current) shownIn.current.textContent = words;
  }

  return (
    <div className={styles.suggestion}>
      <button type="button" data-kind="quiet" onClick={() => void suggest()}>
        {protection.suggest}
      </button>
      <output ref={shownIn} data-testid="suggested-words" translate="no" />
      <p>{protection.suggestHint}</p>
      <p>{protection.suggested}</p>
    </div>
  );
}
