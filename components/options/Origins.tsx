import { useId, useState } from 'react';
import { askFor, giveBack } from '@/lib/client/permission';
import { useAllowed } from '@/lib/client/use-allowed';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import { ago } from '@/lib/i18n/when';
import { lastSentAt } from '@/lib/last-sent';
import type { AccountView } from '@/lib/snapshot';
import styles from './Origins.module.css';

/** Every address that may receive a key: whose, when it last did, and the right to it. */
export function Origins() {
  const { security, protection } = useOptionsText();
  const { snapshot } = useView();
  const withKey = (snapshot?.accounts ?? []).filter(({ credential }) => credential !== 'none');
  const byOrigin = Object.entries(Object.groupBy(withKey, ({ origin }) => origin));
  if (byOrigin.length === 0) return <p>{security.none}</p>;
  return (
    <>
      <p>{protection.origins}</p>
      <ul className={styles.origins}>
        {byOrigin.map(([origin, accounts = []]) => (
          <Origin key={origin} origin={origin} accounts={accounts} />
        ))}
      </ul>
    </>
  );
}

function Origin({ origin, accounts }: { origin: string; accounts: AccountView[] }) {
  const { action, protection, security, time } = useOptionsText();
  const now = useNow();
  const heading = useId();
  const isAllowed = useAllowed([origin]);
  const [isRefused, setRefused] = useState(false);
  const sentAt = Math.max(...accounts.map((account) => lastSentAt(account) ?? 0));

  return (
    <li className={styles.origin} data-testid="origin" data-origin={origin} data-allowed={isAllowed}>
      <div className={styles.head}>
        <span id={heading}>
          <code>{origin}</code> {security.originKeys(accounts.length)}
        </span>
        {isAllowed && (
          <button type="button" aria-describedby={heading} onClick={() => void giveBack([origin]).then((isGone) => setRefused(!isGone))}>
            {protection.takeAway}
          </button>
        )}
        {isAllowed === false && (
          <button type="button" aria-describedby={heading} onClick={() => void askFor([origin])}>
            {action.allow}
          </button>
        )}
      </div>
      <ul className={styles.accounts}>
        {accounts.map(({ id, label, masked }) => (
          <li key={id}>
            {label} {masked !== '' && <code>{masked}</code>}
          </li>
        ))}
      </ul>
      <p>{sentAt === 0 ? protection.neverSent : protection.lastSent(ago(sentAt, now, time))}</p>
      <p role="status">
        {isAllowed === false && `${protection.notAllowed} ${protection.kept(accounts.length)}`}
        {isAllowed && isRefused && protection.stillAllowed}
      </p>
    </li>
  );
}
