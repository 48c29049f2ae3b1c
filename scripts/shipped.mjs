import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './project.mjs';

/**
 * @typedef {object} ShippedPackage A package of which something is in what people install.
 * @property {string} name
 * @property {string} version
 * @property {string} licence As package-lock.json has it: an SPDX identifier.
 * @property {string} place Its folder, from the top of the repository.
 * @property {string} homepage Where its source is.
 * @property {string} integrity Of the archive in the registry, as package-lock.json has it.
 * @property {string[]} needs The places of shipped packages that it depends on itself.
 * @property {string[]} scripts The scripts of a build that hold some of it, such as `chrome-mv3/background.js`.
 */

/** The builds that are published. */
const builds = ['chrome-mv3', 'firefox-mv3'];

/** Tools leave code of their own in what they build. It comes from no file, and is named like this. */
const fromTools = /** @type {const} */ ([
  [/^\0?virtual:wxt-/, 'node_modules/wxt'],
  [/^\0vite\//, 'node_modules/vite'],
  [/^\0rolldown\//, 'node_modules/rolldown'],
]);

/**
 * Writes beside a build which packages are in which of its scripts. Only the bundler knows: what is imported may be left
 * out, and what is in there may be nobody's declared dependency.
 *
 * @param {string} buildFolder
 * @param {readonly { fileName: string, moduleIds?: readonly string[] }[]} chunks
 */
export function recordPackages(buildFolder, chunks) {
  const scripts = chunks.flatMap(({ fileName, moduleIds }) => (moduleIds ? [[fileName, placesOf(moduleIds)]] : []));
  writeFileSync(recordOf(buildFolder), `${JSON.stringify(Object.fromEntries(scripts), null, 2)}\n`);
}

/** What was recorded, by script. Fails where nothing was built yet. @param {string} build @returns {Record<string, string[]>} */
export function packagesOfScripts(build) {
  try {
    return JSON.parse(readFileSync(recordOf(path.join(projectFolder, '.output', build)), 'utf8'));
  } catch (error) {
    throw new Error(`What ${build} is made of is not known: run "npm run build" first.`, { cause: error });
  }
}

/**
 * Every package of which something is shipped, and every runtime dependency even if nothing of it was left in a bundle.
 *
 * @returns {ShippedPackage[]} By name.
 */
export function shippedPackages() {
  const locked = lockedPackages();
  const scripts = builds.flatMap((build) => Object.entries(packagesOfScripts(build)).map(([script, places]) => ({ name: `${build}/${script}`, places })));
  const runtime = Object.keys(locked).filter((place) => !locked[place]?.dev && !locked[place]?.optional);
  const places = [...new Set([...runtime, ...scripts.flatMap((script) => script.places)])];
  return places.map((place) => shippedPackage(place)).sort((left, right) => (left.name < right.name ? -1 : 1));

  /** @param {string} place @returns {ShippedPackage} */
  function shippedPackage(place) {
    const entry = locked[place];
    const { name, version, license, repository, homepage } = packageAt(place);
    if (entry?.version !== version) throw new Error(`${place} is ${version}, and package-lock.json has ${entry?.version}: run "npm install" first.`);
    return {
      name,
      version,
      licence: license,
      place,
      homepage: webAddress(repository?.url) ?? homepage ?? '',
      integrity: entry?.integrity ?? '',
      needs: Object.keys({ ...entry?.dependencies, ...entry?.peerDependencies })
        .map((needed) => [`${place}/node_modules/${needed}`, `node_modules/${needed}`].find((candidate) => places.includes(candidate)))
        .filter((needed) => needed !== undefined),
      scripts: scripts.filter((script) => script.places.includes(place)).map((script) => script.name),
    };
  }
}

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity] The registry's hash of the archive.
 * @property {string} [resolved] Where it is from, if from anywhere but the registry.
 * @property {boolean} [link]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {boolean} [hasInstallScript]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/** The packages of package-lock.json by their folder, without the project itself. @returns {Record<string, LockedPackage>} */
export function lockedPackages() {
  const { '': _project, ...packages } = JSON.parse(readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8')).packages;
  return packages;
}

/** The package.json of an installed package. @param {string} place */
export function packageAt(place) {
  return JSON.parse(readFileSync(path.join(projectFolder, place, 'package.json'), 'utf8'));
}

/** @param {readonly string[]} moduleIds */
function placesOf(moduleIds) {
  return [...new Set(moduleIds.map(placeOf).filter((place) => place !== undefined))].sort();
}

/** The folder of the package that a module is from; nothing for one of ours. @param {string} moduleId */
function placeOf(moduleId) {
  const tool = fromTools.find(([pattern]) => pattern.test(moduleId));
  if (tool) return tool[1];
  const file = moduleId.replaceAll('\\', '/');
  const inside = /\/(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(file);
  if (inside) return inside[1];
  if (moduleId.startsWith('\0'))
    throw new Error(`It is not known which package puts ${JSON.stringify(moduleId)} into the bundle: add it to scripts/shipped.mjs.`);
  return undefined;
}

/** @param {string} buildFolder */
function recordOf(buildFolder) {
  return `${buildFolder}.packages.json`;
}

/** An address of a git server as one that a browser opens. @param {string | undefined} url */
function webAddress(url) {
  return url?.replace(/^(?:git\+)?(?:https|ssh|git):\/\/(?:git@)?/, 'https://').replace(/\.git$/, '');
}
