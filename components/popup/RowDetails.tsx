import { openAccount, openLedger, openPage } from '@/lib/client/navigate';
import { send } from '@/lib/client/send';
import { useText } from '@/lib/client/use-view';
import type { AccountView } from '@/lib/snapshot';
import { FailureNote } from '../ui/FailureNote';
import { Icon } from '../ui/Icon';
import { Provenance } from '../ui/Provenance';
import styles from './AccountRow.module.css';

interface RowDetailsProps {
  account: AccountView;
  /** Place among the pinned accounts, below zero when not pinned. */
  place: number;
  isLast: boolean;
  onMove(step: -1 | 1): void;
}

/** What an open row shows: the trouble and its cure, where the figure comes from, what can be done. */
export default function RowDetails({ account, place, isLast, onMove }: RowDetailsProps) {
  const { account: words, ledger } = useText();
  const isPinned = place >= 0;
  return (
    <>
      {account.failure && <FailureNote account={account} failure={account.failure} />}
      <Provenance account={account} />
      <div className={styles.buttons}>
        <button type="button" data-kind="quiet" onClick={() => void send('account.pin', { id: account.id, pinned: !isPinned })}>
          <Icon name="pin" /> {isPinned ? words.unpin : words.pin}
        </button>
        {place > 0 && <IconButton name="up" label={words.moveUp} onClick={() => onMove(-1)} />}
        {isPinned && !isLast && <IconButton name="down" label={words.moveDown} onClick={() => onMove(1)} />}
        <button type="button" data-kind="quiet" onClick={() => openAccount(account.id)}>
          {words.edit}
        </button>
        {account.ledger ? (
          <button type="button" data-kind="quiet" onClick={() => openLedger(account.id)}>
            {ledger.entries}
          </button>
        ) : (
          <button type="button" data-kind="quiet" onClick={() => openPage(account.billingUrl ?? account.origin)}>
            {words.billingPage}
          </button>
        )}
      </div>
    </>
  );
}

function IconButton({ name, label, onClick }: { name: 'up' | 'down'; label: string; onClick(): void }) {
  return (
    <button type="button" data-kind="quiet" aria-label={label} title={label} onClick={onClick}>
      <Icon name={name} />
    </button>
  );
}
