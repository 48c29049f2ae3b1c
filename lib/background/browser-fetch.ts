import { browser } from 'wxt/browser';

/** The number of the only rule. */
const rule = 1;

/**
 * The browser's own `fetch`, which does not tell who asks.
 *
 * To everything but GET and HEAD browsers add an `Origin` that names the extension; in Firefox it is another one in every
 * profile, and no program may set that header. So a rule takes it away, from the requests of this background only.
 *
 * @see docs/decisions/022-nobody-is-told-who-asks.md
 */
export function browserFetch(): typeof globalThis.fetch {
  const ask = globalThis.fetch.bind(globalThis);
  if (!import.meta.env.FIREFOX) return ask;
  // Rules of a session are gone with the browser; setting one again changes nothing.
  const silent = browser.declarativeNetRequest.updateSessionRules({
    removeRuleIds: [rule],
    addRules: [
      {
        id: rule,
        action: { type: 'modifyHeaders', requestHeaders: [{ header: 'origin', operation: 'remove' }] },
        condition: { initiatorDomains: [new URL(browser.runtime.getURL('/')).hostname], resourceTypes: ['xmlhttprequest'] },
      },
    ],
  });
  // Listened to at once, as nobody may ever ask.
  const ready = silent.catch(() => undefined);
  return async (...request) => {
    await ready;
    return ask(...request);
  };
}
