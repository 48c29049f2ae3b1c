import { openAccount, openOptions, openPage } from '@/lib/client/navigate';
import { askFor } from '@/lib/client/permission';
import { send } from '@/lib/client/send';
import { useNow, useText } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { actionFor, type Failure, type FailureAction } from '@/lib/failure';
import { clock } from '@/lib/i18n/when';
import type { AccountView } from '@/lib/snapshot';
import styles from './FailureNote.module.css';
import { failureText } from './failure-text';
import { ReadPageButton } from './ReadPageButton';

/** What went wrong with an account, and the one thing that mends it. */
export function FailureNote({ account, failure }: { account: AccountView; failure: Failure }) {
  const text = useText();
  const now = useNow();
  const lastKnown = useLastKnown(account, now);
  const action = actionFor(failure);
  const needsSession = failure.kind === 'session-missing' && failure.reason === undefined;
  return (
    <div className={styles.note}>
      <p>
        {failureText(failure, text, now, account)}
        {failure.kind === 'session-expired' && lastKnown}
      </p>
      <div className={styles.buttons}>
        {action !== 'wait' && (
          <button type="button" onClick={() => acts[action](account, failure)}>
            {text.action[action]}
          </button>
        )}
        {needsSession && (
          <>
            <button type="button" onClick={() => openForm(account, 'admin-key')}>
              {text.session.useAdminKey}
            </button>
            <button type="button" onClick={() => openForm(account, 'admin-key/balance')}>
              {text.session.recordBalance}
            </button>
          </>
        )}
        {account.inMemory === 'observed' && <ReadPageButton account={account} />}
      </div>
    </div>
  );
}

/** The figure before it went wrong, with its time. */
function useLastKnown({ reading, readAt }: AccountView, now: number): string {
  const { session, language } = useText();
  const write = useWriter();
  if (readAt === undefined || !reading?.remaining || reading.remaining === 'unlimited') return '';
  return session.lastKnown(write.amount(reading.remaining), clock(readAt, now, language.tag));
}

type Act = (account: AccountView, failure: Failure) => void;

const edit: Act = ({ id }) => openAccount(id);

function openForm({ providerId }: AccountView, rest: string): void {
  void openOptions(`#/accounts/add/${providerId}/${rest}`);
}

/** What each action does. */
const acts = {
  // Nothing may be awaited before the question: the browser takes it for the person's own wish only inside the click.
  allow: (_account, failure) => failure.kind === 'permission-missing' && void askFor(failure.origins),
  'open-billing': ({ billingUrl, origin }) => openPage(billingUrl ?? origin),
  'open-site': ({ origin, billingUrl, dashboardHost }) => openPage(dashboardHost === undefined ? origin : (billingUrl ?? origin)),
  // The question for the permission would close a popup, so it is asked on the options page.
  'turn-on': (account) => openForm(account, 'session'),
  retry: ({ id }) => void send('account.refresh', { ids: [id] }),
  'replace-key': edit,
  'choose-organization': edit,
  edit,
  unlock: edit,
} satisfies Record<Exclude<FailureAction, 'wait'>, Act>;
