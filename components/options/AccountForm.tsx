import { type MouseEvent, useRef, useState } from 'react';
import { askFor } from '@/lib/client/permission';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow } from '@/lib/client/use-view';
import { cleanCredential } from '@/lib/credential';
import type { Failure } from '@/lib/failure';
import { parseDecimal } from '@/lib/money/decimal';
import { formatQuantity } from '@/lib/money/format';
import { givesSpendOnly, recognise } from '@/lib/provider-host/catalog';
import type { Reading } from '@/lib/reading';
import type { AccountView } from '@/lib/snapshot';
import { Check } from '../ui/Field';
import { type Concerned, failureText } from '../ui/failure-text';
import { AddressField, CredentialField, FieldsOfProvider, NameField, ProviderField, SharesField } from './AccountFields';
import styles from './AccountForm.module.css';
import { check, type Filled, filledFrom, isLedger, labelOf, type Problems, providerOf, type Wish } from './account-draft';
import { BalanceNowField, RememberField } from './CredentialFields';
import { Dashboard } from './Dashboard';
import { DefinitionFields } from './DefinitionFields';
import { type Found, findService } from './find-service';

/** What stands below the buttons after an attempt. */
type Outcome = { kind: 'busy' | 'good' | 'bad'; text: string };

const toList = () => location.assign('#/accounts');

/**
 * Adds an account or changes one. The key is never in React's state: it is read from its field when it is needed, and goes
 * to the background only.
 */
