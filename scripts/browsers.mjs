import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { findProgram } from './find-program.mjs';

/**
 * @typedef {'chromium' | 'firefox'} Family
 *
 * @typedef {object} Browser
 * @property {Family} family
 * @property {string} name As the browser calls itself.
 * @property {string} path
 * @property {number} [version] Absent where the browser cannot be asked without opening a window.
 * @property {string} [problem] Why it cannot be used here; absent when it can.
 * @property {boolean} branded Google Chrome as most people have it.
 *
 * @typedef {object} Kind
 * @property {Family} family
 * @property {string} name
 * @property {string[]} programs Names on the path of commands.
 * @property {string} application Below /Applications on macOS.
 * @property {string} folder Below the folders of programs on Windows.
 */

/** The oldest versions that the extension supports. */
const oldest = { chromium: 123, firefox: 140 };

/** From this version on, Google Chrome ignores --load-extension. Chromium, Edge and Chrome for Testing take it. */
const brandedRefusal = 137;

/** In the order of preference. @type {Kind[]} */
const kinds = [
  {
    family: 'chromium',
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser'],
    application: 'Chromium.app/Contents/MacOS/Chromium',
    folder: 'Chromium/Application/chrome.exe',
  },
  {
    family: 'chromium',
    name: 'Google Chrome for Testing',
    programs: ['google-chrome-for-testing', 'chrome-for-testing'],
    application: 'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    folder: 'Google/Chrome for Testing/Application/chrome.exe',
  },
  {
    family: 'chromium',
    name: 'Microsoft Edge',
    programs: ['microsoft-edge', 'microsoft-edge-stable', 'msedge'],
    application: 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    folder: 'Microsoft/Edge/Application/msedge.exe',
  },
  {
    family: 'firefox',
    name: 'Mozilla Firefox',
    programs: ['firefox', 'firefox-esr', 'firefox-developer-edition'],
    application: 'Firefox.app/Contents/MacOS/firefox',
    folder: 'Mozilla Firefox/firefox.exe',
  },
  {
    family: 'firefox',
    name: 'Mozilla Firefox',
    programs: ['firefox-nightly'],
    application: 'Firefox Developer Edition.app/Contents/MacOS/firefox',
    folder: 'Firefox Developer Edition/firefox.exe',
  },
  {
    family: 'chromium',
    name: 'Google Chrome',
    programs: ['google-chrome', 'google-chrome-stable', 'chrome'],
    application: 'Google Chrome.app/Contents/MacOS/Google Chrome',
    folder: 'Google/Chrome/Application/chrome.exe',
  },
];

/**
 * The browsers of this machine, best first, with those that cannot be used. CHROMIUM_PATH and FIREFOX_PATH come before
 * everything else of their family.
 *
 * @param {Record<string, string | undefined>} [env]
 * @returns {Browser[]}
 */
export function findBrowsers(env = process.env) {
  /** @type {Browser[]} */
  const found = [];
  for (const [family, chosen] of /** @type {const} */ ([
    ['chromium', env['CHROMIUM_PATH']],
    ['firefox', env['FIREFOX_PATH']],
  ])) {
    const kind = kinds.find((candidate) => candidate.family === family);
    if (chosen && kind) found.push(inspect(kind, chosen) ?? unusable(kind, chosen));
  }
  for (const kind of kinds) {
    for (const place of placesOf(kind, env)) {
      const browser = inspect(kind, place);
      // The same browser is often there under two names.
      if (browser && !found.some(({ name, version }) => name === browser.name && version === browser.version)) found.push(browser);
    }
  }
  return found;
}

/**
 * @param {Kind} kind
 * @param {Record<string, string | undefined>} env
 */
function placesOf({ programs, application, folder }, env) {
  if (process.platform === 'darwin') {
    return ['/Applications', path.join(homedir(), 'Applications')].map((base) => path.join(base, application)).filter((place) => existsSync(place));
  }
  if (process.platform === 'win32') {
    const bases = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter((base) => base !== undefined);
    return bases.map((base) => path.join(base, folder)).filter((place) => existsSync(place));
  }
  return programs.flatMap((program) => findProgram(program, env) ?? []);
}

/**
 * @param {Kind} kind
 * @param {string} place
 * @returns {Browser | undefined} `undefined` where nothing that answers like a browser is there.
 */
function inspect(kind, place) {
  const said = process.platform === 'win32' ? versionOnWindows(kind, place) : askVersion(place);
  if (!said) return undefined;
  const name = said.name ?? kind.name;
  const branded = name === 'Google Chrome';
  const { version } = said;
  const problem = problemOf(kind.family, branded, version);
  return { family: kind.family, name, path: place, branded, ...(version === undefined ? {} : { version }), ...(problem === undefined ? {} : { problem }) };
}

/**
 * @param {Family} family
 * @param {boolean} branded
 * @param {number | undefined} version
 */
function problemOf(family, branded, version) {
  if (version !== undefined && version < oldest[family]) return `version ${version} is older than ${oldest[family]}`;
  if (branded && (version === undefined || version >= brandedRefusal)) return `Google Chrome ignores --load-extension since version ${brandedRefusal}`;
  return undefined;
}

/** @param {Kind} kind @param {string} place @returns {Browser} */
function unusable({ family, name }, place) {
  return { family, name, path: place, branded: false, problem: 'there is no browser at this path' };
}

/** @param {string} place */
function askVersion(place) {
  const { stdout } = spawnSync(place, ['--version'], { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] });
  // `Chromium 156.0.1 built on Debian`, `Google Chrome for Testing 140.0.1`, `Mozilla Firefox 153.0esr`
  const [, name, version] = /^\s*([A-Za-z ]+?) (\d+)\./m.exec(stdout ?? '') ?? [];
  return name && version ? { name, version: Number(version) } : undefined;
}

/**
 * A browser on Windows opens a window when it is asked for its version. Chromium's family keeps a folder named after the
 * version beside the program.
 *
 * @param {Kind} kind
 * @param {string} place
 * @returns {{ name?: string, version?: number } | undefined}
 */
function versionOnWindows({ family }, place) {
  if (!existsSync(place)) return undefined;
  if (family === 'firefox') return {};
  const versions = readdirSync(path.dirname(place)).flatMap((entry) => /^(\d+)\.\d+\.\d+\.\d+$/.exec(entry)?.[1] ?? []);
  return versions.length === 0 ? {} : { version: Math.max(...versions.map(Number)) };
}
