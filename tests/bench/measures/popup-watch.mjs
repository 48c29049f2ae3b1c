/**
 * Runs in the popup before its own scripts, and notes when a person could first read what they opened it for: the first
 * frame after the text was there. Times count from the start of the navigation.
 *
 * @param {{figure: string, total: string}} selectors
 * @param {string} expected the right total.
 */
export function watchPopup(selectors, expected) {
  if (location.protocol !== 'chrome-extension:') return;
  const seen = { figure: undefined, total: undefined, longTasks: 0, longest: 0 };
  const wanted = {
    figure: (text) => /\d/.test(text),
    total: (text) => text.replace(/[^\d.]/g, '') === expected,
  };
  let lastChange = 0;

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      seen.longTasks += 1;
      seen.longest = Math.max(seen.longest, duration);
    }
  }).observe({ type: 'longtask', buffered: true });

  const observer = new MutationObserver(() => {
    lastChange = performance.now();
    for (const name of Object.keys(wanted)) {
      if (!wanted[name](document.querySelector(selectors[name])?.textContent ?? '')) continue;
      delete wanted[name];
      // A frame's callbacks come before it is painted, this task after.
      requestAnimationFrame(() => {
        scheduler.postTask(
          () => {
            seen[name] = performance.now();
          },
          { priority: 'user-blocking' },
        );
      });
    }
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });

  /** Resolves when all is shown and the page has been still for a while; a figure that never came stays undefined. */
  globalThis.popupSettled = (stillMs, timeoutMs) =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        const now = performance.now();
        const isStill = seen.figure !== undefined && seen.total !== undefined && now - Math.max(lastChange, seen.total) > stillMs;
        if (!isStill && now < timeoutMs) return;
        clearInterval(timer);
        resolve({ ...seen, nodes: document.querySelectorAll('*').length });
      }, 50);
    });
}
