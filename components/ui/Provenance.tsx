import type { ReactNode } from 'react';
import { useNow, useText } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import type { Text } from '@/lib/i18n/page-text';
import { clock, date } from '@/lib/i18n/when';
import type { Quantity } from '@/lib/money/quantity';
import type { Reading, Rule } from '@/lib/reading';
import type { AccountView } from '@/lib/snapshot';
import { failureText } from './failure-text';
import styles from './Provenance.module.css';

/** Where a figure comes from: everything that is known about how it was read. */
export function Provenance({ account }: { account: AccountView }) {
  const text = useText();
  const now = useNow();
  const { provenance, language } = text;
  const { reading, readAt } = account;
  const write = useWriter().amount;
  const asked = account.attempts.find((attempt) => attempt.method === account.method) ?? account.attempts.at(-1);
  return (
    <dl className={styles.facts} aria-label={provenance.heading}>
      <Fact name={provenance.key}>{account.masked}</Fact>
      <Fact name={provenance.address}>{account.origin + (asked?.path ?? '')}</Fact>
      {account.method !== undefined && <Fact name={provenance.method}>{account.method}</Fact>}
      {readAt !== undefined && <Fact name={provenance.readAt}>{clock(readAt, now, language.tag)}</Fact>}
      {reading && <ReadingFacts reading={reading} text={text} write={write} />}
      {account.attempts.map((attempt) => (
        <Fact key={attempt.method} name={`${provenance.attempts}: ${attempt.method}`}>
          {clock(attempt.at, now, language.tag)}, {attempt.status === undefined ? provenance.noAnswer : provenance.httpStatus(attempt.status)},{' '}
          {attempt.failure ? failureText(attempt.failure, text, now) : provenance.attemptOk}
        </Fact>
      ))}
      {account.nextAttemptAt !== undefined && <Fact name={provenance.nextAttempt}>{clock(account.nextAttemptAt, now, language.tag)}</Fact>}
    </dl>
  );
}

function ReadingFacts({ reading, text, write }: { reading: Reading; text: Text; write(amount: Quantity): string }) {
  const { provenance, language } = text;
  const { grants, windows, modelLimits, otherRemaining, name, expiresAt } = reading;
  return (
    <>
      <Fact name={provenance.basis}>{provenance.bases[reading.basis]}</Fact>
      <Fact name={provenance.rule}>{ruleText(reading.rule, provenance.rules)}</Fact>
      <Fact name={provenance.scope}>{provenance.scopes[reading.scope]}</Fact>
      {name !== undefined && <Fact name={provenance.keyName}>{name}</Fact>}
      {expiresAt !== undefined && <Fact name={provenance.expires}>{expiresAt === null ? provenance.never : date(expiresAt, language.tag)}</Fact>}
      {otherRemaining && <Fact name={provenance.otherBalances}>{otherRemaining.map(write).join(', ')}</Fact>}
      {grants && (
        <Fact name={provenance.grants}>
          {grants.map((grant, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: grants have no id of their own.
            <span key={index} className={styles.line}>
              {provenance.grant(write(grant.amount), grant.used ? write(grant.used) : text.account.unknown)}
              {typeof grant.expiresAt === 'number' && `, ${text.account.expiresOn(date(grant.expiresAt, language.tag))}`}
            </span>
          ))}
        </Fact>
      )}
      {windows && (
        <Fact name={provenance.windows}>
          {windows.map((window) => (
            <span key={window.period} className={styles.line}>
              {provenance.periods[window.period]}: {windowText(window, provenance, write)}
            </span>
          ))}
        </Fact>
      )}
      {modelLimits && Object.keys(modelLimits).length > 0 && <Fact name={provenance.modelLimits}>{modelNames(modelLimits)}</Fact>}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ruleText(rule: Rule, rules: Text['provenance']['rules']): string {
  return rule.kind === 'relay-units' ? rules['relay-units'](rule) : rules[rule.kind];
}

function windowText({ used, limit }: NonNullable<Reading['windows']>[number], provenance: Text['provenance'], write: (amount: Quantity) => string): string {
  if (used && limit) return provenance.windowOf(write(used), write(limit));
  return used ? provenance.windowUsed(write(used)) : '';
}

/** A model may be allowed, forbidden, or limited to a number of units. */
function modelNames(limits: Record<string, number | boolean>): string {
  const allowed = Object.entries(limits).filter(([, limit]) => limit !== false);
  return allowed.map(([model, limit]) => (typeof limit === 'number' ? `${model} (${limit})` : model)).join(', ');
}
