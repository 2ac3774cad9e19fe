import { expect, test } from 'vitest';
import { twoSidedT } from '../../../core/student-t.ts';

// scipy.stats.t.ppf(1 - (1 - confidence) / 2, degrees), SciPy 1.17.1
test.each([
  [0.95, 1, 12.706204736174694],
  [0.95, 4, 2.7764451051977934],
  [0.95, 7.3, 2.345066736547703],
  [0.95, 2.5, 3.5746548420036817],
  [0.99, 8, 3.355387331333395],
  [0.95, 1000, 1.9623390808264083],
])('agrees with SciPy at %d and %d degrees', (confidence, degrees, expected) => {
  expect(twoSidedT(confidence, degrees)).toBeCloseTo(expected, 9);
});

test('refuses what has no quantile', () => {
  expect(() => twoSidedT(1, 4)).toThrow(RangeError);
  expect(() => twoSidedT(0.95, 0)).toThrow(RangeError);
});
