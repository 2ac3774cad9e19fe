import { describe, expect, it } from 'vitest';
import {
  countLines,
  countsOf,
  reasonsOf,
  summaryLine,
  totalOf,
} from '../../../scripts/test-counts.mjs';

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

describe('reasonsOf', () => {
  it('gives one for each skipped test', () => {
    const assertionResults = [
      { status: 'passed', meta: {} },
      { status: 'skipped', meta: { skipReason: 'no GPU' } },
      { status: 'skipped', meta: {} },
    ];
    const skipping = { ...report(1, 0, 2), testResults: [{ status: 'passed', assertionResults }] };
    expect(reasonsOf(skipping)).toEqual(['no GPU', 'no reason given']);
    expect(reasonsOf(undefined)).toEqual([]);
  });
});

describe('the summary', () => {
  const unit = { name: 'unit', counts: { passed: 1, failed: 0, skipped: 0 }, reasons: [] };
  const browser = {
    name: 'browser',
    counts: { passed: 2, failed: 1, skipped: 3 },
    reasons: ['no GPU', 'no dot product', 'no GPU'],
  };

  it('has a line for each part and for each reason', () => {
    expect(countLines([unit, browser])).toEqual([
      'unit     1 passed, 0 failed',
      'browser  2 passed, 1 failed, 3 skipped',
      'skipped 2 x  browser: no GPU',
      'skipped 1 x  browser: no dot product',
    ]);
  });

  it('ends with the sum, and tells of skipped tests only where there are some', () => {
    expect(summaryLine(totalOf([unit, browser]))).toBe('3 passed, 1 failed, 3 skipped');
    expect(summaryLine(totalOf([unit]))).toBe('1 passed, 0 failed');
  });
});
