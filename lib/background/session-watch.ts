import { browser } from 'wxt/browser';
import { type ObservedRequest, type SessionObserver, type Sighting, sightingIn } from '../observers/define';
import { observers } from './dashboards';

/**
 * What hears of the requests of signed-in websites, one for each of them. Calling it listens, or listens anew.
 *
 * @param saw gets what a request shows of a session, or `other` for one that is unlike those that are known.
 */
export function watchSessions(saw: (observer: SessionObserver, sighting: Sighting | 'other') => void): (() => void)[] {
  const { onSendHeaders } = browser.webRequest;
  return observers.map((observer) => {
    const look = (request: object) => {
      const sighting = sightingIn(request as ObservedRequest, observer);
      if (sighting) saw(observer, sighting);
    };
    return () => {
      // One that was added twice would be called twice.
      onSendHeaders.removeListener(look);
      onSendHeaders.addListener(look, { urls: [...observer.urls], types: ['xmlhttprequest'] }, ['requestHeaders']);
    };
  });
}
