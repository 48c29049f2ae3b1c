import { lazy, Suspense } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';

// Its rules and words are loaded when somebody looks at them.
const AlertsPage = lazy(() => import('./alerts/AlertsPage'));

/** What is told, how and when: the place, and what it is called, before its content is there. */
export function Alerts(_props: { route: string }) {
  const { options } = useOptionsText();
  return (
    <>
      <h1>{options.sections.alerts}</h1>
      <Suspense>
        <AlertsPage />
      </Suspense>
    </>
  );
}
