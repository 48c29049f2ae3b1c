import { openChromium } from './open-chromium.mjs';
import { openFirefox } from './open-firefox.mjs';

/**
 * A page of the extension, in either browser: what Playwright's pages and Puppeteer's have in common.
 *
 * @typedef {object} ExtensionPage
 * @property {(run: (argument: any) => any, argument?: unknown) => Promise<any>} evaluate
 * @property {(options: { path: string }) => Promise<unknown>} screenshot
 * @property {() => Promise<unknown>} bringToFront
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Session
 * @property {(path: string, size?: { width: number, height: number }) => Promise<ExtensionPage>} openPage
 * @property {Promise<void>} closed Resolves when the browser is gone, whoever closed it.
 * @property {() => Promise<void>} close
 *
 * @typedef {object} SessionOptions
 * @property {import('./browsers.mjs').Browser} browser
 * @property {import('./demo-extension.mjs').DemoExtension} extension
 * @property {string} profile An empty folder.
 * @property {boolean} headless
 */

/**
 * Opens a browser with the extension loaded.
 *
 * @param {SessionOptions} options
 * @returns {Promise<Session>}
 */
export function openSession(options) {
  return options.browser.family === 'chromium' ? openChromium(options) : openFirefox(options);
}
