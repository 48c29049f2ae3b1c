import { openOptions } from '@/lib/client/navigate';
import { send } from '@/lib/client/send';
import { useText } from '@/lib/client/use-view';
import { useWriter } from '@/lib/client/use-writer';
import { ago } from '@/lib/i18n/when';
import type { Progress } from '@/lib/snapshot';
import type { Total } from '@/lib/totals';
import { Icon } from '../ui/Icon';
import styles from './Head.module.css';

interface HeadProps {
  total: Total;
  now: number;
  progress: Progress | undefined;
  /** Whether the vault is open and could be locked. */
  canLock: boolean;
  /** Whether it is locked: then nobody is asked. */
  isLocked: boolean;
}

/** What is left in all accounts, how well that is known, and the buttons that concern them all. */
export function Head({ total, now, progress, canLock, isLocked }: HeadProps) {
  const { popup } = useText();
  return (
    <header className={styles.head}>
      <div>
        <p className={styles.title}>{popup.total}</p>
        <TotalAmount total={total} />
        <About total={total} now={now} />
      </div>
      <div className={styles.buttons}>
        {progress && <span role="status">{popup.progress(progress.done, progress.total)}</span>}
        {!isLocked && (
          <button
            type="button"
            data-kind="quiet"
            aria-label={popup.refresh}
            title={popup.refresh}
            aria-busy={progress !== undefined}
            onClick={() => void send('account.refresh', {})}
          >
            <Icon name="refresh" />
          </button>
        )}
        {canLock && (
          <button type="button" data-kind="quiet" aria-label={popup.lock} title={popup.lock} onClick={() => void send('vault.lock', {})}>
            <Icon name="lock" />
          </button>
        )}
        <button type="button" data-kind="quiet" aria-label={popup.options} title={popup.options} onClick={() => void openOptions()}>
          <Icon name="options" />
        </button>
      </div>
    </header>
  );
}

function TotalAmount({ total }: { total: Total }) {
  const text = useText();
  const { amount, others, unlimited } = total;
  const { hidden, amount: write } = useWriter();
  const main = amount ? write(amount) : unlimited > 0 && others.length === 0 ? text.account.unlimited : undefined;
  return (
    <p className={styles.total} data-fresh={total.state === 'fresh'}>
      <span
        data-testid="total"
        data-value={hidden ? '' : (amount?.value ?? '')}
        data-unit={total.unit}
        data-known={total.known}
        data-count={total.count}
        data-state={total.state}
      >
        {hidden ? text.account.hidden : (main ?? (others.length > 0 ? others.map(write).join(' + ') : text.account.unknown))}
      </span>{' '}
      {main && others.length > 0 && !hidden && <small>{text.popup.others(others.map(write).join(', '))}</small>}
    </p>
  );
}

function About({ total, now }: { total: Total; now: number }) {
  const { popup, account, time } = useText();
  const remarks = [
    ...(total.count > 0 ? [popup.known(total.known, total.count)] : []),
    ...(total.readAt === undefined ? [] : [account.readAgo(ago(total.readAt, now, time))]),
    // How many are known has just been said.
    ...(total.state === 'fresh' || total.state === 'partial' ? [] : [popup.totalStates[total.state]]),
    ...(total.limits > 0 ? [popup.limits(total.limits)] : []),
    ...(total.unlimited > 0 ? [popup.unlimited(total.unlimited)] : []),
    ...(total.converted ? [popup.converted] : []),
  ];
  return <p className={styles.about}>{remarks.join(' · ')}</p>;
}
