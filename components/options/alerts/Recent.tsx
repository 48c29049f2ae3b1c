import { useOptionsText } from '@/lib/client/use-options-text';
import { useNow, useView } from '@/lib/client/use-view';
import { alertText } from '@/lib/i18n/alert-text';
import { dayAndTime } from '@/lib/i18n/when';
import styles from './Alerts.module.css';

const mostShown = 50;

/** The latest alerts of all accounts, the newest first. */
export function Recent() {
  const { alert: words, alerts, language } = useOptionsText();
  const { snapshot } = useView();
  const now = useNow();
  const isHidden = snapshot?.settings.hideAmounts ?? false;
  const all = (snapshot?.accounts ?? []).flatMap(({ id, label, providerName, alerts: own = [] }) =>
    own.map((alert) => ({ alert, accountId: id, ...alertText(alert, { label: label || providerName, isHidden }, now, words, language.tag) })),
  );
  const shown = all.sort((left, right) => right.alert.at - left.alert.at).slice(0, mostShown);
  return (
    <section>
      <h2>{alerts.recent}</h2>
      {shown.length === 0 && <p>{alerts.none}</p>}
      <ul className={styles.recent}>
        {shown.map(({ alert, accountId, title, text }) => (
          <li key={alert.id} data-testid="alert" data-kind={alert.kind} data-account-id={accountId}>
            <p className={styles.title}>
              <a href={`#/accounts/${accountId}`}>{title}</a>
              <time dateTime={new Date(alert.at).toISOString()}>{dayAndTime(alert.at, language.tag)}</time>
            </p>
            <p>{text}</p>
            {alert.waiting.length > 0 && alert.tries > 0 && <p>{alerts.waiting}</p>}
            {alert.lost && <p>{alerts.lost}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
