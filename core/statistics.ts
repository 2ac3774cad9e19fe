import type { Estimate, Interval } from './quality.ts';
import { SeededRandom } from './random.ts';

/**
 * Quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan (1996),
 * the default of R and NumPy. The one rule for quantiles in the whole project.
 *
 * @param sorted values in ascending order, at least one
 * @param probability between 0 and 1
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) throw new RangeError('quantile of no values');
  if (!(probability >= 0 && probability <= 1)) throw new RangeError('probability outside 0..1');
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/** An array of numbers of any kind. */
export type Numbers = ArrayLike<number> & Iterable<number>;

/** Arithmetic mean of at least one value. */
export function mean(values: Numbers): number {
  if (values.length === 0) throw new RangeError('mean of no values');
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Mean and its standard error: the sample standard deviation (n-1) over the square root of n.
 *
 * @param values at least two
 */
export function meanWithError(values: Numbers): Estimate {
  const { length } = values;
  if (length < 2) throw new RangeError('standard error of fewer than two values');
  const value = mean(values);
  let squares = 0;
  for (const one of values) squares += (one - value) ** 2;
  return { value, se: Math.sqrt(squares / (length - 1) / length) };
}

/** Quantile of the standard normal distribution at 0.975: half the width of a 95 % interval. */
export const normal95 = 1.959963984540054;

/** The 95 % interval of an estimate whose error is normal: `value` ± 1.96 standard errors. */
export const normalInterval = ({ value, se }: Estimate): Interval => ({
  low: value - normal95 * se,
  high: value + normal95 * se,
});

/**
 * 95 % interval of a share (Wilson 1927): within 0 and 1 and honest at both ends, where the normal
 * one is not.
 *
 * @param total at least 1
 */
export function wilsonInterval(successes: number, total: number): Interval {
  if (!(total >= 1 && successes >= 0 && successes <= total))
    throw new RangeError('not a share of a count');
  const share = successes / total;
  const z2 = normal95 ** 2;
  const centre = share + z2 / (2 * total);
  const half = normal95 * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total));
  const scale = 1 + z2 / total;
  return {
    low: successes === 0 ? 0 : (centre - half) / scale,
    high: successes === total ? 1 : (centre + half) / scale,
  };
}

/** Resamples of a bootstrap: the bounds then move by about a tenth of a standard error at most. */
const resamples = 10_000;

/**
 * 95 % interval of a mean difference of pairs, by resampling the pairs (percentile bootstrap; Efron
 * 1979). The same seed gives the same interval.
 *
 * @param differences one per pair, at least one
 * @param seed unsigned 32-bit
 */
export function pairedBootstrap(differences: ArrayLike<number>, seed: number): Interval {
  const { length } = differences;
  if (length === 0) throw new RangeError('bootstrap of no pairs');
  const random = new SeededRandom(seed);
  const means = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample++) {
    let sum = 0;
    for (let i = 0; i < length; i++)
      sum += differences[Math.floor(random.next() * length)] as number;
    means[sample] = sum / length;
  }
  means.sort();
  return { low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/**
 * McNemar's exact test, two-sided: how probable pairs that disagree are to split at least as
 * unevenly as `onlyFirst` to `onlySecond`, were both equally good. 1 where none disagrees.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const total = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  let lnCombinations = 0;
  let tail = 0;
  for (let k = 0; k <= fewer; k++) {
    if (k > 0) lnCombinations += Math.log((total - k + 1) / k);
    tail += Math.exp(lnCombinations - total * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}

/**
 * Sample standard deviation, with n-1.
 *
 * @param values at least two
 */
export function sampleDeviation(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError('deviation of fewer than two values');
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** @param values in any order, at least one */
export const median = (values: readonly number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
