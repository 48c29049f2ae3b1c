import fs from 'node:fs';
import os from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** Where the kernel tells how long each thread ran; elsewhere those figures are left out. */
const isLinux = process.platform === 'linux';

/**
 * A process and all that it started, at this moment.
 *
 * @param {number} root process id.
 * @returns {{id: number, command: string}[]}
 */
export function processesOf(root) {
  if (!isLinux) return [];
  const parents = new Map();
  for (const name of fs.readdirSync('/proc')) {
    const status = /^\d+$/.test(name) ? readOrNothing(`/proc/${name}/stat`) : '';
    // The command's name stands in parentheses and may itself hold one.
    if (status) parents.set(Number(name), Number(status.slice(status.lastIndexOf(')')).split(' ')[2]));
  }
  const descends = (id) => id === root || (parents.has(id) && descends(parents.get(id)));
  return [...parents.keys()].filter(descends).map((id) => ({ id, command: readOrNothing(`/proc/${id}/cmdline`) }));
}

/**
 * Milliseconds of processor time that a process has used, all living threads together.
 *
 * @param {number} id
 */
export function processorTime(id) {
  const threads = isLinux && fs.existsSync(`/proc/${id}/task`) ? fs.readdirSync(`/proc/${id}/task`) : [];
  const nanoseconds = threads.map((thread) => Number(readOrNothing(`/proc/${id}/task/${thread}/schedstat`).split(' ')[0]));
  return nanoseconds.reduce((sum, spent) => sum + spent, 0) / 1e6;
}

/**
 * How many processors are kept busy by programs that are not ours.
 *
 * @param {number[]} ours process ids with everything they started.
 */
export function watchOthers(ours) {
  const begun = { at: performance.now(), machine: machineTime(), own: ownTime(ours) };
  return () => {
    const own = ownTime(ours) - begun.own;
    return Math.max(0, machineTime() - begun.machine - Math.max(0, own)) / (performance.now() - begun.at);
  };
}

/**
 * Waits until other programs leave the machine alone, but not for ever.
 *
 * @param {number[]} ours
 */
export async function quietMachine(ours) {
  for (let attempt = 0; attempt < 15; attempt += 1) {
    const others = watchOthers(ours);
    await wait(200);
    if (others() < 0.2) return;
  }
}

function machineTime() {
  return os.cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

function ownTime(roots) {
  return roots.flatMap(processesOf).reduce((sum, { id }) => sum + processorTime(id), 0);
}

function readOrNothing(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    // Processes and threads end while they are looked at.
    return '';
  }
}
