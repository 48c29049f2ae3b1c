import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';
import { runNpm } from './run-command.mjs';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 */

const quietly = ['--no-audit', '--no-fund'];

/** Installs the packages of package-lock.json, where they are missing or others than it names. */
export async function installPackages() {
  if (isInstalled(projectFolder)) return;
  console.log('Installing packages…');
  if ((await runNpm(['ci', ...quietly])) === 0) return;
  // npm ci refuses everything where a registry lacks the optional packages of some other system. This takes the same
  // versions from the same lock file, and leaves both files as they are.
  console.log('npm ci refused; trying npm install with the same lock file…');
  const code = await runNpm(['install', '--no-save', ...quietly]);
  if (code !== 0) throw new Error(`The packages could not be installed: npm ended with code ${code}. What it said stands above.`);
}

/**
 * Whether node_modules holds what package-lock.json names. Contents are compared, not times: npm writes both files in any
 * order, and a fresh clone gives every file the time of the clone.
 *
 * @param {string} folder
 */
export function isInstalled(folder) {
  const wanted = packagesOf(path.join(folder, 'package-lock.json'));
  // npm writes this list last, so an installation that was broken off has none.
  const present = packagesOf(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([place, entry]) => place === '' || isPresent(entry, present[place]));
}

/**
 * @param {LockedPackage} wanted
 * @param {LockedPackage | undefined} present
 */
function isPresent(wanted, present) {
  // Optional packages are those of other systems.
  if (!present) return Boolean(wanted.optional || wanted.devOptional);
  return wanted.version === present.version && wanted.integrity === present.integrity;
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await installPackages().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
