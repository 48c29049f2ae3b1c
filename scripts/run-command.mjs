import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectFolder } from './project.mjs';

/**
 * @typedef {object} CommandOptions
 * @property {Record<string, string | undefined>} [env] Added to this process's own.
 * @property {string} [folder] Where to run it; the project's, unless told otherwise.
 * @property {number} [limitMs] Ends the command after this time, so that a test that hangs cannot hold up a whole run.
 */

/**
 * Runs a command. Its output is shown as it comes; it gets no standard input, so that nothing can wait for an answer nobody
 * will give.
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {CommandOptions} [options]
 * @returns {Promise<number>} The exit code; 127 where there is no such command, 1 where a signal ended it.
 */
export function runCommand(command, parameters, { env, folder = projectFolder, limitMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      ...(limitMs === undefined ? {} : { timeout: limitMs }),
      // Windows starts `npm.cmd` through its shell only. What is passed here comes from this folder, never from a person.
      shell: process.platform === 'win32' && !path.isAbsolute(command),
    });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs npm. It puts the project's own programs first on the path, among them a current Node: whatever it runs then does
 * not depend on the version that the machine has.
 *
 * @param {readonly string[]} parameters
 * @param {CommandOptions} [options]
 */
export function runNpm(parameters, options) {
  const npm = process.env['npm_execpath'];
  // The npm that started this script, where one did: it may be another than the first on the path.
  if (npm?.endsWith('npm-cli.js')) return runCommand(process.execPath, [npm, ...parameters], options);
  return runCommand('npm', parameters, options);
}
