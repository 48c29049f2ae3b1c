import { createHash, generateKeyPairSync } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from './project.mjs';

/**
 * @typedef {object} DemoExtension
 * @property {string} folder
 * @property {string} id Of the extension in Chromium's family.
 */

/** Where a production build lies. @param {import('./browsers.mjs').Family} family */
export function buildFolder(family) {
  return path.join(projectFolder, '.output', family === 'chromium' ? 'chrome-mv3' : 'firefox-mv3');
}

/**
 * Copies the production build and changes its manifest only. No switch of a browser answers the prompt for an optional
 * permission, so the copy requires the one host of the demo provider. The button is put where it can be seen.
 *
 * @param {import('./browsers.mjs').Family} family
 * @param {string} folder
 * @returns {Promise<DemoExtension>}
 */
export async function makeDemoExtension(family, folder) {
  await cp(buildFolder(family), folder, { recursive: true });
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.host_permissions = ['http://127.0.0.1/*'];
  if (family === 'firefox') manifest.action.default_area = 'navbar';
  const { key, id } = newIdentity();
  // With a key in the manifest the id is known before the browser starts, on every system.
  if (family === 'chromium') manifest.key = key;
  await writeFile(file, JSON.stringify(manifest));
  return { folder, id: family === 'chromium' ? id : manifest.browser_specific_settings.gecko.id };
}

/** A public key, and the id that Chromium makes of it: 16 bytes of its hash, each half byte a letter from a to p. */
function newIdentity() {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const hash = createHash('sha256').update(der).digest('hex').slice(0, 32);
  const id = [...hash].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
  return { key: der.toString('base64'), id };
}
