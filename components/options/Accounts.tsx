import { lazy, Suspense } from 'react';
import { type CredentialKind, credentialKinds } from '@/lib/account';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import { givesSpendOnly, providerById } from '@/lib/provider-host/catalog';
import { type AccountView, accountState } from '@/lib/snapshot';
import { AccountSummary, accountAttributes } from '../ui/AccountSummary';
import { FailureNote } from '../ui/FailureNote';
import { failureText } from '../ui/failure-text';
import { useWindow } from '../ui/use-window';
import { AccountForm } from './AccountForm';
import styles from './Accounts.module.css';
import type { Wish } from './account-draft';
import { ConfirmedBalance } from './ConfirmedBalance';
import { Dashboards } from './Dashboard';

// Only whoever keeps one needs it.
const Ledger = lazy(() => import('./Ledger'));

/** The list of accounts, or the page for one of them. */
export function Accounts({ route }: { route: string }) {
  const { snapshot } = useView();
  const [id = '', page] = route.split('/');
  const edited = snapshot?.accounts.find((account) => account.id === id);
  // The key makes a form of its own for each account: nothing typed for one may end up with another.
  if (route === 'add' || route.startsWith('add/')) return <AccountForm key={route} wished={wishIn(route)} />;
  if (edited?.ledger && page === 'entries') {
    return (
      <Suspense>
        <Ledger key={edited.id} account={edited} />
      </Suspense>
    );
  }
  if (edited) return <EditedAccount key={edited.id} account={edited} />;
  return <AccountList />;
}

/** What an address asks for: `add/openai/admin-key` is a new account there with that kind of credential. */
function wishIn(route: string): Wish {
  const [, providerId, credential, purpose] = route.split('/');
  const isKind = credentialKinds.some((kind) => kind === credential);
  return { ...(providerId ? { providerId } : {}), ...(isKind ? { credential: credential as CredentialKind } : {}), balance: purpose === 'balance' };
}

function EditedAccount({ account }: { account: AccountView }) {
  const provider = providerById(account.providerId);
  return (
    <>
      <AccountForm account={account} />
      {provider && givesSpendOnly(provider, account.credential) && <ConfirmedBalance account={account} />}
    </>
  );
}

function AccountList() {
  const { options } = useOptionsText();
  const text = useOptionsText();
  const now = useNow();
  const { snapshot } = useView();
  const accounts = snapshot?.accounts ?? [];
  const { shown, end } = useWindow(accounts.length);
  return (
    <>
      <div className={styles.head}>
        <h1>{options.sections.accounts}</h1>
        <button type="button" data-kind="primary" onClick={() => location.assign('#/accounts/add')}>
          {options.addAccount}
        </button>
      </div>
      {snapshot?.removed.map(({ id, label }) => (
        <p key={id} className={styles.removed} role="status">
          {options.removed(label)}
          <button type="button" onClick={() => void send('account.restore', { id })}>
            {options.undo}
          </button>
        </p>
      ))}
      {accounts.length === 0 && <p>{options.noAccounts}</p>}
      <ul className={styles.list}>
        {accounts.slice(0, shown).map((account) => (
          <Item key={account.id} account={account} />
        ))}
        {snapshot?.unreadable.map(({ id, failure }) => (
          <li key={id} className={styles.item}>
            <p>{failureText(failure, text, now)}</p>
          </li>
        ))}
        {shown < accounts.length && <li ref={end} className={styles.end} aria-hidden="true" />}
      </ul>
      <Dashboards />
    </>
  );
}

function Item({ account }: { account: AccountView }) {
  const { options, ledger } = useOptionsText();
  const now = useNow();
  const { snapshot, progress } = useView();
  if (!snapshot) return null;
  const state = accountState(account, snapshot, now, progress);
  return (
    <li className={styles.item} {...accountAttributes(account, state)}>
      <AccountSummary account={account} state={state} now={now} />
      <div className={styles.buttons}>
        <span className={styles.masked}>
          {account.origin === '' ? account.providerName : account.origin}
          {account.masked !== '' && ` · ${account.masked}`}
        </span>
        {account.ledger && (
          <button type="button" data-kind="quiet" onClick={() => location.assign(`#/accounts/${account.id}/entries`)}>
            {ledger.entries}
          </button>
        )}
        <button type="button" data-kind="quiet" onClick={() => location.assign(`#/accounts/${account.id}`)}>
          {options.edit}
        </button>
        {account.inMemory === undefined && !account.ledger && (
          <button type="button" data-kind="quiet" onClick={() => void send('account.duplicate', { id: account.id })}>
            {options.duplicate}
          </button>
        )}
        <button type="button" data-kind="quiet" onClick={() => void send('account.remove', { id: account.id })}>
          {options.remove}
        </button>
      </div>
      {account.failure && <FailureNote account={account} failure={account.failure} />}
    </li>
  );
}
