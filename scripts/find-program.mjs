import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Where programs may lie that a short PATH, as of a service, leaves out. */
const usualFolders = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/snap/bin'];

/**
 * The full path of a program that can be run, or `undefined`.
 *
 * @param {string} name
 * @param {Record<string, string | undefined>} [env]
 */
export function findProgram(name, env = process.env) {
  const folders = [...(env['PATH'] ?? '').split(path.delimiter), ...usualFolders].filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
