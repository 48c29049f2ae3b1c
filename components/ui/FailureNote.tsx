import { openAccount, openPage } from '@/lib/client/navigate';
import { askFor } from '@/lib/client/permission';
import { send } from '@/lib/client/send';
import { useNow, useText } from '@/lib/client/use-view';
import { type Failure, type FailureAction, failurePolicy } from '@/lib/failure';
import type { AccountView } from '@/lib/snapshot';
import { failureText } from './failure-text';
import styles from './FailureNote.module.css';

/** What went wrong with an account, and the one thing that mends it. */
export function FailureNote({ account, failure }: { account: AccountView; failure: Failure }) {
  const text = useText();
  const now = useNow();
  const { action } = failurePolicy[failure.kind];
  return (
    <div className={styles.note}>
      <p>{failureText(failure, text, now)}</p>
      {action !== 'wait' && (
        <button type="button" onClick={() => act(action, account, failure)}>
          {text.action[action]}
        </button>
      )}
    </div>
  );
}

function act(action: Exclude<FailureAction, 'wait'>, account: AccountView, failure: Failure): void {
  switch (action) {
    case 'allow':
      // Before anything else: the browser takes the question for the person's own wish only inside the click.
      if (failure.kind === 'permission-missing') void askFor(failure.origins);
      return;
    case 'open-billing':
      return openPage(account.billingUrl ?? account.origin);
    case 'open-site':
      return openPage(account.origin);
    case 'retry':
      void send('account.refresh', { ids: [account.id] });
      return;
    default:
      return openAccount(account.id);
  }
}
