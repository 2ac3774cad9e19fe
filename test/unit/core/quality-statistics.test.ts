import { describe, expect, test } from 'vitest';
import {
  mcnemarExact,
  meanWithError,
  normalInterval,
  pairedBootstrap,
  wilsonInterval,
} from '../../../core/statistics.ts';

test('a mean has the standard error of a sample', () => {
  // By hand: squares about 5 sum to 32, / 7 = variance, / 8 under the root.
  const { value, se } = meanWithError([2, 4, 4, 4, 5, 5, 7, 9]);
  expect(value).toBe(5);
  expect(se).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  expect(() => meanWithError([1])).toThrow(RangeError);
  expect(normalInterval({ value: 2, se: 0.5 }).low).toBeCloseTo(1.02002, 5);
});

// scipy 1.17: stats.binomtest(successes, total).proportion_ci(method='wilson')
test.each([
  [162, 400, 0.35801795252393465, 0.45378938339958175],
  [0, 10, 0, 0.27753279986288926],
  [10, 10, 0.7224672001371109, 1],
  [1, 3, 0.06149194472039626, 0.7923403991979523],
])('the Wilson interval of %d of %d is scipy’s', (successes, total, low, high) => {
  const interval = wilsonInterval(successes, total);
  expect(interval.low).toBeCloseTo(low, 12);
  expect(interval.high).toBeCloseTo(high, 12);
});

// scipy 1.17: stats.binomtest(b, b + c, 0.5).pvalue
test.each([
  [10, 3, 0.09228515625],
  [25, 40, 0.08168153394154003],
  [900, 1100, 8.45708953550381e-6],
  [0, 6, 0.03125],
  [5, 5, 1],
  [0, 0, 1],
])('McNemar’s test of %d against %d is the binomial one', (first, second, p) => {
  expect(mcnemarExact(first, second) / p).toBeCloseTo(1, 9);
  expect(mcnemarExact(second, first)).toBe(mcnemarExact(first, second));
});

describe('the paired bootstrap', () => {
  const differences = [...Array<number>(30).fill(1), ...Array<number>(18).fill(-1)].concat(
    Array<number>(352).fill(0),
  );

  test('gives the same interval for the same seed', () => {
    expect(pairedBootstrap(differences, 3)).toEqual(pairedBootstrap(differences, 3));
  });

  test('agrees with NumPy’s on 400 pairs to a question', () => {
    // numpy 2, 20,000 resamples by default_rng(1): [-0.0025, 0.065].
    const { low, high } = pairedBootstrap(differences, 1);
    expect(Math.abs(low - -0.0025)).toBeLessThanOrEqual(1 / 400 + 1e-12);
    expect(Math.abs(high - 0.065)).toBeLessThanOrEqual(1 / 400 + 1e-12);
  });

  test('of pairs that never differ has no width', () => {
    expect(pairedBootstrap([0, 0, 0], 1)).toEqual({ low: 0, high: 0 });
  });
});
