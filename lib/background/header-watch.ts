import { browser } from 'wxt/browser';
import { type ObservedAnswer, observedTypes } from '../observers/quota-headers';

/** Listens to answers as long as an account needs it. */
export interface HeaderWatch {
  /** Begins to listen. To be called before anything is awaited: an answer that woke the worker is told only then. */
  begin(): void;
  /** Goes on, or stops where no account needs it. */
  keep(isNeeded: boolean): void;
  /** Begins anew, once a host was allowed: Chromium takes no observer from an extension that has none. */
  again(): void;
}

/**
 * Which origins are meant is known only when the state is loaded, and an answer that woke the worker would be lost by then.
 * So the listener names none: the browser tells nothing of hosts that are not allowed, and `look` judges the rest.
 *
 * The headers are looked at when the answer begins and not earlier, because only then it is known to come from the network.
 */
export function createHeaderWatch(look: (answer: ObservedAnswer) => void): HeaderWatch {
  const { onResponseStarted } = browser.webRequest;
  const listener = (answer: object) => look(answer as ObservedAnswer);
  let isListening = false;

  function begin(): void {
    if (isListening) return;
    isListening = true;
    onResponseStarted.addListener(listener, { urls: ['https://*/*', 'http://*/*'], types: [...observedTypes] }, ['responseHeaders']);
  }

  function stop(): void {
    if (!isListening) return;
    isListening = false;
    onResponseStarted.removeListener(listener);
  }

  return {
    begin,
    keep(isNeeded) {
      if (isNeeded) begin();
      // Firefox wakes nobody for a listener that was added later than at the start, so there it stays.
      else if (!import.meta.env.FIREFOX) stop();
    },
    again() {
      if (!isListening) return;
      stop();
      begin();
    },
  };
}
