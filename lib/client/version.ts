import { browser } from 'wxt/browser';

/** The version of the extension that is running. */
export function appVersion(): string {
  return browser.runtime.getManifest().version;
}
