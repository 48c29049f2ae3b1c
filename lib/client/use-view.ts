import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { english, type Text } from '../i18n/page-text';
import type { SnapshotSource, View } from './snapshot-source';

export const SourceContext = createContext<SnapshotSource | undefined>(undefined);
export const TextContext = createContext<Text>(english);

/** The view of the page, anew whenever the background has published. */
export function useView(): View {
  const source = useContext(SourceContext);
  if (!source) throw new Error('no snapshot source around this component');
  return useSyncExternalStore(source.subscribe, source.get);
}

/** The words of the page. */
export function useText(): Text {
  return useContext(TextContext);
}

/** The time, Unix milliseconds, anew every half minute: figures grow old while a page is open. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
