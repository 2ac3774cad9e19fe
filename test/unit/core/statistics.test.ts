import { expect, test } from 'vitest';
import { mean, median, quantile, sampleDeviation } from '../../../core/statistics.ts';

test('mean, median and sample deviation agree with R', () => {
  // R: x <- c(2, 4, 4, 4, 5, 5, 7, 9); mean(x); median(x); sd(x)
  const values = [9, 4, 2, 5, 4, 7, 4, 5];
  expect(mean(values)).toBe(5);
  expect(median(values)).toBe(4.5);
  expect(sampleDeviation(values)).toBeCloseTo(2.13809, 5);
  expect(median([3])).toBe(3);
});

test('quantiles are type 7, as R gives them by default', () => {
  // R: quantile(c(1, 2, 4, 8), c(.1, .5, .9))
  expect([0.1, 0.5, 0.9].map((p) => quantile([1, 2, 4, 8], p))).toEqual([
    expect.closeTo(1.3),
    3,
    expect.closeTo(6.8),
  ]);
});

test('too few values are refused', () => {
  expect(() => mean([])).toThrow(RangeError);
  expect(() => sampleDeviation([1])).toThrow(RangeError);
  expect(() => median([])).toThrow(RangeError);
});
