import { useState } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import { type AccountView, accountState } from '@/lib/snapshot';
import { AccountSummary, accountAttributes } from '../ui/AccountSummary';
import { FailureNote } from '../ui/FailureNote';
import { failureText } from '../ui/failure-text';
import { EntryForm } from './ledger/EntryForm';
import { EntryList } from './ledger/EntryList';
import styles from './ledger/Ledger.module.css';
import { OtherAccounts } from './ledger/OtherAccounts';
import { Table } from './ledger/Table';
import { pageSize, useEntries } from './ledger/use-entries';

/** An account that is added up from its own entries: what is left, what was entered, and how more of it gets in and out. */
export default function Ledger({ account }: { account: AccountView }) {
  const text = useOptionsText();
  const { ledger, account: words } = text;
  const now = useNow();
  const { snapshot, progress } = useView();
  const [from, setFrom] = useState(0);
  const answer = useEntries(account, from);
  const book = answer?.ok ? answer.value : undefined;
  if (!snapshot) return null;
  const state = accountState(account, snapshot, now, progress);
  return (
    <div className={styles.ledger}>
      <div className={styles.head}>
        <h1>{account.label}</h1>
        <a href="#/accounts">{ledger.backToAccounts}</a>
        <a href={`#/accounts/${account.id}`}>{words.edit}</a>
      </div>
      <div className={styles.summary} {...accountAttributes(account, state)}>
        <AccountSummary account={account} state={state} now={now} />
        {account.failure && <FailureNote account={account} failure={account.failure} />}
      </div>
      {answer && !answer.ok && (
        <p role="alert" className={styles.problem}>
          {failureText(answer.failure, text, now)}
        </p>
      )}
      {book !== undefined && book.lost > 0 && (
        <p role="alert" className={styles.problem}>
          {ledger.lost(book.lost)}
        </p>
      )}
      <EntryForm account={account} />
      {book && (
        <section aria-label={ledger.entries}>
          <h2>{ledger.entries}</h2>
          {book.total === 0 ? <p>{ledger.noEntries}</p> : <EntryList account={account} lines={book.lines} />}
          {book.total > pageSize && (
            <div className={styles.buttons}>
              <button type="button" disabled={from === 0} onClick={() => setFrom(Math.max(0, from - pageSize))}>
                {ledger.newer}
              </button>
              <span>{ledger.range(from + 1, Math.min(from + pageSize, book.total), book.total)}</span>
              <button type="button" disabled={from + pageSize >= book.total} onClick={() => setFrom(from + pageSize)}>
                {ledger.older}
              </button>
            </div>
          )}
        </section>
      )}
      <OtherAccounts account={account} reconciliation={book?.reconciliation} />
      <Table account={account} total={book?.total ?? 0} />
    </div>
  );
}
