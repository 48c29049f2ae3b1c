import { useState } from 'react';
import { type AlertKind, alertKinds, alertLimits, limitOf } from '@/lib/alert-settings';
import { send } from '@/lib/client/send';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import type { AccountView } from '@/lib/snapshot';
import { Choice } from '../Choice';
import { Entry } from '../Entry';
import { limitIn } from './limit-entry';
import { Snooze } from './Snooze';
import { useAlertSettings } from './use-alert-settings';

/** What differs for one account, in its own unit. */
export function AccountRules() {
  const { alerts } = useOptionsText();
  const { snapshot } = useView();
  const [id, setId] = useState('');
  const accounts = snapshot?.accounts ?? [];
  const account = accounts.find((one) => one.id === id);
  return (
    <section>
      <h2>{alerts.account}</h2>
      <Choice
        label={alerts.accountChoice}
        value={account ? id : ''}
        options={Object.fromEntries([['', alerts.noAccount], ...accounts.map((one) => [one.id, one.label || one.providerName] as const)])}
        onChange={setId}
      />
      {account && <Limits key={id} account={account} />}
    </section>
  );
}

function Limits({ account: { id, label, providerName, reading } }: { account: AccountView }) {
  const { alerts } = useOptionsText();
  const { settings, currency } = useAlertSettings();
  const own = settings.accounts?.[id] ?? {};
  const remaining = reading?.remaining === 'unlimited' ? undefined : reading?.remaining;
  const unit = remaining?.unit ?? reading?.used?.unit ?? currency;
  return (
    <>
      {alertKinds.map((kind) => (
        <Limit
          key={kind}
          kind={kind}
          unit={unit}
          own={own.limits?.[kind]}
          usual={limitOf(kind, settings, '', unit, currency)}
          onChange={(limit) => void send('alert.change', { account: id, limits: { [kind]: limit } })}
        />
      ))}
      <Snooze
        label={alerts.snoozeOne(label || providerName)}
        until={own.snoozedUntil}
        onChange={(snoozedUntil) => void send('alert.change', { account: id, snoozedUntil })}
      />
    </>
  );
}

interface LimitProps {
  kind: AlertKind;
  unit: string;
  own: string | null | undefined;
  usual: string | null;
  /** `null`: as for all accounts. */
  onChange(limit: string | null): void;
}

function Limit({ kind, unit, own, usual, onChange }: LimitProps) {
  const { alerts } = useOptionsText();
  const isSwitch = alertLimits[kind].unit === 'none';
  const label = alerts.kinds[kind](unit);
  const inherited = usual === null ? alerts.forAll.off : isSwitch ? alerts.forAll.on : usual;
  const options = { inherit: alerts.asForAll(inherited), off: alerts.off, own: isSwitch ? alerts.on : alerts.own };
  const choose = { inherit: null, off: 'off', own: own ?? usual ?? '1' };
  return (
    <>
      <Choice
        label={label}
        value={own === undefined ? 'inherit' : own === null ? 'off' : 'own'}
        options={options}
        onChange={(chosen) => onChange(choose[chosen])}
      />
      {typeof own === 'string' && !isSwitch && (
        <Entry key={own} label={alerts.ownLimit(label)} value={own} problem={alerts.wrong} read={(entered) => limitIn(kind, entered)} onChange={onChange} />
      )}
    </>
  );
}
