import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { projectFolder } from './project.mjs';
import { runCommand, runNpm } from './run-command.mjs';

/** Two computers differ in more than the folder: where they are, and which day it is there. */
const places = [
  { folder: 'one', env: { TZ: 'Pacific/Kiritimati', LANG: 'C' } },
  { folder: path.join('two', 'somewhere', 'deeper'), env: { TZ: 'Pacific/Pago_Pago', LANG: 'tr_TR.UTF-8' } },
];

const limitMs = 60_000;

/**
 * Builds what is published twice from the last commit, and compares: anybody can then find out whether what a store hands
 * out was made from this source. Changes that are not committed are in neither.
 */
async function compareBuilds() {
  const top = await mkdtemp(path.join(os.tmpdir(), 'remainder-reproducible-'));
  try {
    // Both are waited for, even where one fails: the folder is removed afterwards.
    const builds = await Promise.allSettled(places.map(({ folder, env }) => build(path.join(top, folder), env)));
    for (const one of builds) if (one.status === 'rejected') console.error(one.reason.message);
    const [first, second] = builds.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
    if (!first || !second) return false;
    const different = [...new Set([...first.keys(), ...second.keys()])].filter((name) => first.get(name) !== second.get(name)).sort();
    for (const name of different) console.error(`Differs: ${name}`);
    for (const [name, hash] of first) if (name.endsWith('.zip') && !different.includes(name)) console.log(`${hash}  ${name}`);
    console.log(`${first.size} files built twice, ${different.length} of them different.`);
    return different.length === 0 && [...first.keys()].some((name) => name.endsWith('.zip'));
  } finally {
    await rm(top, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {Record<string, string>} env
 * @returns {Promise<Map<string, string>>} The SHA-256 of every file, by its name in the folder of builds.
 */
async function build(folder, env) {
  await run(() => runCommand('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', projectFolder, folder], { limitMs }));
  // A junction needs no special right in Windows.
  await symlink(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const browser of ['chrome', 'firefox']) await run(() => runNpm(['exec', '--', 'wxt', 'zip', '--browser', browser], { env, folder, limitMs }));
  return hashes(path.join(folder, '.output'));
}

/** @param {() => Promise<number>} command */
async function run(command) {
  const code = await command();
  if (code !== 0) throw new Error(`A build ended with code ${code}. What it said stands above.`);
}

/** @param {string} folder */
async function hashes(folder) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    found.set(
      path.relative(folder, file).replaceAll('\\', '/'),
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
  }
  return found;
}

if (!existsSync(path.join(projectFolder, '.git'))) throw new Error('Only a clone of the repository can be built twice: here is none.');
if (!(await compareBuilds())) process.exitCode = 1;
