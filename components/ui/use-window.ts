import { type RefCallback, useCallback, useEffect, useState } from 'react';

/** So many rows are built before the first paint: as many as a popup shows. */
const first = 8;
/** So many more at a time, the first of them as soon as something is painted. */
const step = 20;

/**
 * Builds a long list piece by piece: more of it when the reader comes near its end.
 *
 * @returns how many items to show, and a reference for the element below the last of them.
 */
export function useWindow(length: number): { shown: number; end: RefCallback<Element> } {
  const [limit, setLimit] = useState(first);
  const shown = Math.min(limit, length);
  useEffect(() => {
    // Two turns: the frame with the first rows is on the screen before the next ones are built.
    let timer: ReturnType<typeof setTimeout>;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setLimit((before) => Math.max(before, step)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
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
