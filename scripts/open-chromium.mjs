import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Opens Chromium, Edge or Chrome for Testing with the extension loaded.
 *
 * @param {import('./session.mjs').SessionOptions} options
 * @returns {Promise<import('./session.mjs').Session>}
 */
export async function openChromium({ browser, extension, profile, headless }) {
  await pinButton(profile, extension.id);
  // Imported here: on a fresh checkout it is installed after this file is read.
  const { chromium } = await import('playwright-core');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser.path,
    // Playwright's own headless mode is a program without extensions; the switch below is the whole browser.
    headless: false,
    ignoreDefaultArgs: ['--disable-extensions'],
    args: switches(extension.folder, headless),
    viewport: headless ? { width: 1000, height: 720 } : null,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  const closed = new Promise((resolve) => context.once('close', () => resolve(undefined)));
  const base = `chrome-extension://${extension.id}/`;

  return {
    async openPage(place, size) {
      // The first blank tab is used, so that none is left over.
      const blank = context.pages().find((page) => page.url() === 'about:blank');
      const page = blank ?? (await context.newPage());
      if (size && headless) await page.setViewportSize(size);
      await goWhenLoaded(page, base + place);
      page.once('close', () => {
        // On macOS a browser outlives its last window; the person has closed it all the same.
        if (context.pages().length === 0) void context.close();
      });
      return page;
    },
    closed,
    close: () => context.close(),
  };
}

/** @param {string} folder @param {boolean} headless */
function switches(folder, headless) {
  return [
    ...(headless ? ['--headless=new'] : []),
    // Chromium's sandbox refuses to run for root; for everybody else it stays on.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-quic',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--disable-extensions-except=${folder}`,
    `--load-extension=${folder}`,
  ];
}

/** Puts the extension's button on the toolbar, where a person would pin it: the badge is the point of the demo. */
async function pinButton(/** @type {string} */ profile, /** @type {string} */ id) {
  const folder = path.join(profile, 'Default');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'Preferences'), JSON.stringify({ extensions: { pinned_extensions: [id] } }));
}

/**
 * The browser can take a moment to load the extension; until then its addresses are refused.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} address
 */
async function goWhenLoaded(page, address) {
  const end = Date.now() + 15_000;
  for (;;) {
    try {
      await page.goto(address);
      return;
    } catch (error) {
      if (Date.now() > end) throw new Error('The browser did not load the extension.', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}
