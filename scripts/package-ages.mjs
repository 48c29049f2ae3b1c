import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';
import { lockedPackages } from './shipped.mjs';

/**
 * @typedef {object} Age
 * @property {string | null} published The day it appeared in the registry; nothing where the registry does not know it.
 * @property {string} taken The day it was taken up.
 */

const agesFile = path.join(projectFolder, 'docs', 'packages.json');

/** An update brings some packages. More than this at once means that npm's memory is empty, and the registry is no list to go through. */
const mostQuestions = 25;

/** Two at a time: each is a program of its own. */
const atOnce = 2;

/**
 * Adds the packages that are new in package-lock.json, and drops those that are gone. What stands there stays as it is: a
 * package that was taken up too young must not become old enough by running this again.
 */
async function recordAges() {
  const known = readAges();
  const today = new Date().toISOString().slice(0, 10);
  const locked = lockedIds();
  const fresh = [...locked].filter(([id]) => !known[id]);
  /** @type {Map<string, string | null>} */
  const published = new Map();
  /** @type {string[]} */
  const unanswered = [];
  await each(fresh, async ([id, isServed]) => {
    // A package without a hash was not served when the lock file was written: there is nobody to ask.
    const day = isServed ? await publicationDay(id, ['--offline']) : null;
    if (day === undefined) unanswered.push(id);
    else published.set(id, day);
  });
  if (unanswered.length > mostQuestions)
    throw new Error(`npm does not remember the dates of ${unanswered.length} packages. Run "npm install" on this computer first: it asks for them.`);
  await each(unanswered, async (id) => {
    const day = await publicationDay(id, []);
    if (day === undefined) throw new Error(`The registry does not say when ${id} was published.`);
    published.set(id, day);
  });
  const ids = [...locked.keys()].sort();
  writeAges(Object.fromEntries(ids.map((id) => [id, known[id] ?? { published: published.get(id) ?? null, taken: today }])));
  console.log(`docs/packages.json: ${ids.length} packages, ${fresh.length} of them new.`);
}

/** @returns {Record<string, Age>} */
function readAges() {
  return existsSync(agesFile) ? JSON.parse(readFileSync(agesFile, 'utf8')).packages : {};
}

/** One line for each package, so that a change shows what it is about. @param {Record<string, Age>} ages */
function writeAges(ages) {
  const lines = Object.entries(ages).map(([id, { published, taken }]) => {
    return `    ${JSON.stringify(id)}: { "published": ${JSON.stringify(published)}, "taken": ${JSON.stringify(taken)} }`;
  });
  writeFileSync(agesFile, `{\n  "about": ${JSON.stringify(about)},\n  "packages": {\n${lines.join(',\n')}\n  }\n}\n`);
}

const about =
  'Written by scripts/package-ages.mjs. published: the day that the registry tells; null for a package of another system that the registry asked does not serve. taken: the day it came into package-lock.json.';

/** `name@version` of every locked package, and whether the registry served it. @returns {Map<string, boolean>} */
function lockedIds() {
  return new Map(
    Object.entries(lockedPackages()).map(([place, { version, integrity }]) => [`${place.split('node_modules/').at(-1)}@${version}`, Boolean(integrity)]),
  );
}

/**
 * npm remembers what the installation that took the package up was told, so that usually nobody is asked again.
 *
 * @param {string} id
 * @param {readonly string[]} parameters
 * @returns {Promise<string | undefined>}
 */
async function publicationDay(id, parameters) {
  const at = id.lastIndexOf('@');
  const answer = await outputOfNpm(['view', id.slice(0, at), 'time', '--json', ...parameters]);
  try {
    /** @type {string | undefined} */
    const time = JSON.parse(answer)[id.slice(at + 1)];
    return time && new Date(time).toISOString().slice(0, 10);
  } catch {
    return undefined;
  }
}

/** @param {readonly string[]} parameters @returns {Promise<string>} What it printed. */
function outputOfNpm(parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', parameters, { cwd: projectFolder, stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<void>} act
 */
async function each(items, act) {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await recordAges();
