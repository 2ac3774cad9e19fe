/**
 * The part of vitest's JSON report that is needed.
 *
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests?: number,
 *   success: boolean, testResults: { status: string, assertionResults: { status: string }[] }[],
 * }} Report
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * Counts of one vitest run. A file that broke before its tests ran, a run that broke without a
 * report, and one that ended badly though no test failed, each count as one failure.
 *
 * @param {Report | undefined} report undefined: there is none
 * @param {boolean} endedWell by its exit status
 * @returns {Counts}
 */
export function countsOf(report, endedWell) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !(endedWell && report.success) ? 1 : failed,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export const addCounts = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** The last line of `npm test`. @param {Counts} counts */
export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
