import { type DragEvent, type KeyboardEvent, useId, useState } from 'react';
import { openAccount, openPage } from '@/lib/client/navigate';
import { send } from '@/lib/client/send';
import { useText } from '@/lib/client/use-view';
import { type AccountView, type Progress, type Snapshot, accountState } from '@/lib/snapshot';
import { AccountSummary, accountAttributes } from '../ui/AccountSummary';
import { FailureNote } from '../ui/FailureNote';
import { Icon } from '../ui/Icon';
import { Provenance } from '../ui/Provenance';
import styles from './AccountRow.module.css';

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
        <div id={detailsId} className={styles.details} role="group" aria-label={text.account.details(account.label)}>
          {account.failure && <FailureNote account={account} failure={account.failure} />}
          <Provenance account={account} />
          <div className={styles.buttons}>
            <button type="button" data-kind="quiet" onClick={() => void send('account.pin', { id: account.id, pinned: place < 0 })}>
              <Icon name="pin" /> {place < 0 ? text.account.pin : text.account.unpin}
            </button>
            {place > 0 && <IconButton name="up" label={text.account.moveUp} onClick={() => moveBy(-1)} />}
            {place >= 0 && place < pinned.length - 1 && <IconButton name="down" label={text.account.moveDown} onClick={() => moveBy(1)} />}
            <button type="button" data-kind="quiet" onClick={() => openAccount(account.id)}>
              {text.account.edit}
            </button>
            <button type="button" data-kind="quiet" onClick={() => openPage(account.billingUrl ?? account.origin)}>
              {text.account.billingPage}
            </button>
          </div>
        </div>
      )}
    </li>
  );
}

function IconButton({ name, label, onClick }: { name: 'up' | 'down'; label: string; onClick(): void }) {
  return (
    <button type="button" data-kind="quiet" aria-label={label} title={label} onClick={onClick}>
      <Icon name={name} />
    </button>
  );
}
