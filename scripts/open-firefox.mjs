import { randomUUID } from 'node:crypto';

/**
 * Opens Firefox with the extension loaded, over WebDriver BiDi.
 *
 * @param {import('./session.mjs').SessionOptions} options
 * @returns {Promise<import('./session.mjs').Session>}
 */
export async function openFirefox({ browser, extension, profile, headless }) {
  const uuid = randomUUID();
  // Imported here: on a fresh checkout it is installed after this file is read.
  const { default: puppeteer } = await import('puppeteer-core');
  const firefox = await puppeteer.launch({
    browser: 'firefox',
    executablePath: browser.path,
    userDataDir: profile,
    headless,
    // Without this, automation may not enter the extension's pages.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [extension.id]: uuid }),
      'datareporting.policy.dataSubmissionEnabled': false,
      'browser.aboutwelcome.enabled': false,
    },
    defaultViewport: null,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  const closed = new Promise((resolve) => firefox.once('disconnected', () => resolve(undefined)));
  await firefox.installExtension(extension.folder);
  const base = `moz-extension://${uuid}/`;
  // The tab that Firefox opens by itself is used, so that none is left over.
  let [unused] = await firefox.pages();

  return {
    async openPage(place, size) {
      const page = unused ?? (await firefox.newPage());
      unused = undefined;
      if (size && headless) await page.setViewport(size);
      await goUntilLoaded(page, base + place);
      return page;
    },
    closed,
    close: () => firefox.close(),
  };
}

/**
 * Firefox never reports an extension's page as loaded, although it is: the page itself is asked.
 *
 * @param {import('puppeteer-core').Page} page
 * @param {string} address
 */
async function goUntilLoaded(page, address) {
  page.goto(address, { timeout: 3000 }).catch(() => undefined);
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    const place = await page.evaluate(() => (document.readyState === 'complete' ? location.href : '')).catch(() => '');
    if (place === address) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The browser did not load the extension.');
}
