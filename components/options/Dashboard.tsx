import { useState } from 'react';
import { openPage } from '@/lib/client/navigate';
import { askFor } from '@/lib/client/permission';
import { send } from '@/lib/client/send';
import { useAllowed, useUnlike } from '@/lib/client/use-allowed';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { ago } from '@/lib/i18n/when';
import { providers } from '@/lib/provider-host/catalog';
import type { Provider } from '@/lib/provider-host/define';
import { type AccountView, accountState } from '@/lib/snapshot';
import { FailureNote } from '../ui/FailureNote';
import { ReadPageButton } from '../ui/ReadPageButton';
import styles from './Dashboard.module.css';

/** One card for each service whose website can be read with the session that a person has there anyway. */
export function Dashboards() {
  return providers.filter(({ dashboard }) => dashboard).map((provider) => <Dashboard key={provider.id} provider={provider} />);
}

/** The switch of one website, and how it stands. */
export function Dashboard({ provider }: { provider: Provider }) {
  const { session } = useOptionsText();
  const { snapshot } = useView();
  const { origins, host } = placesOf(provider);
  const isAllowed = useAllowed(origins);
  const signedIn = snapshot?.settings.signedIn ?? [];
  const isOn = signedIn.includes(provider.id);

  async function turnOn() {
    // The question comes before any other wait, or the browser does not take it for the person's own wish.
    if (!(await askFor(origins).catch(() => false))) return;
    await send('settings.change', { signedIn: [...signedIn.filter((id) => id !== provider.id), provider.id], dismissed: [] });
  }

  return (
    <section className={styles.card} aria-label={session.heading(provider.name)}>
      <h2>{session.heading(provider.name)}</h2>
      {!isOn && (
        <>
          <p>{session.off(provider.name)}</p>
          <p className={styles.about}>{session.about(host)}</p>
          <div className={styles.buttons}>
            <button type="button" data-kind="primary" onClick={() => void turnOn()}>
              {session.turnOn}
            </button>
          </div>
        </>
      )}
      {isOn && isAllowed === false && <Permission origins={origins} />}
      {isOn && isAllowed && <Sessions provider={provider} />}
      {isOn && (
        <div className={styles.buttons}>
          <button type="button" data-kind="quiet" onClick={() => void send('settings.change', { signedIn: signedIn.filter((id) => id !== provider.id) })}>
            {session.turnOff}
          </button>
        </div>
      )}
    </section>
  );
}

function Permission({ origins }: { origins: string[] }) {
  const { session, action } = useOptionsText();
  return (
    <>
      <p>{session.permission(origins.map((origin) => new URL(origin).host).reduce(session.and))}</p>
      <div className={styles.buttons}>
        <button type="button" data-kind="primary" onClick={() => void askFor(origins)}>
          {action.allow}
        </button>
      </div>
    </>
  );
}

/** The accounts that were found, or how to come by one. */
function Sessions({ provider }: { provider: Provider }) {
  const { session, action } = useOptionsText();
  const { snapshot } = useView();
  const isUnlike = useUnlike(provider.id);
  const accounts = (snapshot?.accounts ?? []).filter(({ providerId, inMemory }) => providerId === provider.id && inMemory === 'observed');
  const { host } = placesOf(provider);
  const isLooking = accounts.length === 0;
  return (
    <>
      {isLooking && <p>{isUnlike ? session.changed(provider.name) : session.missing(provider.name)}</p>}
      <ul className={styles.list}>
        {accounts.map((account) => (
          <li key={account.id}>
            <Line account={account} />
          </li>
        ))}
      </ul>
      {(isLooking || accounts.some(({ failure }) => failure)) && (
        <div className={styles.buttons}>
          <button
            type="button"
            data-kind={isLooking ? 'primary' : undefined}
            onClick={() => openPage(provider.billingUrl ?? placesOf(provider).origins[0] ?? '')}
          >
            {action['open-billing']}
          </button>
          <Find provider={provider} host={host} />
          <button type="button" onClick={() => location.assign(`#/accounts/add/${provider.id}/session`)}>
            {session.paste}
          </button>
          {isLooking && <ReadPageButton account={{ providerId: provider.id, providerName: provider.name, dashboardHost: host }} />}
        </div>
      )}
    </>
  );
}

/** How one organization stands, in a sentence. */
function Line({ account }: { account: AccountView }) {
  const text = useOptionsText();
  const now = useNow();
  const write = useWriter();
  const { snapshot, progress } = useView();
  const { reading, readAt, failure, label } = account;
  const isReading = snapshot && accountState(account, snapshot, now, progress) === 'reading';
  if (isReading || (!failure && readAt === undefined)) return <p>{text.session.reading}</p>;
  if (failure) {
    return (
      <>
        <p className={styles.about}>{label}</p>
        <FailureNote account={account} failure={failure} />
      </>
    );
  }
  const amount = reading?.remaining === 'unlimited' ? text.account.unlimited : reading?.remaining && write.amount(reading.remaining);
  return (
    <p>
      {text.session.ok(
        amount ?? text.account.unknown,
        label.replace(`${account.providerName} · `, ''),
        text.account.readAgo(ago(readAt ?? now, now, text.time)),
      )}
    </p>
  );
}

/** Looks for the sign-in of a page that is open and idle. */
function Find({ provider, host }: { provider: Provider; host: string }) {
  const { session } = useOptionsText();
  const [outcome, setOutcome] = useState('');
  async function find() {
    setOutcome(session.finding);
    const answer = await send('session.find', { providerId: provider.id });
    setOutcome(answer.ok ? session.found(answer.value.organizations) : session.notFound(host));
  }
  return (
    <>
      <button type="button" onClick={() => void find()}>
        {session.find}
      </button>
      {outcome !== '' && <span role="status">{outcome}</span>}
    </>
  );
}

/** The origins that have to be allowed, the website's first, and its host. */
function placesOf({ dashboard, baseUrl }: Provider): { origins: string[]; host: string } {
  if (!dashboard || baseUrl === undefined) return { origins: [], host: '' };
  return { origins: [dashboard.origin, new URL(baseUrl).origin], host: new URL(dashboard.origin).host };
}
