import { openOptions } from '@/lib/client/navigate';
import { useText } from '@/lib/client/use-view';
import styles from './FirstRun.module.css';

/** Before the first account: one sentence, one button. Keys are pasted in a tab, for a popup closes at the permission prompt. */
export function FirstRun() {
  const { popup, options } = useText();
  return (
    <main className={styles.first}>
      <h1>{popup.firstRun.heading}</h1>
      <p>{popup.firstRun.body}</p>
      <button type="button" data-kind="primary" onClick={() => void openOptions('#/accounts/add')}>
        {options.addAccount}
      </button>
      <button type="button" data-kind="quiet" onClick={() => void openOptions()}>
        {popup.options}
      </button>
    </main>
  );
}
