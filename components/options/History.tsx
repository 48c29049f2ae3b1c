import { lazy, Suspense } from 'react';
import { useOptionsText } from '@/lib/client/use-options-text';

// The chart and everything around it is loaded when somebody looks at it.
const HistoryPage = lazy(() => import('./history/HistoryPage'));

/** How figures went: the place, and what it is called, before its content is there. */
export function History({ route }: { route: string }) {
  const { options, history } = useOptionsText();
  return (
    <>
      <h1>{options.sections.history}</h1>
      <Suspense fallback={<p role="status">{history.reading}</p>}>
        <HistoryPage key={route} account={route} />
      </Suspense>
    </>
  );
}
