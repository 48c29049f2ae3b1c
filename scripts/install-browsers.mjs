import { findBrowsers } from './browsers.mjs';
import { findProgram } from './find-program.mjs';
import { runCommand } from './run-command.mjs';

/** @typedef {import('./browsers.mjs').Family} Family */

/** Debian's packages. A browser without any font shows boxes. */
const packages = {
  chromium: ['chromium', 'fonts-dejavu-core'],
  firefox: ['firefox-esr', 'fonts-dejavu-core'],
};

/** What tests of a real permission prompt need: a display, a window manager, and hands. Program and Debian's package. */
const stage = { Xvfb: 'xvfb', openbox: 'openbox', xdotool: 'xdotool' };

/** The database that counters are kept in, and the program that it is read through. */
const database = { 'redis-server': 'redis-server', webdis: 'webdis' };

/**
 * The usable browsers of these families, best first. What is missing is installed where that may be done without asking.
 *
 * @param {readonly Family[]} families
 */
export async function ensureBrowsers(families) {
  const found = usableOf(families);
  const missing = families.filter((family) => !found.some((browser) => browser.family === family));
  if (missing.length === 0 || !mayInstall()) return found;
  await installPackagesOfDebian(missing.flatMap((family) => packages[family]));
  return usableOf(families);
}

/** @returns {Promise<string[]>} The programs of the stage that are missing and could not be installed. */
export async function ensureStage() {
  return process.platform === 'linux' ? ensurePrograms(stage) : [];
}

/** @returns {Promise<string[]>} The programs of the database that are missing and could not be installed. */
export function ensureDatabase() {
  return ensurePrograms(database);
}

/** @param {Record<string, string>} programs Program and Debian's package. */
async function ensurePrograms(programs) {
  const missing = () => Object.entries(programs).filter(([program]) => !findProgram(program));
  if (missing().length > 0 && mayInstall()) await installPackagesOfDebian(missing().map(([, name]) => name));
  return missing().map(([program]) => program);
}

/** One line that says what a person can do about a missing browser. @param {readonly Family[]} families */
export function howToInstall(families) {
  const names = families.map((family) => (family === 'chromium' ? 'Chromium (or Edge)' : 'Firefox')).join(' or ');
  // Any one of them is enough, so the command names one.
  const [first = 'chromium'] = families;
  const command = process.platform === 'linux' ? `, on Debian and its kin with: sudo apt-get install ${packages[first][0]}` : '';
  const variables = families.map((family) => (family === 'chromium' ? 'CHROMIUM_PATH' : 'FIREFOX_PATH')).join(' or ');
  return `Install ${names}${command} (or name an installed one in ${variables}).`;
}

/** @param {readonly Family[]} families */
function usableOf(families) {
  return findBrowsers().filter(({ family, problem }) => families.includes(family) && problem === undefined);
}

/** Only where it needs no password and is the system's own way. */
function mayInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/** @param {readonly string[]} names */
async function installPackagesOfDebian(names) {
  console.log(`Installing ${names.join(', ')} with apt-get…`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // A list of packages that is old, or in a container empty, is the usual reason for an installation to fail.
  await runCommand('apt-get', ['update', '-qq'], { env });
  const code = await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...new Set(names)], { env });
  if (code !== 0) console.error(`apt-get install ended with code ${code}.`);
}
