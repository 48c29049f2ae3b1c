import type { ReactNode } from 'react';
import { useNow, useText, useView } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { grantState, inOrderOfUse } from '@/lib/grants';
import type { Text } from '@/lib/i18n/page-text';
import { clock, date } from '@/lib/i18n/when';
import { isZero, subtract } from '@/lib/money/decimal';
import type { Quantity } from '@/lib/money/quantity';
import type { Grant, Reading, Rule } from '@/lib/reading';
import type { AccountView } from '@/lib/snapshot';
import { failureText } from './failure-text';
import styles from './Provenance.module.css';

/** Where a figure comes from: everything that is known about how it was read. */
export function Provenance({ account }: { account: AccountView }) {
  const text = useText();
  const now = useNow();
  const { provenance, language } = text;
  const { reading, readAt } = account;
  const { snapshot } = useView();
  const sharing = (snapshot?.accounts ?? []).filter(({ id, wallet }) => id !== account.id && wallet === account.wallet);
  const write = useWriter().amount;
  const asked = account.attempts.find((attempt) => attempt.method === account.method) ?? account.attempts.at(-1);
  return (
    <dl className={styles.facts} aria-label={provenance.heading}>
      {account.masked !== '' && <Fact name={provenance.key}>{account.masked}</Fact>}
      {account.origin !== '' && <Fact name={provenance.address}>{account.origin + (asked?.path ?? '')}</Fact>}
      {account.method !== undefined && <Fact name={provenance.method}>{account.method}</Fact>}
      {account.passive && <Fact name={text.passing.heading}>{text.passing.comes(new URL(account.origin).host)}</Fact>}
      {readAt !== undefined && <Fact name={provenance.readAt}>{clock(readAt, now, language.tag)}</Fact>}
      {reading && <ReadingFacts reading={reading} text={text} write={write} now={now} />}
      {account.others?.map(({ method, remaining, meaning }) => (
        <Fact key={method} name={provenance.others}>
          {provenance.disagrees(method, remaining === undefined || remaining === 'unlimited' ? text.account.unlimited : write(remaining))}{' '}
          {provenance.meanings[meaning]}
        </Fact>
      ))}
      {sharing.length > 0 && <Fact name={provenance.sameMoney}>{sharing.map(({ label }) => label).join(', ')}</Fact>}
      {account.confirmed && <ConfirmedFacts account={account} confirmed={account.confirmed} />}
      {account.attempts.map((attempt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a method may have been tried twice, and their order is their name.
        <Fact key={index} name={`${provenance.attempts}: ${attempt.method}`}>
          {clock(attempt.at, now, language.tag)}, {attempt.status === undefined ? provenance.noAnswer : provenance.httpStatus(attempt.status)},{' '}
          {attempt.failure ? failureText(attempt.failure, text, now, account) : provenance.attemptOk}
          {attempt.inPage && ` (${provenance.inPage})`}
        </Fact>
      ))}
      {account.nextAttemptAt !== undefined && <Fact name={provenance.nextAttempt}>{clock(account.nextAttemptAt, now, language.tag)}</Fact>}
    </dl>
  );
}

