import { type DragEvent, type KeyboardEvent, lazy, Suspense, useId, useState } from 'react';
import { send } from '@/lib/client/send';
import { useText } from '@/lib/client/use-view';
import { type AccountView, accountState, type Progress, type Snapshot } from '@/lib/snapshot';
import { AccountSummary, accountAttributes } from '../ui/AccountSummary';
import styles from './AccountRow.module.css';

// Nobody needs it before the first click: the popup opens without it.
const RowDetails = lazy(() => import('./RowDetails'));

interface AccountRowProps {
  account: AccountView;
  snapshot: Snapshot;
  progress: Progress | undefined;
  /** Unix milliseconds. */
  now: number;
  /** Ids of the pinned accounts, in their order. */
  pinned: readonly string[];
}

/** One account. It opens to where its figure comes from. */
export function AccountRow({ account, snapshot, progress, now, pinned }: AccountRowProps) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  const state = accountState(account, snapshot, now, progress);
  const place = pinned.indexOf(account.id);

  /** With the keyboard: Alt and an arrow move an account among the pinned ones. */
  function move(event: KeyboardEvent) {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    moveBy(event.key === 'ArrowUp' ? -1 : 1);
  }

  function moveBy(step: -1 | 1) {
    const others = pinned.filter((id) => id !== account.id);
    const before = others[Math.max(0, (place < 0 ? others.length : place) + step)];
    void send('account.pin', { id: account.id, pinned: true, ...(before ? { before } : {}) });
  }

  function drop(event: DragEvent) {
    const id = event.dataTransfer.getData('text/plain');
    event.preventDefault();
    if (id !== '' && id !== account.id) void send('account.pin', { id, pinned: true, ...(place < 0 ? {} : { before: account.id }) });
  }

  return (
    <li
      className={styles.item}
      {...accountAttributes(account, state)}
      draggable
      onDragStart={(event) => event.dataTransfer.setData('text/plain', account.id)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <button type="button" className={styles.summary} aria-expanded={isOpen} aria-controls={detailsId} onClick={() => setOpen(!isOpen)} onKeyDown={move}>
        <AccountSummary account={account} state={state} now={now} />
      </button>
      {isOpen && (
        <section id={detailsId} className={styles.details} aria-label={text.account.details(account.label)}>
          <Suspense>
            <RowDetails account={account} place={place} isLast={place === pinned.length - 1} onMove={moveBy} />
          </Suspense>
        </section>
      )}
    </li>
  );
}