export function AccountForm({ account, wished }: { account?: AccountView; wished?: Wish }) {
  const text = useOptionsText();
  const now = useNow();
  const secret = useRef<HTMLInputElement>(null);
  const [filled, setFilled] = useState<Filled>(() => filledFrom(account, wished));
  const [problems, setProblems] = useState<Problems>({});
  const [outcome, setOutcome] = useState<Outcome>();
  const [chosenByHand, setChosenByHand] = useState(account !== undefined || wished?.providerId !== undefined);
  const [recognised, setRecognised] = useState('');
  const change = (patch: Partial<Filled>) => setFilled((before) => ({ ...before, ...patch }));
  const isBusy = outcome?.kind === 'busy';

  /** A pasted key may say whose it is. What the person has chosen by hand stays chosen. */
  function look(pasted: string) {
    const match = recognise(cleanCredential(pasted));
    setRecognised(match?.provider.name ?? '');
    if (!match) return;
    if (!chosenByHand) change({ providerId: match.provider.id, credential: match.credential });
    // Whoever asked for a session learns that this is none, rather than find another kind chosen.
    else if (match.provider.id === filled.providerId && filled.credential !== 'session') change({ credential: match.credential });
  }

  /** Checks everything, then asks for the permission, which must come before any other wait. */
  async function withPermission(work: (draft: Filled & { baseUrl: string; secret?: string }, found?: Found) => Promise<void>) {
    // Nothing that was pasted for another kind of account goes along.
    const pasted = filled.credential === 'none' ? '' : cleanCredential(secret.current?.value ?? '');
    const checked = check(filled, pasted, account, text);
    setProblems(checked.problems);
    if (!checked.ok) return setOutcome(undefined);
    // Without a service there is nobody to be allowed.
    const asked = checked.origins.length === 0 ? Promise.resolve(true) : askFor(checked.origins);
    setOutcome({ kind: 'busy', text: text.form.saving });
    if (!(await asked.catch(() => false)))
      return setOutcome({ kind: 'bad', text: text.form.denied(checked.origins.map((origin) => new URL(origin).host).join(', ')) });
    const draft = { ...filled, baseUrl: checked.baseUrl, ...(pasted === '' ? {} : { secret: pasted }) };
    if (filled.providerId !== '') return work(draft);
    setOutcome({ kind: 'busy', text: text.form.finding(new URL(checked.baseUrl).host) });
    const found = await findService(checked.baseUrl, pasted, text, now);
    if (found.providerId !== '') {
      setChosenByHand(true);
      change({ providerId: found.providerId });
    }
    if (found.bad !== undefined) return setOutcome({ kind: 'bad', text: found.providerId === '' ? found.bad : text.form.found(found.providerName, found.bad) });
    await work({ ...draft, providerId: found.providerId }, found);
  }

  function refused(failure: Failure) {
    if (failure.kind === 'invalid-input' && failure.reason === 'has-entries') setProblems({ [failure.field]: text.ledger.problems['has-entries'] });
    setOutcome({ kind: 'bad', text: failureText(failure, text, now, concernedBy(filled)) });
  }

  async function save(event: MouseEvent) {
    event.preventDefault();
    await withPermission(async ({ acceptPlain: _accepted, balance, secret: key, ...draft }) => {
      const named = { ...draft, label: labelOf(draft, text) };
      const answer = account
        ? await send('account.edit', { ...named, id: account.id, ...(key === undefined ? {} : { secret: key }) })
        : await send('account.add', { drafts: [{ ...named, ...(key === undefined ? {} : { secret: key }) }] });
      if (!answer.ok) return refused(answer.failure);
      const added = answer.value?.ids[0];
      const amount = parseDecimal(balance.trim());
      if (added !== undefined && amount !== undefined) await send('account.confirm', { id: added, balance: { amount, at: Date.now() } });
      if (secret.current) secret.current.value = '';
      // Its first entry is what comes next.
      if (added !== undefined && isLedger(filled)) location.assign(`#/accounts/${added}/entries`);
      else toList();
    });
  }

  async function test() {
    await withPermission(async ({ acceptPlain: _accepted, balance: _balance, ...draft }, found) => {
      if (found?.reading) return setOutcome({ kind: 'good', text: text.form.found(found.providerName, testText(found.reading, text)) });
      setOutcome({ kind: 'busy', text: text.form.testing });
      const answer = await send('account.test', { ...draft, ...(account ? { id: account.id } : {}) });
      if (!answer.ok) return refused(answer.failure);
      setOutcome({ kind: 'good', text: testText(answer.value.reading, text) });
    });
  }

  async function remove() {
    if (account) await send('account.remove', { id: account.id });
    toList();
  }

  const provider = providerOf(filled);
  return (
    <form className={styles.form} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      <h1>{account ? text.options.replaceKeyOf(account.label) : text.form.add}</h1>
      <CredentialField
        filled={filled}
        inputRef={secret}
        problem={problems.secret}
        onInput={look}
        onChange={(patch) => {
          setChosenByHand(true);
          change(patch);
        }}
        recognised={recognised}
        masked={account?.masked}
      />
      <ProviderField
        filled={filled}
        problem={problems.provider}
        onChange={(patch) => {
          setChosenByHand(true);
          change(patch);
        }}
      />
      {!provider?.baseUrl && !isLedger(filled) && (
        <AddressField filled={filled} problem={problems.baseUrl} plainProblem={problems.acceptPlain} onChange={change} />
      )}
      {isLedger(filled) && <p>{text.ledger.about}</p>}
      <NameField filled={filled} onChange={change} />
      {provider?.definable && (
        <DefinitionFields provider={provider} filled={filled} problems={problems} onChange={change} secret={secret} masked={account?.masked} />
      )}
      {provider && !provider.definable && <FieldsOfProvider provider={provider} filled={filled} problems={problems} onChange={change} />}
      {provider?.dashboard && filled.credential === 'session' && <RememberField filled={filled} onChange={change} />}
      {provider && !account && givesSpendOnly(provider, filled.credential) && (
        <BalanceNowField filled={filled} problem={problems.balance} onChange={change} isWished={wished?.balance === true} />
      )}
      <SharesField filled={filled} account={account} onChange={change} />
      <Check label={text.form.countInTotal} checked={filled.countInTotal} onChange={(countInTotal) => change({ countInTotal })} />
      <div className={styles.buttons}>
        <button type="submit" data-kind="primary" disabled={isBusy} onClick={save}>
          {text.form.save}
        </button>
        {!isLedger(filled) && (
          <button type="button" disabled={isBusy} onClick={test}>
            {text.form.test}
          </button>
        )}
        <button type="button" onClick={toList}>
          {text.form.cancel}
        </button>
        {account && (
          <button type="button" data-kind="danger" onClick={remove}>
            {text.form.delete}
          </button>
        )}
      </div>
      <p role="status" className={styles.outcome} data-kind={outcome?.kind}>
        {outcome?.text}
      </p>
      {provider?.dashboard && !account && filled.credential === 'session' && <Dashboard provider={provider} />}
    </form>
  );
}

function concernedBy(filled: Filled): Concerned | undefined {
  const provider = providerOf(filled);
  if (!provider) return undefined;
  const host = provider.dashboard && filled.credential === 'session' ? { dashboardHost: new URL(provider.dashboard.origin).host } : {};
  return { providerName: provider.name, ...host };
}

function testText({ remaining, used }: Reading, text: ReturnType<typeof useOptionsText>): string {
  if (remaining === 'unlimited') return text.form.testOk(text.account.unlimited);
  if (remaining) return text.form.testOk(formatQuantity(remaining, text.language.tag));
  return text.form.testSpend(used ? formatQuantity(used, text.language.tag) : text.account.unknown);
}
