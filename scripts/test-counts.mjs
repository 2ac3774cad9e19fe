/**
 * The part of vitest's JSON report that is needed; `skipReason` is of skip-reasons.mjs.
 *
 * @typedef {{ status: string, meta?: { skipReason?: string } }} TestResult
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests?: number,
 *   success: boolean, testResults: { status: string, assertionResults: TestResult[] }[],
 * }} Report
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ name: string, counts: Counts, reasons: readonly string[] }} Part of all that is tested, with a reason for each test skipped
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

/**
 * Why tests were skipped, once for each.
 *
 * @param {Report | undefined} report
 */
export const reasonsOf = (report) =>
  (report?.testResults ?? [])
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'skipped' || status === 'pending' || status === 'todo')
    .map(({ meta }) => meta?.skipReason ?? 'no reason given');

/** @param {Counts} a @param {Counts} b @returns {Counts} */
const addCounts = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** @param {readonly Part[]} parts @returns {Counts} */
export const totalOf = (parts) =>
  parts.map(({ counts }) => counts).reduce(addCounts, { passed: 0, failed: 0, skipped: 0 });

/** A line for each part, and one for each reason that tests were skipped for. @param {readonly Part[]} parts */
export function countLines(parts) {
  const width = Math.max(...parts.map(({ name }) => name.length));
  const reasons = parts.flatMap(({ name, reasons }) => reasons.map((each) => `${name}: ${each}`));
  return [
    ...parts.map(({ name, counts }) => `${name.padEnd(width)}  ${summaryLine(counts)}`),
    ...[...new Set(reasons)].map(
      (reason) => `skipped ${reasons.filter((each) => each === reason).length} x  ${reason}`,
    ),
  ];
}

/** The last line of `npm test`. @param {Counts} counts */
export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
