import { useText, useView } from '@/lib/client/use-view';
import styles from './General.module.css';

/** How keys are kept, and which addresses receive one. */
export function Security(_props: { route: string }) {
  const { options, security } = useText();
  const { snapshot } = useView();
  const byOrigin = Object.entries(
    Object.groupBy(
      (snapshot?.accounts ?? []).filter(({ credential }) => credential !== 'none'),
      ({ origin }) => origin,
    ),
  );
  return (
    <div className={styles.general}>
      <h1>{options.sections.security}</h1>
      <section>
        <h2>{security.heading}</h2>
        <p>{security.vaults[snapshot?.vault ?? 'empty']}</p>
        <p>{security.body}</p>
      </section>
      <section>
        <h2>{security.origins}</h2>
        {byOrigin.length === 0 && <p>{security.none}</p>}
        <ul>
          {byOrigin.map(([origin, accounts = []]) => (
            <li key={origin} className={styles.rate}>
              <code>{origin}</code> {security.originKeys(accounts.length)}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