function ReadingFacts({ reading, text, write, now }: { reading: Reading; text: Text; write(amount: Quantity): string; now: number }) {
  const { provenance, language } = text;
  const { grants, windows, modelLimits, otherRemaining, name, expiresAt, softLimit, parts = [] } = reading;
  return (
    <>
      <Fact name={provenance.basis}>{provenance.bases[reading.basis]}</Fact>
      <Fact name={provenance.rule}>{ruleText(reading.rule, text, write, now)}</Fact>
      <Fact name={provenance.scope}>{provenance.scopes[reading.scope]}</Fact>
      {name !== undefined && <Fact name={provenance.keyName}>{name}</Fact>}
      {expiresAt !== undefined && <Fact name={provenance.expires}>{expiresAt === null ? provenance.never : date(expiresAt, language.tag)}</Fact>}
      {otherRemaining && <Fact name={provenance.otherBalances}>{otherRemaining.map(write).join(', ')}</Fact>}
      {grants && (
        <Fact name={provenance.grants}>
          {inOrderOfUse(grants, now).map((grant, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: grants have no id of their own.
            <span key={index} className={styles.line} data-testid="grant" data-state={grantState(grant, now)}>
              {provenance.grant(write(grant.amount), grant.used ? write(grant.used) : text.account.unknown)}, {grantText(grant, now, text)}
            </span>
          ))}
        </Fact>
      )}
      {windows && (
        <Fact name={provenance.windows}>
          {windows.map((window) => (
            <span key={`${window.period} ${window.name}`} className={styles.line}>
              {window.name ?? (window.period && provenance.periods[window.period])}: {windowText(window, text, write)}
            </span>
          ))}
        </Fact>
      )}
      {softLimit && <Fact name={provenance.softLimit}>{write(softLimit)}</Fact>}
      {[...new Set(parts.map(({ kind }) => kind))].map((kind) => (
        <Fact key={kind} name={provenance.parts[kind]}>
          {parts
            .filter((part) => part.kind === kind)
            .map((part) => (
              <span key={part.name} className={styles.line}>
                {part.name}: {write(part.amount)}
              </span>
            ))}
        </Fact>
      ))}
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

/** The balance that spend is taken from, and how it compared with what had been worked out before. */
function ConfirmedFacts({ account, confirmed }: { account: AccountView; confirmed: NonNullable<AccountView['confirmed']> }) {
  const text = useText();
  const now = useNow();
  const { snapshot } = useView();
  const { hidden, amount: write } = useWriter();
  const { amount, at, by, expected } = confirmed;
  const source = snapshot?.accounts.find(({ id }) => id === account.confirmedBy)?.label ?? text.account.unknown;
  const difference = expected && { value: subtract(amount.value, expected.value), unit: amount.unit };
  return (
    <>
      <Fact name={text.confirmed.fact}>
        {text.confirmed.line(write(amount), clock(at, now, text.language.tag), by === 'person' ? text.confirmed.byYou : source)}
      </Fact>
      {expected && difference && (
        <Fact name={text.confirmed.difference}>
          <span data-testid="difference" data-value={hidden ? '' : difference.value} data-unit={difference.unit}>
            {isZero(difference.value) ? text.confirmed.same(write(expected)) : text.confirmed.differs(write(expected), write(difference))}
          </span>
        </Fact>
      )}
    </>
  );
}

function ruleText(rule: Rule, { provenance, ledger, language }: Text, write: (amount: Quantity) => string, now: number): string {
  const { rules } = provenance;
  const further = (text: string, more: string | undefined) => (more === undefined ? text : `${text}; ${more}`);
  const unit = 'unitAssumed' in rule && rule.unitAssumed ? rules.unitAssumed : undefined;
  switch (rule.kind) {
    case 'relay-units':
      return further(rules['relay-units'](rule), unit);
    case 'as-reported':
      return further(rules[rule.kind], unit);
    case 'limit-minus-cents':
      return further(further(rules[rule.kind], rule.ignoresDates ? rules.ignoresDates : undefined), unit);
    case 'formula':
      return further(rules.formula(rule.formula), unit);
    case 'budget-minus-counter':
      return rules[rule.kind](rule.scale);
    case 'passing-header':
      return rules[rule.kind](rule.name);
    case 'negated-cents':
      return further(rules[rule.kind], rule.openPeriod && rules.openPeriod(write(rule.openPeriod)));
    case 'confirmed-minus-spend': {
      const text = rules[rule.kind](write(rule.confirmed), clock(rule.at, now, language.tag), write(rule.spent));
      return further(text, rule.uncertain && rules.uncertain(write(rule.uncertain)));
    }
    case 'entries':
      return further(`${ledger.rule(rule.count)}: ${ledger.ruleSum}`, rule.adjusted && ledger.adjusted(write(rule.adjusted)));
    default:
      return rules[rule.kind];
  }
}

function grantText(grant: Grant, now: number, { provenance, account, language }: Text): string {
  const state = grantState(grant, now);
  const words = [provenance.grantStates[state]];
  if (state === 'not-yet' && grant.effectiveAt !== undefined) words.push(provenance.grantFrom(date(grant.effectiveAt, language.tag)));
  if (typeof grant.expiresAt === 'number' && state !== 'expired') words.push(account.expiresOn(date(grant.expiresAt, language.tag)));
  return words.join(', ');
}

function windowText(window: NonNullable<Reading['windows']>[number], { provenance, language }: Text, write: (amount: Quantity) => string): string {
  const { remaining, used, limit, enforced, resetsAt } = window;
  const words: string[] = [];
  if (remaining) words.push(provenance.windowLeft(write(remaining)));
  if (used && limit) words.push(provenance.windowOf(write(used), write(limit)));
  else if (used) words.push(provenance.windowUsed(write(used)));
  if (enforced === false) words.push(provenance.notEnforced);
  if (resetsAt !== undefined) words.push(provenance.resets(date(resetsAt, language.tag)));
  return words.join(', ');
}

/** A model may be allowed, forbidden, or limited to a number of units. */
function modelNames(limits: Record<string, number | boolean>): string {
  const allowed = Object.entries(limits).filter(([, limit]) => limit !== false);
  return allowed.map(([model, limit]) => (typeof limit === 'number' ? `${model} (${limit})` : model)).join(', ');
}
