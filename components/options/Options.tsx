import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';
import { useView } from '@/lib/client/use-view';
import { Accounts } from './Accounts';
import { Alerts } from './Alerts';
import { History } from './History';
import styles from './Options.module.css';

// It is hardly ever needed.
const Damage = lazy(() => import('./Damage'));

// What the page opens with is loaded with it, the rest when somebody goes there.
const sections = {
  accounts: Accounts,
  history: History,
  alerts: Alerts,
  security: lazy(() => import('./Security')),
  general: lazy(() => import('./General')),
  data: lazy(() => import('./Data')),
  about: lazy(() => import('./About')),
};
type Section = keyof typeof sections;

/** The options page: sections by hash, so that every place has an address. */
export function Options() {
  const text = useOptionsText();
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
        <Suspense>
          {snapshot?.vault === 'damaged' && <Damage />}
          <Shown route={rest} />
        </Suspense>
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
