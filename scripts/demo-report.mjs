import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { send } from './demo-accounts.mjs';
import { artifactsFolder } from './project.mjs';

const popupSize = { width: 380, height: 600 };
/** The options page in pictures. */
export const optionsSize = { width: 1000, height: 720 };

/**
 * Shows the demo where there is no display: what the badge, its tooltip and the popup say, and pictures of the pages.
 *
 * @param {import('./session.mjs').Session} session
 * @param {import('./session.mjs').ExtensionPage} options The options page, open.
 * @param {import('./browsers.mjs').Browser} browser
 */
export async function reportDemo(session, options, browser) {
  const popup = await session.openPage('popup.html', popupSize);
  const { badge, tooltip } = await options.evaluate(async () => {
    const { action } = globalThis.chrome;
    return { badge: await action.getBadgeText({}), tooltip: await action.getTitle({}) };
  });
  await waitUntil(popup, () => document.querySelectorAll('[data-testid="account"][data-state="fresh"]').length > 0);
  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees is wanted, with its line breaks.
  const words = await popup.evaluate(() => document.body.innerText);
  if (badge === '') throw new Error('The badge is empty although the accounts were fetched.');

  console.log(`\nBadge:    ${badge}\nTooltip:  ${tooltip}\nPopup:\n${indented(words)}\n`);
  for (const file of await takePictures(popup, options, browser)) console.log(`Picture:  ${path.relative(process.cwd(), file)}`);
}

/**
 * @param {import('./session.mjs').ExtensionPage} popup
 * @param {import('./session.mjs').ExtensionPage} options
 * @param {import('./browsers.mjs').Browser} browser
 */
async function takePictures(popup, options, browser) {
  await mkdir(artifactsFolder, { recursive: true });
  const files = [];
  for (const theme of ['light', 'dark']) {
    await send(options, 'settings.change', { theme });
    for (const [name, page] of /** @type {const} */ ([
      ['popup', popup],
      ['options', options],
    ])) {
      await page.bringToFront();
      await waitUntil(page, (wanted) => document.documentElement.dataset['theme'] === wanted, theme);
      const file = path.join(artifactsFolder, `demo-${browser.family}-${name}-${theme}.png`);
      await page.screenshot({ path: file });
      files.push(file);
    }
  }
  await send(options, 'settings.change', { theme: 'auto' });
  return files;
}

/**
 * @param {import('./session.mjs').ExtensionPage} page
 * @param {(argument: any) => boolean} condition Runs in the page.
 * @param {unknown} [argument]
 */
async function waitUntil(page, condition, argument) {
  const end = Date.now() + 10_000;
  while (!(await page.evaluate(condition, argument))) {
    if (Date.now() > end) throw new Error('A page of the extension did not show what it should within 10 seconds.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param {string} text */
function indented(text) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `          ${line}`)
    .join('\n');
}
