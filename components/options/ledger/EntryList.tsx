import { useState } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { dayAndTime } from '@/lib/i18n/when';
import type { LedgerLine } from '@/lib/ledger-entry';
import type { Quantity } from '@/lib/money/quantity';
import type { AccountView } from '@/lib/snapshot';
import { CorrectionForm } from './CorrectionForm';
import styles from './Ledger.module.css';

/** What was entered, the newest first, each with what it was corrected from. */
export function EntryList({ account, lines }: { account: AccountView; lines: readonly LedgerLine[] }) {
  const [corrected, setCorrected] = useState<string>();
  return (
    <ul className={styles.entries}>
      {lines.map((line) => (
        <Entry
          key={line.entry.id}
          account={account}
          line={line}
          isCorrecting={corrected === line.entry.id}
          onCorrect={(isCorrecting) => setCorrected(isCorrecting ? line.entry.id : undefined)}
        />
      ))}
    </ul>
  );
}

interface EntryProps {
  account: AccountView;
  line: LedgerLine;
  isCorrecting: boolean;
  onCorrect(isCorrecting: boolean): void;
}

function Entry({ account, line, isCorrecting, onCorrect }: EntryProps) {
  const { ledger, language } = useOptionsText();
  const now = useNow();
  const write = useWriter();
  const { entry, amount, corrections } = line;
  const inWords = (value: Quantity | 'void') => (value === 'void' ? ledger.void : write.amount(value));
  // What it said before each of its corrections, the newest first.
  const [last = entry.amount, ...earlier] = [entry.amount, ...corrections.map((correction) => correction.amount)].slice(0, -1).reverse();
  const before = amount === 'void' ? earlier : corrections.length > 0 ? [last, ...earlier] : [];
  const kind = ledger.kinds[entry.kind];
  return (
    <li className={styles.entry} data-testid="entry" data-kind={entry.kind} data-value={write.hidden || amount === 'void' ? '' : amount.value}>
      <time dateTime={new Date(entry.at).toISOString()}>{dayAndTime(entry.at, language.tag)}</time>
      <span className={styles.what}>
        <span>{kind}</span>
        {entry.note !== undefined && <span className={styles.note}>{entry.note}</span>}
        <small>
          {[
            ledger.sources[entry.source],
            ...(entry.at > now && amount !== 'void' ? [ledger.later] : []),
            ...before.map((value) => ledger.was(inWords(value))),
          ].join(' · ')}
        </small>
      </span>
      <span className={styles.amount} data-void={amount === 'void'}>
        {amount === 'void' ? <s>{inWords(last)}</s> : signOf(entry.kind) + inWords(amount)}
        {amount === 'void' && <small>{ledger.void}</small>}
      </span>
      <button
        type="button"
        data-kind="quiet"
        aria-expanded={isCorrecting}
        aria-label={ledger.correctEntry(kind, inWords(amount))}
        onClick={() => onCorrect(!isCorrecting)}
      >
        {ledger.correct}
      </button>
      {isCorrecting && <CorrectionForm account={account} line={line} onDone={() => onCorrect(false)} />}
    </li>
  );
}

/** Whether it adds to what is left, takes from it, or says what it is. */
function signOf(kind: LedgerLine['entry']['kind']): string {
  return { 'top-up': '+', spend: '−', balance: '= ' }[kind];
}
