import { openAccount, openPage } from '@/lib/client/navigate';
import { askFor } from '@/lib/client/permission';
import { send } from '@/lib/client/send';
import { useNow, useText } from '@/lib/client/use-view';
import { type Failure, type FailureAction, failurePolicy } from '@/lib/failure';
import type { AccountView } from '@/lib/snapshot';
import styles from './FailureNote.module.css';
import { failureText } from './failure-text';

/** What went wrong with an account, and the one thing that mends it. */
export function FailureNote({ account, failure }: { account: AccountView; failure: Failure }) {
  const text = useText();
  const now = useNow();
  const { action } = failurePolicy[failure.kind];
  return (
    <div className={styles.note}>
      <p>{failureText(failure, text, now)}</p>
      {action !== 'wait' && (
        <button type="button" onClick={() => acts[action](account, failure)}>
          {text.action[action]}
        </button>
      )}
    </div>
  );
}

type Act = (account: AccountView, failure: Failure) => void;

const edit: Act = ({ id }) => openAccount(id);

/** What each action does. */
const acts = {
  // Nothing may be awaited before the question: the browser takes it for the person's own wish only inside the click.
  allow: (_account, failure) => failure.kind === 'permission-missing' && void askFor(failure.origins),
  'open-billing': ({ billingUrl, origin }) => openPage(billingUrl ?? origin),
  'open-site': ({ origin }) => openPage(origin),
  retry: ({ id }) => void send('account.refresh', { ids: [id] }),
  'replace-key': edit,
  edit,
  unlock: edit,
} satisfies Record<Exclude<FailureAction, 'wait'>, Act>;
