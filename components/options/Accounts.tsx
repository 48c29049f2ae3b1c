import { send } from '@/lib/client/send';
import { useNow, useText, useView } from '@/lib/client/use-view';
import { type AccountView, accountState } from '@/lib/snapshot';
import { AccountSummary, accountAttributes } from '../ui/AccountSummary';
import { FailureNote } from '../ui/FailureNote';
import { failureText } from '../ui/failure-text';
import { useWindow } from '../ui/use-window';
import { AccountForm } from './AccountForm';
import styles from './Accounts.module.css';

/** The list of accounts, or the form for one of them. */
export function Accounts({ route }: { route: string }) {
  const { snapshot } = useView();
  const edited = snapshot?.accounts.find(({ id }) => id === route);
  // The key makes a form of its own for each account: nothing typed for one may end up with another.
  if (route === 'add') return <AccountForm key="add" />;
  if (edited) return <AccountForm key={edited.id} account={edited} />;
  return <AccountList />;
}

function AccountList() {
  const { options } = useText();
  const text = useText();
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
    </>
  );
}

function Item({ account }: { account: AccountView }) {
  const { options } = useText();
  const now = useNow();
  const { snapshot, progress } = useView();
  if (!snapshot) return null;
  const state = accountState(account, snapshot, now, progress);
  return (
    <li className={styles.item} {...accountAttributes(account, state)}>
      <AccountSummary account={account} state={state} now={now} />
      <div className={styles.buttons}>
        <span className={styles.masked}>
          {account.origin} · {account.masked}
        </span>
        <button type="button" data-kind="quiet" onClick={() => location.assign(`#/accounts/${account.id}`)}>
          {options.edit}
        </button>
        <button type="button" data-kind="quiet" onClick={() => void send('account.duplicate', { id: account.id })}>
          {options.duplicate}
        </button>
        <button type="button" data-kind="quiet" onClick={() => void send('account.remove', { id: account.id })}>
          {options.remove}
        </button>
      </div>
      {account.failure && <FailureNote account={account} failure={account.failure} />}
    </li>
  );
}
