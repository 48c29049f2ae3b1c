import { useText } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { runwaySentence } from '@/lib/i18n/forecast-text';
import type { Text } from '@/lib/i18n/page-text';
import { ago } from '@/lib/i18n/when';
import { compare, isNegative, isZero } from '@/lib/money/decimal';
import { share } from '@/lib/money/quantity';
import type { Reading } from '@/lib/reading';
import { daysLeft } from '@/lib/runway';
import type { AccountState, AccountView } from '@/lib/snapshot';
import styles from './AccountSummary.module.css';
import { Amount } from './Amount';
import { Sparkline } from './Sparkline';

interface AccountSummaryProps {
  account: AccountView;
  state: AccountState;
  /** Unix milliseconds. */
  now: number;
}

/** The attributes that tests of every kind find an account by. */
export function accountAttributes({ id, providerId, failure }: AccountView, state: AccountState) {
  return {
    'data-testid': 'account',
    'data-account-id': id,
    'data-provider': providerId,
    'data-state': state,
    'data-failure': failure?.kind ?? '',
  };
}

/** Picture, name and figure of an account in one row. */
export function AccountSummary({ account, state, now }: AccountSummaryProps) {
  const text = useText();
  const { hidden } = useWriter();
  const { reading, icon } = account;
  const left = barOf(reading);
  return (
    <span className={styles.row} data-fresh={state === 'fresh' || state === 'reading'}>
      <span className={styles.icon} style={{ background: icon.color }} aria-hidden="true">
        {icon.text}
      </span>
      <span className={styles.main}>
        <span className={styles.name}>{account.label}</span>
        <span className={styles.about}>
          <About account={account} state={state} now={now} />
        </span>
      </span>
      <span className={styles.trend}>
        {account.trend && !hidden && <Sparkline trend={account.trend} isFresh={state === 'fresh' || state === 'reading'} now={now} />}
      </span>
      <span className={styles.figure} data-level={levelOf(reading)}>
        {reading?.meaning === 'spend' && <Amount name="used" amount={reading.used} />}
        <Amount name="remaining" amount={reading?.remaining} hidden={reading?.meaning === 'spend'} />
        <small>{noteOf(account, text, now)}</small>
      </span>
      {left !== undefined && (
        <span className={styles.bar} role="img" aria-label={text.account.shareLeft(Math.floor(left * 100))}>
          <span style={{ width: `${left * 100}%` }} />
        </span>
      )}
    </span>
  );
}

/** The second line: how the figure stands, and what it was made of. */
function About({ account, state, now }: AccountSummaryProps) {
  const { readAt, reading, providerName, label, failure, runway } = account;
  const { states, account: words, forecast, ledger, passing, time } = useText();
  const write = useWriter();
  const expiresAt = reading?.expiresAt;
  const lastEntryAt = reading?.rule.kind === 'entries' ? reading.rule.lastAt : undefined;
  const limit = reading?.windows?.find((window) => window.period === 'month')?.limit;
  const isEmpty = reading?.rule.kind === 'entries' && reading.rule.count === 0;
  const disagreeing = (account.others ?? []).filter(({ remaining }) => !isSame(remaining, reading?.remaining));
  return (
    <>
      {state !== 'fresh' && <strong>{states[state]}</strong>}
      {state === 'new' && label !== providerName && !account.passive && <span>{providerName}</span>}
      {readAt !== undefined && !isEmpty && (
        <time data-testid="read-at" dateTime={new Date(readAt).toISOString()}>
          {failure
            ? words.lastKnown(ago(readAt, now, time))
            : lastEntryAt === undefined
              ? words.readAgo(ago(readAt, now, time))
              : ledger.lastEntry(ago(lastEntryAt, now, time))}
        </time>
      )}
      {runway && (
        <span data-testid="runway" data-days={Math.floor(daysLeft(runway, now).likely)}>
          {runwaySentence(runway, now, forecast)}
        </span>
      )}
      {account.passive && (state === 'new' || state === 'stale') && <span>{passing.waits(new URL(account.origin).host)}</span>}
      {reading?.used && reading.granted && (
        <span>
          <Amount name="used" amount={reading.used} /> {words.of} <Amount name="granted" amount={reading.granted} /> {words.used}
        </span>
      )}
      {limit && !reading?.granted && (
        <span>
          {words.limit} <Amount name="limit" amount={limit} />
        </span>
      )}
      {disagreeing.map(({ method, remaining }) => (
        <span key={method}>
          {method}: <Amount name="other" amount={remaining} />
        </span>
      ))}
      {expiresAt !== undefined && (
        <time data-testid="expires-at" dateTime={expiresAt === null ? 'never' : new Date(expiresAt).toISOString()} hidden={expiresAt === null}>
          {expiresAt !== null && words.expiresOn(write.date(expiresAt))}
        </time>
      )}
    </>
  );
}

function isSame(left: Reading['remaining'], right: Reading['remaining']): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return left === right;
  return left.unit === right.unit && compare(left.value, right.value) === 0;
}

function noteOf({ reading }: AccountView, text: Text, now: number): string {
  const { account: words } = text;
  if (!reading) return '';
  if (typeof reading.expiresAt === 'number' && reading.expiresAt <= now) return words.expired;
  if (reading.blocked) return words.blocked;
  if (reading.rule.kind === 'entries') return entriesNote(reading, reading.rule.count, text);
  if (reading.meaning === 'spend') return words.spentOnly;
  if (reading.rule.kind === 'confirmed-minus-spend') return words.derived;
  return reading.meaning === 'budget' && reading.remaining !== 'unlimited' ? words.leftOfLimit : '';
}

function entriesNote({ meaning }: Reading, count: number, { ledger: words }: Text): string {
  if (count === 0) return words.empty;
  return meaning === 'spend' ? words.spent : words.ownEntries;
}

function barOf(reading: Reading | undefined): number | undefined {
  if (!reading?.granted || !reading.remaining || reading.remaining === 'unlimited') return undefined;
  return share(reading.remaining, reading.granted);
}

function levelOf(reading: Reading | undefined): 'critical' | undefined {
  if (!reading?.remaining || reading.remaining === 'unlimited') return undefined;
  return isNegative(reading.remaining.value) || isZero(reading.remaining.value) ? 'critical' : undefined;
}
