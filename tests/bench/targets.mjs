const mebibyte = 1024 * 1024;
const kibibyte = 1024;

/**
 * A line of a table: one figure of one phase.
 *
 * @typedef {object} Line
 * @property {string} title
 * @property {string} phase
 * @property {string} figure
 * @property {string} unit
 * @property {number} [divisor] what the figure is divided by before it is shown in its unit.
 * @property {Record<number | 'any', Target>} [targets] by number of accounts.
 */

/** @typedef {{ratio: number} | {most: number} | {each: number}} Target times the floor, at most, or so many an account. */

/** @type {Line[]} */
export const lines = [
  line('popup cold: first figure', 'popup cold', 'figure', 'ms', { 1: { ratio: 1.3 }, 50: { ratio: 1.3 }, 500: { ratio: 1.3 } }),
  line('popup cold: right total', 'popup cold', 'total', 'ms', { 1: { ratio: 1.3 }, 50: { ratio: 1.3 }, 500: { ratio: 1.3 } }),
  line('popup cold: CPU of the process', 'popup cold', 'processor', 'ms', { 50: { ratio: 1.6 }, 500: { ratio: 2 } }),
  line('popup cold: long tasks', 'popup cold', 'longTasks', '', { any: { most: 0 } }),
  line('popup: DOM nodes', 'popup cold', 'nodes', '', { any: { most: 800 } }),
  line('popup: JS heap', 'popup cold', 'heap', 'MiB', { 1: { most: 2.5 }, 50: { most: 2.5 }, 500: { most: 4 } }, mebibyte),
  line('popup warm: first figure', 'popup warm', 'figure', 'ms', {}),
  line('popup warm: right total', 'popup warm', 'total', 'ms', {}),
  line('popup warm: CPU of the process', 'popup warm', 'processor', 'ms', {}),
  line('worker: cold start to answer', 'worker', 'cold', 'ms', { 1: { ratio: 2 }, 50: { ratio: 2 }, 500: { ratio: 2 } }),
  line('worker: warm answer', 'worker', 'warm', 'ms', { 1: { ratio: 1.5 }, 50: { ratio: 1.5 }, 500: { ratio: 1.5 } }),
  line('worker: JS heap', 'worker', 'heap', 'MiB', { 1: { most: 1.2 }, 50: { most: 1.2 } }, mebibyte),
  line('refresh: wall time', 'refresh', 'wall', 'ms', { 50: { ratio: 1.15 }, 500: { ratio: 1.4 } }),
  line('refresh: CPU of the process', 'refresh', 'processor', 'ms', {}),
  line('refresh: requests', 'refresh', 'requests', '', { any: { each: 1 } }),
  line('refresh: requests at a time', 'refresh', 'together', '', { any: { most: 16 } }),
  line('refresh: storage.local writes', 'counts', 'writes', '', { 1: { most: 1 }, 50: { most: 1 }, 500: { most: 1 } }),
  line('refresh: bytes written', 'counts', 'writtenBytes', 'KiB', {}, kibibyte),
  line('refresh: storage.local reads', 'counts', 'reads', '', {}),
  line('refresh: storage.session writes', 'counts', 'sessionWrites', '', {}),
  line('refresh: messages to an open page', 'counts', 'messages', '', { any: { most: 0 } }),
  line('refresh: changes told to an open page', 'counts', 'localChanges', '', { 1: { most: 1 }, 50: { most: 1 }, 500: { most: 1 } }),
  line('refresh: badge updates', 'counts', 'badgeTexts', '', { 1: { most: 1 }, 50: { most: 1 }, 500: { most: 1 } }),
  line('refresh: alarms set', 'counts', 'alarms', '', { 1: { most: 1 }, 50: { most: 1 }, 500: { most: 1 } }),
  line('stored in all', 'counts', 'stored', 'KiB', {}, kibibyte),
  line('vault: the key derived from a passphrase', 'vault', 'derived', 'ms', {}),
  line('vault: unlocked with that key', 'vault', 'unlocked', 'ms', { 1000: { most: 300 } }),
  line('vault: unlocked, every figure was encrypted', 'vault', 'revealed', 'ms', {}),
  line('history: a year on the disk', 'history', 'size', 'MB', { 1000: { most: 50 } }, 1e6),
  line('history: points of an account', 'history', 'points', '', {}),
  line('history: kept after a refresh of all', 'history', 'kept', 'ms', {}),
  line('history: a year read', 'history', 'read', 'ms', {}),
  line('history: points of a year’s chart', 'history', 'drawn', '', {}),
  line('history: page opened, with a chart', 'history', 'open', 'ms', {}),
  line('history: a year’s chart', 'history', 'chart', 'ms', { any: { most: 200 } }),
];

/** What a build may weigh: bundle, figure, name, and at most so many KiB. */
export const sizeTargets = [
  { part: 'background', figure: 'bytes', title: 'background, minified' },
  { part: 'background', figure: 'gzip', title: 'background, gzip', most: 96 },
  { part: 'popup', figure: 'bytes', title: 'popup, minified' },
  { part: 'popup', figure: 'gzip', title: 'popup, gzip', most: 85 },
  { part: 'options', figure: 'bytes', title: 'options, minified' },
  { part: 'options', figure: 'gzip', title: 'options, gzip' },
  { part: 'package', title: 'package, zipped', most: 400 },
];

function line(title, phase, figure, unit, targets, divisor = 1) {
  return { title, phase, figure, unit, targets, divisor };
}
