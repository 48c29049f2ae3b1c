import { useState } from 'react';
import type { LedgerLinks } from '@/lib/account';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { clock } from '@/lib/i18n/when';
import { type Reconciliation, unitOf } from '@/lib/ledger-entry';
import { isZero } from '@/lib/money/decimal';
import type { AccountView } from '@/lib/snapshot';
import { failureText } from '../../ui/failure-text';
import { Choice } from '../Choice';
import styles from './Ledger.module.css';

interface OtherAccountsProps {
  account: AccountView;
  /** With the account that checks this one, as soon as that reports a balance. */
  reconciliation: Reconciliation | undefined;
}

/** Which other accounts this one is held against, and takes spend from. */
export function OtherAccounts({ account, reconciliation }: OtherAccountsProps) {
  const text = useOptionsText();
  const { ledger } = text;
  const now = useNow();
  const { snapshot } = useView();
  const [outcome, setOutcome] = useState('');
  const { spendFrom = '', checkedBy = '' } = account.ledger ?? {};
  const unit = unitOf(account.fields);
  const others = (snapshot?.accounts ?? []).filter(({ id, ledger: own }) => id !== account.id && own === undefined);
  const reporting = others.filter(({ id, reading }) => id === checkedBy || (reading?.meaning === 'balance' && amountUnit(reading.remaining) === unit));
  const spending = others.filter(({ id, reading }) => id === spendFrom || reading?.used?.unit === unit);
  if (reporting.length + spending.length === 0) return null;

  async function link(change: LedgerLinks) {
    const { spendFrom: from = spendFrom, checkedBy: by = checkedBy } = change;
    const answer = await send('ledger.link', { id: account.id, ...(from === '' ? {} : { spendFrom: from }), ...(by === '' ? {} : { checkedBy: by }) });
    setOutcome(answer.ok ? '' : failureText(answer.failure, text, now));
  }

  async function settle() {
    const answer = await send('ledger.settle', { id: account.id });
    setOutcome(answer.ok ? ledger.settled : failureText(answer.failure, text, now));
  }

  return (
    <section aria-label={ledger.others}>
      <h2>{ledger.others}</h2>
      {reporting.length > 0 && (
        <>
          <Choice label={ledger.checkedBy} value={checkedBy} options={namesOf(reporting, ledger.nobody)} onChange={(id) => void link({ checkedBy: id })} />
          <p className={styles.hint}>{ledger.checkedByHint}</p>
          {checkedBy !== '' && (reconciliation ? <Difference found={reconciliation} onSettle={() => void settle()} /> : <p>{ledger.notReported}</p>)}
        </>
      )}
      {spending.length > 0 && (
        <>
          <Choice label={ledger.spendFrom} value={spendFrom} options={namesOf(spending, ledger.nobody)} onChange={(id) => void link({ spendFrom: id })} />
          <p className={styles.hint}>{ledger.spendFromHint}</p>
        </>
      )}
      <p role="status">{outcome}</p>
    </section>
  );
}

function Difference({ found, onSettle }: { found: Reconciliation; onSettle(): void }) {
  const { ledger, language } = useOptionsText();
  const now = useNow();
  const { hidden, amount: write } = useWriter();
  const { reported, at, difference, settling } = found;
  return (
    <div className={styles.difference}>
      <p>
        {ledger.reported(write(reported), clock(at, now, language.tag))}{' '}
        {difference ? (
          <span data-testid="difference" data-value={hidden ? '' : difference.value} data-unit={difference.unit}>
            {isZero(difference.value) ? ledger.noDifference : ledger.difference(write(difference))}
          </span>
        ) : (
          ledger.notCounted
        )}
      </p>
      {settling && (
        <div className={styles.buttons}>
          <button type="button" onClick={onSettle}>
            {ledger.settle}
          </button>
          <span className={styles.hint}>{ledger.settleHint}</span>
        </div>
      )}
    </div>
  );
}

function namesOf(accounts: readonly AccountView[], nobody: string): Record<string, string> {
  return Object.fromEntries([['', nobody], ...accounts.map(({ id, label }) => [id, label] as const)]);
}

function amountUnit(amount: NonNullable<AccountView['reading']>['remaining']): string | undefined {
  return typeof amount === 'object' ? amount.unit : undefined;
}
