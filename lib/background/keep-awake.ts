import { browser } from 'wxt/browser';

const everyMs = 20_000;

/** A worker is put to sleep after half a minute without an event; a call of the browser's own counts as one. */
export function keepAwakeFor(): (work: Promise<unknown>) => void {
  let running = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  return (work) => {
    running += 1;
    timer ??= setInterval(() => void browser.runtime.getPlatformInfo(), everyMs);
    const done = () => {
      running -= 1;
      if (running > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
    // Failures of background work are in the state already; one that is not is the disk's, and the next attempt meets it.
    work.then(done, done);
  };
}
