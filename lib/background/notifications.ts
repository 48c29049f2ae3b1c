import { browser } from 'wxt/browser';
import type { Channel } from '../alerts/message';
import type { Channels } from './alerts';

/** The ways of telling that the person has switched on. */
export const browserChannels: Channels = ({ alerts }) => (alerts?.notifications ? { notification: browserNotifications() } : {});

/** Tells an alert as a notification of the browser. Without the permission there is no such thing, and it is tried again. */
function browserNotifications(): Channel {
  return {
    async deliver({ id, title, text }) {
      // A worker may have been stopped right after showing it.
      const shown = await browser.notifications.getAll();
      if (Object.hasOwn(shown, id)) return;
      await browser.notifications.create(id, { type: 'basic', iconUrl: browser.runtime.getURL('/icon/128.png'), title, message: text });
    },
  };
}

/**
 * Opens the account of a notification that is clicked.
 *
 * @returns adds the listener, once, as soon as the browser has notifications: they come with an optional permission.
 */
export function watchNotifications(): () => void {
  let isWatched = false;
  return () => {
    if (isWatched || !browser.notifications) return;
    isWatched = true;
    browser.notifications.onClicked.addListener((id) => {
      const [accountId = ''] = id.split(':');
      void browser.tabs.create({ url: `${browser.runtime.getURL('/options.html')}#/accounts/${encodeURIComponent(accountId)}` });
      void browser.notifications.clear(id);
    });
  };
}
