import type { Channels as AlertChannels } from './alerts';
import type { Channels } from './channels';
import type { StateOwner } from './state';

/**
 * Every way of telling an alert: those of the browser, and the channels that a person has added. The latter keep and try again
 * for themselves; for an alert they are one way, which has taken it over or not.
 *
 * @param added made after the alerts are, so it is asked for when it is needed.
 */
export function everyChannel(ofBrowser: AlertChannels, state: () => Pick<StateOwner, 'get'>, added: () => Channels): AlertChannels {
  return (settings) => {
    const isAnyOn = Object.values(state().get().channels).some(({ enabled }) => enabled);
    return { ...ofBrowser(settings), ...(isAnyOn ? { added: added() } : {}) };
  };
}
