import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';
import { packageAt, shippedPackages } from './shipped.mjs';

/** @typedef {import('./shipped.mjs').ShippedPackage} ShippedPackage */

/** In `public`, so that every build carries it, and under version control, so that a change of licence is seen in review. */
export const licencesFile = path.join(projectFolder, 'public', 'licences.txt');

/** Packages without a text of their own, and one of the same repository that has it. */
const textElsewhere = /** @type {Record<string, string>} */ ({
  'node_modules/wxt': 'node_modules/@wxt-dev/webextension-polyfill',
  'node_modules/@wxt-dev/browser': 'node_modules/@wxt-dev/webextension-polyfill',
});

/** Where a text goes on with the licences of packages that are in a tool, but not in what the tool leaves in a bundle. */
const endOfOwn = /\n# Licenses of bundled dependencies\n/;

const ruler = '-'.repeat(80);

/** What must go with every copy of the extension: who made its parts, and on which terms. */
export function licencesText() {
  /** @type {Map<string, ShippedPackage[]>} */
  const byText = new Map();
  for (const one of shippedPackages()) {
    const text = textOf(one);
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const parts = [...byText].map(([text, packages]) => `${packages.map(headline).join('\n')}\n\n${text}\n`);
  return [
    'Remainder is under the MIT licence. It contains these packages, or parts of them, each under the licence that follows it.\n' +
      'The unchanged source of each is at the address beside it, and as the named version in the npm registry.\n',
    ...parts,
  ].join(`\n${ruler}\n\n`);
}

/** @param {ShippedPackage} one */
function headline({ name, version, licence, homepage }) {
  return `${name} ${version}, ${licence}, ${homepage}`;
}

/** @param {ShippedPackage} one */
function textOf({ place }) {
  const source = textElsewhere[place] ?? place;
  if (packageAt(source).repository?.url !== packageAt(place).repository?.url) throw new Error(`${source} is not from the repository of ${place} any more.`);
  const folder = path.join(projectFolder, source);
  const file = readdirSync(folder).find((name) => /^licen[cs]e(?:\.md|\.txt)?$/i.test(name));
  if (!file) throw new Error(`${place} has no text of its licence: find it in its repository and add it to scripts/licences.mjs.`);
  const [own = ''] = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').split(endOfOwn);
  return (
    own
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      // Browsers show a text file without a declared encoding as they like.
      .replace(/[“”]/g, '"')
      .replace(/[‘’]/g, "'")
      .trim()
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = licencesText();
  const isNew = !existsSync(licencesFile) || readFileSync(licencesFile, 'utf8') !== text;
  if (isNew) writeFileSync(licencesFile, text);
  console.log(isNew ? 'public/licences.txt is written anew: look at what changed, and build again.' : 'public/licences.txt is as it should be.');
}
