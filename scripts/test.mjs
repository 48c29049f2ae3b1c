import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';
import { ensureBrowsers, ensureDatabase, ensureStage, howToInstall } from './install-browsers.mjs';
import { artifactsFolder } from './project.mjs';
import { runNpm } from './run-command.mjs';
import { countResults, summaryLine } from './test-results.mjs';

/** @typedef {import('./browsers.mjs').Family} Family */
/** @typedef {import('./test-results.mjs').Counts} Counts */

const minute = 60_000;

/** @type {Record<string, () => Promise<Counts>>} */
const steps = {
  lint: () => check(['run', 'check:lint']),
  types: () => check(['run', 'check:types']),
  unused: () => check(['run', 'check:unused']),
  'build-chrome': () => check(['exec', '--', 'wxt', 'build']),
  'build-firefox': () => check(['exec', '--', 'wxt', 'build', '--browser', 'firefox']),
  unit: () => runProject('unit', {}),
  chromium: () => runBrowserProject('chromium'),
  firefox: () => runBrowserProject('firefox'),
  size: () => check(['run', 'size']),
  reproducible: () => check(['run', 'reproducible']),
};

/** Runs every step, whatever became of the one before, so that one run tells everything. */
async function test() {
  const names = chosenSteps();
  await installPackages();
  // What is missing is told by the tests that need it.
  if (names.includes('unit') || names.includes('chromium')) await ensureDatabase();
  /** @type {Counts} */
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const lines = [];
  for (const name of names) {
    console.log(`\n── ${name} ──`);
    const counts = await /** @type {() => Promise<Counts>} */ (steps[name])().catch((error) => {
      console.error(error);
      return failure();
    });
    for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += counts[key];
    lines.push(`${counts.failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(14)} ${summaryLine(counts)}`);
  }
  console.log(`\n${lines.join('\n')}\n`);
  return total;
}

/** All steps, or those named by `--only`, as in `npm test -- --only lint,unit`. */
function chosenSteps() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const names = values.only?.split(',') ?? Object.keys(steps);
  const unknown = names.find((name) => !Object.hasOwn(steps, name));
  if (unknown !== undefined) throw new Error(`There is no step "${unknown}". The steps are ${Object.keys(steps).join(', ')}.`);
  return names;
}

/** @param {readonly string[]} parameters Of npm. @returns {Promise<Counts>} */
async function check(parameters) {
  const code = await runNpm(parameters, { limitMs: 5 * minute });
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : failure();
}

/** @param {Family} family @returns {Promise<Counts>} */
async function runBrowserProject(family) {
  const [browser] = await ensureBrowsers([family]);
  if (!browser) {
    console.error(`The ${family} tests FAILED: there is no browser to run them in. ${howToInstall([family])}`);
    return failure();
  }
  const missing = await ensureStage();
  if (missing.length > 0) console.error(`Missing, and needed where a test has to see a display: ${missing.join(', ')}.`);
  return runProject(family, { [family === 'chromium' ? 'CHROMIUM_PATH' : 'FIREFOX_PATH']: browser.path });
}

/**
 * @param {string} project Of vitest.config.ts.
 * @param {Record<string, string>} env
 * @returns {Promise<Counts>}
 */
async function runProject(project, env) {
  const report = path.join(artifactsFolder, `test-${project}.json`);
  await mkdir(artifactsFolder, { recursive: true });
  // The report of an earlier run must not speak for one that never began.
  await rm(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runNpm(['exec', '--', 'vitest', 'run', '--project', project, ...reporters], { env, limitMs: 20 * minute });
  const { remark, ...counts } = await countResults(report, code);
  if (remark) console.error(`The ${project} tests FAILED: the run ${remark}.`);
  return counts;
}

/** @returns {Counts} */
function failure() {
  return { passed: 0, failed: 1, skipped: 0 };
}

const total = await test().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  return failure();
});
console.log(summaryLine(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
