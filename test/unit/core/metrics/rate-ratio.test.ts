import { expect, test } from 'vitest';
import { rateRatio } from '../../../../core/metrics/rate-ratio.ts';
import { SeededRandom } from '../../../../core/random.ts';

test('a ratio of two equal runs is 1, inside its interval', () => {
  const run = [100, 102, 98, 101, 99];
  const ratio = rateRatio(run, run);
  expect(ratio?.ratio).toBe(1);
  expect(ratio?.low).toBeLessThan(1);
  expect(ratio?.high).toBeGreaterThan(1);
});

test('the interval is that of Welch on relative deviations', () => {
  // Both relative variances 0.0004/5, 8 degrees of freedom: exp(2.306 * sqrt(2 * 0.00008)) = 1.0296.
  const a = [196, 198.4, 200, 201.6, 204].map((x) => x);
  const scale = 0.02 / (relative(a) || 1);
  const spread = a.map((x) => 200 + (x - 200) * scale);
  const ratio = rateRatio(
    spread,
    spread.map((x) => x / 2),
  );
  expect(ratio?.ratio).toBeCloseTo(2, 10);
  expect(ratio?.high).toBeCloseTo(2 * 1.0296, 3);
  expect(ratio?.low).toBeCloseTo(2 / 1.0296, 3);
});

const relative = (values: readonly number[]): number => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
};

test('intervals of runs of one rate hold 1 in about 95 % of cases', () => {
  const random = new SeededRandom(5);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const run = (n: number): readonly number[] =>
    Array.from({ length: n }, () => 100 * (1 + 0.03 * normal()));
  let holds = 0;
  const rounds = 2000;
  for (let round = 0; round < rounds; round++) {
    const { low, high } = rateRatio(run(5), run(3 + (round % 4))) ?? { low: NaN, high: NaN };
    if (low <= 1 && high >= 1) holds++;
  }
  expect(holds / rounds).toBeGreaterThan(0.93);
  expect(holds / rounds).toBeLessThan(0.98);
});

test('one sample gives no interval, no variation a point', () => {
  expect(rateRatio([1], [1, 2])).toBeNull();
  expect(rateRatio([2, 2], [1, 1])).toEqual({ ratio: 2, low: 2, high: 2 });
});
