import { browser } from 'wxt/browser';
import { permissionPattern } from '../base-url';

/**
 * Asks the person to allow origins. To be the first thing that a click does: after any wait the browser no longer
 * takes it for the person's own wish.
 *
 * @returns whether all of them are allowed now.
 */
export function askFor(origins: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: origins.map(permissionPattern) });
}
