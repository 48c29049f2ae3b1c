import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowsers } from './browsers.mjs';
import { addDemoAccounts, demoDrafts, send } from './demo-accounts.mjs';
import { buildFolder, makeDemoExtension } from './demo-extension.mjs';
import { startDemoProvider } from './demo-provider.mjs';
import { optionsSize, reportDemo } from './demo-report.mjs';
import { installPackages } from './install.mjs';
import { ensureBrowsers, howToInstall } from './install-browsers.mjs';
import { projectFolder } from './project.mjs';
import { runNpm } from './run-command.mjs';
import { openSession } from './session.mjs';

/**
 * @typedef {import('./browsers.mjs').Browser} Browser
 * @typedef {import('./browsers.mjs').Family} Family
 * @typedef {import('./demo-provider.mjs').DemoProvider} DemoProvider
 */

const usage = 'npm start -- [--headless] [--browser chromium|firefox]';
/** @type {readonly Family[]} */
const everyFamily = ['chromium', 'firefox'];

/** What was opened and has to be closed at the end, last opened first. @type {(() => Promise<unknown>)[]} */
const closers = [];

/** Shows the extension with demo accounts in a browser, from a fresh checkout on. */
async function start() {
  const { headless, families } = readOptions();
  await installPackages();
  const browsers = await chooseBrowsers(families);
  if (browsers.length === 0) return explainByHand(families, headless);
  const provider = await startDemoProvider();
  closers.push(provider.close);
  for (const browser of browsers) {
    await build(browser.family);
    const opened = await tryToOpen(browser, headless);
    if (opened) return show(opened, browser, provider, headless);
  }
  throw new Error(`No browser could be opened with the extension. ${howToInstall(families)}`);
}

function readOptions() {
  const { values } = parseArgs({ options: { headless: { type: 'boolean' }, browser: { type: 'string' } } });
  const families = everyFamily.filter((family) => values.browser === undefined || values.browser === family);
  if (families.length === 0) throw new Error(`There is no such kind of browser here. Usage: ${usage}`);
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
  return { headless: values.headless === true || !hasDisplay, families };
}

/** @param {readonly Family[]} families */
async function chooseBrowsers(families) {
  const found = findBrowsers().filter(({ family }) => families.includes(family));
  for (const { name, path: place, problem } of found) if (problem) console.log(`Not used: ${name} at ${place}: ${problem}.`);
  const usable = found.filter(({ problem }) => problem === undefined);
  // One browser is enough to show something, so at most one is installed.
  return usable.length > 0 ? usable : ensureBrowsers(families.slice(0, 1));
}

/** @type {Set<Family>} */
const built = new Set();

/** @param {Family} family */
async function build(family) {
  if (built.has(family)) return;
  built.add(family);
  const code = await runNpm(['exec', '--', 'wxt', 'build', '--browser', family === 'chromium' ? 'chrome' : 'firefox']);
  if (code !== 0) throw new Error(`The build ended with code ${code}. What it said stands above.`);
}

/**
 * Whether a browser takes the extension is certain only when it has: policies and brands differ.
 *
 * @param {Browser} browser
 * @param {boolean} headless
 */
async function tryToOpen(browser, headless) {
  console.log(`Opening ${browser.name} ${browser.version ?? ''} with a throw-away profile…`);
  const folder = await throwAwayFolder();
  const profile = path.join(folder, 'profile');
  await mkdir(profile);
  const extension = await makeDemoExtension(browser.family, path.join(folder, 'extension'));
  try {
    const session = await openSession({ browser, extension, profile, headless });
    closers.push(session.close);
    return { session, options: await session.openPage('options.html', optionsSize) };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    console.error(`${browser.name} at ${browser.path} could not be used: ${reason}`);
    return undefined;
  }
}

/** Inside the project: a browser that is packaged as a snap sees neither /tmp nor hidden folders of the home folder. */
async function throwAwayFolder() {
  const parent = path.join(projectFolder, '.output');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(path.join(parent, 'demo-'));
  closers.push(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  return folder;
}

/**
 * @param {NonNullable<Awaited<ReturnType<typeof tryToOpen>>>} opened
 * @param {Browser} browser
 * @param {DemoProvider} provider
 * @param {boolean} headless
 */
async function show({ session, options }, browser, provider, headless) {
  await addDemoAccounts(options, provider.url);
  console.log(`${provider.readings()} balances were read over HTTP from the demo provider at ${provider.url}.`);
  if (headless) return reportDemo(session, options, browser);
  // Often enough to see the figures fall, seldom enough for the politeness that New API's own limit asks for.
  await send(options, 'settings.change', { intervalMinutes: 2 });
  await session.openPage('popup.html');
  console.log('The badge is on the toolbar, the popup and the options page are open in tabs. The figures fall every two minutes.');
  console.log('Close the browser or press Ctrl-C to end.');
  await session.closed;
}

/**
 * What a person can do where no browser takes an extension from a script.
 *
 * @param {readonly Family[]} families
 * @param {boolean} headless
 */
async function explainByHand(families, headless) {
  const chrome = findBrowsers().find(({ branded, family }) => branded && families.includes(family));
  if (!chrome || headless) throw new Error(howToInstall(families));
  await build('chromium');
  const provider = await startDemoProvider({ port: 4517 }).catch(() => startDemoProvider());
  closers.push(provider.close);
  console.log(`
Only ${chrome.name} was found. Three steps load the extension by hand:
  1. Open chrome://extensions and switch on "Developer mode".
  2. Press "Load unpacked" and choose ${buildFolder('chromium')}
  3. Click Remainder on the toolbar, paste ${demoDrafts(provider.url)[0]?.secret}, choose New API, Base URL ${provider.url}, and save.
The demo provider answers until Ctrl-C ends it.`);
  await new Promise(() => undefined);
}

/** @type {Promise<void> | undefined} */
let closing;

/** Done once, whoever asks first: closing the browser after a signal also ends the ordinary course of things. */
function closeEverything() {
  closing ??= (async () => {
    for (const close of closers.reverse()) await close().catch(() => undefined);
  })();
  return closing;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => void closeEverything().finally(() => process.exit(0)));
}

let code = 0;
try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  code = 1;
}
await closeEverything();
// Whatever a browser's driver still holds open must not keep a finished demo alive.
process.exit(code);
