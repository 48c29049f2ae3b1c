import { type RefCallback, useCallback, useState } from 'react';

/** So many rows are built at first: more than a popup shows, few enough to open at once. */
const step = 20;

/**
 * Builds a long list piece by piece: more of it when the reader comes near its end.
 *
 * @returns how many items to show, and a reference for the element below the last of them.
 */
export function useWindow(length: number): { shown: number; end: RefCallback<Element> } {
  const [limit, setLimit] = useState(step);
  const shown = Math.min(limit, length);
  const end = useCallback(
    (element: Element | null) => {
      if (!element) return undefined;
      const observer = new IntersectionObserver(([entry]) => {
        if (entry?.isIntersecting) setLimit(shown + step);
      });
      observer.observe(element);
      return () => observer.disconnect();
    },
    [shown],
  );
  return { shown, end };
}
