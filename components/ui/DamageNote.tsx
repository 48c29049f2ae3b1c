import { openOptions } from '@/lib/client/navigate';
import { useText } from '@/lib/client/use-view';
import styles from './FailureNote.module.css';

/** That nothing can open the vault, and where something can be done about it: a popup closes too easily for that. */
export function DamageNote() {
  const { protection } = useText();
  return (
    <div className={styles.note} data-testid="vault-damage">
      <p role="alert">{protection.damaged}</p>
      <div className={styles.buttons}>
        <button type="button" onClick={() => void openOptions('#/security')}>
          {protection.mend}
        </button>
      </div>
    </div>
  );
}
