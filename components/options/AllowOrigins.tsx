import { useId } from 'react';
import { askFor } from '@/lib/client/permission';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import styles from './Data.module.css';

/** The addresses that accounts wait for, each to be allowed by itself. */
export function AllowOrigins() {
  const { data } = useOptionsText();
  const { snapshot } = useView();
  const waiting = (snapshot?.accounts ?? []).flatMap(({ failure }) => (failure?.kind === 'permission-missing' ? failure.origins : []));
  const origins = Object.entries(Object.groupBy(waiting, (origin) => origin));
  if (origins.length === 0) return null;
  return (
    <section>
      <h2>{data.origins}</h2>
      <p>{data.originsHint}</p>
      <ul className={styles.origins}>
        {origins.map(([origin, accounts = []]) => (
          <Origin key={origin} origin={origin} count={accounts.length} />
        ))}
      </ul>
    </section>
  );
}

function Origin({ origin, count }: { origin: string; count: number }) {
  const { action, data } = useOptionsText();
  const id = useId();
  return (
    <li>
      <span id={id}>
        <code>{origin}</code> {data.originAccounts(count)}
      </span>
      <button type="button" aria-describedby={id} onClick={() => void askFor([origin])}>
        {action.allow}
      </button>
    </li>
  );
}
