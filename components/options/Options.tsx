import { useEffect, useSyncExternalStore } from 'react';
import { useText, useView } from '@/lib/client/use-view';
import { About } from './About';
import { Accounts } from './Accounts';
import { Alerts } from './Alerts';
import { Damage } from './Damage';
import { Data } from './Data';
import { General } from './General';
import { History } from './History';
import styles from './Options.module.css';
import { Security } from './Security';

const sections = { accounts: Accounts, history: History, alerts: Alerts, security: Security, general: General, data: Data, about: About };
type Section = keyof typeof sections;

/** The options page: sections by hash, so that every place has an address. */
export function Options() {
  const text = useText();
  const { snapshot } = useView();
  const [section, rest] = useRoute();
  const Shown = sections[section];
  return (
    <div className={styles.page}>
      <nav className={styles.navigation} aria-label={text.options.navigation}>
        <p className={styles.brand}>{text.popup.title}</p>
        {(Object.keys(sections) as Section[]).map((name) => (
          <a key={name} href={`#/${name}`} aria-current={name === section ? 'page' : undefined}>
            {text.options.sections[name]}
          </a>
        ))}
      </nav>
      <main className={styles.content}>
        {snapshot?.vault === 'damaged' && <Damage />}
        <Shown route={rest} />
      </main>
    </div>
  );
}

/** The section of the address, and what comes after it: `#/accounts/add`. */
function useRoute(): [Section, string] {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => location.hash,
  );
  const [, section = '', ...rest] = hash.split('/');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new place is read from its top, so it runs with every hash.
  useEffect(() => {
    // In braces: scrolling returns a promise in newer browsers, which is no clean-up.
    window.scrollTo(0, 0);
  }, [hash]);
  return [Object.hasOwn(sections, section) ? (section as Section) : 'accounts', rest.join('/')];
}
