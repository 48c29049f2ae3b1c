import { lazy, Suspense, useMemo, useState } from 'react';
import { inOrderOfAttention, matches } from '@/lib/account-order';
import { useNow, useText, useView } from '@/lib/client/use-view';
import { totalOf } from '@/lib/totals';
import { DamageNote } from '../ui/DamageNote';
import { failureText } from '../ui/failure-text';
import { useWindow } from '../ui/use-window';
import { AccountRow } from './AccountRow';
import { FirstRun } from './FirstRun';
import { Head } from './Head';
import styles from './Popup.module.css';

// Only who has set a passphrase needs it.
const Unlock = lazy(() => import('../ui/Unlock'));

/** Below this number of accounts a search field would only be in the way. */
const searchFrom = 8;

/** The popup: what is left in all, and one row an account. */
export function Popup() {
  const text = useText();
  const now = useNow();
  const { snapshot, progress } = useView();
  const [search, setSearch] = useState('');
  const ordered = useMemo(() => (snapshot ? inOrderOfAttention(snapshot, now) : []), [snapshot, now]);
  const total = useMemo(() => snapshot && totalOf(snapshot, now), [snapshot, now]);
  const found = search.trim() === '' ? ordered : ordered.filter((account) => matches(account, search));
  const { shown, end } = useWindow(found.length);

  if (!snapshot || !total || (snapshot.accounts.length === 0 && snapshot.unreadable.length === 0)) return <FirstRun />;
  const pinned = ordered.filter((account) => account.pinned !== undefined).map(({ id }) => id);
  return (
    <main>
      {snapshot.vault === 'locked' && snapshot.access && (
        <Suspense>
          <Unlock access={snapshot.access} />
        </Suspense>
      )}
      {snapshot.vault === 'damaged' && <DamageNote />}
      <Head
        total={total}
        now={now}
        progress={progress}
        canLock={snapshot.vault === 'open' && snapshot.access?.mode === 'passphrase'}
        isLocked={snapshot.vault === 'locked'}
      />
      {ordered.length >= searchFrom && (
        <div className={styles.search}>
          <input
            type="search"
            aria-label={text.popup.search}
            placeholder={text.popup.search}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
      )}
      <ul className={styles.list} aria-label={text.popup.accounts}>
        {found.slice(0, shown).map((account) => (
          <AccountRow key={account.id} account={account} snapshot={snapshot} progress={progress} now={now} pinned={pinned} />
        ))}
        {snapshot.unreadable.map(({ id, failure }) => (
          <li key={id} className={styles.unreadable}>
            {failureText(failure, text, now)}
          </li>
        ))}
        {shown < found.length && <li ref={end} className={styles.end} aria-hidden="true" />}
      </ul>
      {found.length === 0 && ordered.length > 0 && <p className={styles.empty}>{text.popup.noMatch}</p>}
    </main>
  );
}
