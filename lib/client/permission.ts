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

/**
 * Gives the right to hosts back.
 *
 * @returns whether it is gone: a broader right, given in the browser's own settings, stays.
 */
export async function giveBack(origins: readonly string[]): Promise<boolean> {
  const given = { origins: origins.map(permissionPattern) };
  await browser.permissions.remove(given).catch(() => false);
  return !(await browser.permissions.contains(given));
}

/** Asks the person to allow notifications; like {@link askFor}, the first thing that a click does. */
export function askForNotifications(): Promise<boolean> {
  return browser.permissions.request({ permissions: ['notifications'] });
}

/** A permission that a build requires stays. */
export async function giveBackNotifications(): Promise<void> {
  await browser.permissions.remove({ permissions: ['notifications'] }).catch(() => false);
}
