import { readFile } from 'node:fs/promises';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * Counts what Vitest's JSON report says. A file that could not even be loaded has no tests in it and still failed; a run
 * without any test is a failure too, or a folder that was renamed would take its tests away without a word.
 *
 * @param {string} file
 * @param {number} exitCode
 * @returns {Promise<Counts & { remark?: string }>}
 */
export async function countResults(file, exitCode) {
  const report = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
  if (!report) return { passed: 0, failed: 1, skipped: 0, remark: `left no report and ended with code ${exitCode}` };
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = report.testResults;
  const states = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const passed = states.filter((state) => state === 'passed').length;
  const failedTests = states.filter((state) => state === 'failed').length;
  const failedFiles = files.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed')).length;
  const counts = { passed, failed: failedTests + failedFiles, skipped: states.length - passed - failedTests };
  if (states.length + failedFiles === 0) return { ...counts, failed: 1, remark: 'ran no test at all' };
  // An error outside of every test, such as a promise that nobody waited for.
  if (exitCode !== 0 && counts.failed === 0) return { ...counts, failed: 1, remark: `ended with code ${exitCode} although no test failed` };
  return counts;
}

/** The line that other programs read. @param {Counts} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
