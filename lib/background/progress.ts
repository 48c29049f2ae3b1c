import { browser } from 'wxt/browser';
import { type Progress, progressKey } from '../snapshot';

const everyMs = 250;

/** Tells pages how far a refresh is, through memory that is never written to disk, and not more often than they can show. */
export function createProgress(): (progress: Progress | undefined) => void {
  let toldAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (progress) => {
    clearTimeout(timer);
    timer = undefined;
    if (!progress) return void clearProgress();
    const tell = () => {
      toldAt = Date.now();
      void browser.storage.session.set({ [progressKey]: progress });
    };
    const wait = toldAt + everyMs - Date.now();
    if (wait <= 0) tell();
    else timer = setTimeout(tell, wait);
  };
}

export function clearProgress(): Promise<void> {
  return browser.storage.session.remove(progressKey);
}
