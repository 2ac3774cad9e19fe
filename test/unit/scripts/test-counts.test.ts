import { describe, expect, it } from 'vitest';
import { addCounts, countsOf, summaryLine } from '../../../scripts/test-counts.mjs';

const report = (passed: number, failed: number, skipped = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  success: failed === 0,
  testResults: [
    {
      status: failed > 0 ? 'failed' : 'passed',
      assertionResults: [{ status: failed > 0 ? 'failed' : 'passed' }],
    },
  ],
});

describe('countsOf', () => {
  it('counts tests', () => {
    expect(countsOf(report(3, 0, 2), true)).toEqual({ passed: 3, failed: 0, skipped: 2 });
    expect(countsOf(report(3, 2), false)).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });

  it('counts a file that broke before its tests', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const { testResults, ...rest } = report(3, 0);
    const counts = countsOf({ ...rest, testResults: [...testResults, broken] }, false);
    expect(counts).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  it('counts a run that ended badly without a failed test, or without a report', () => {
    expect(countsOf(report(3, 0), false).failed).toBe(1);
    expect(countsOf(undefined, true).failed).toBe(1);
  });
});

describe('summaryLine', () => {
  it('tells of skipped tests only where there are some', () => {
    const sum = addCounts(
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 0 },
    );
    expect(summaryLine(sum)).toBe('3 passed, 1 failed');
    expect(summaryLine({ ...sum, skipped: 4 })).toBe('3 passed, 1 failed, 4 skipped');
  });
});
