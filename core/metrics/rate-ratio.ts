import { mean, sampleDeviation } from '../statistics.ts';

/** How many times as fast one run was as another, with a 95 % interval. */
export interface RateRatio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantiles of Student's t distribution for 1 to 30 degrees of freedom. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];
const normalQuantile = 1.96;

/** Linear in the reciprocal of the degrees of freedom between the entries. */
function studentQuantile(degrees: number): number {
  const last = quantiles.length;
  const below = Math.min(Math.max(1, Math.floor(degrees)), last);
  const at = quantiles[below - 1] as number;
  if (below === last) return normalQuantile + ((at - normalQuantile) * last) / degrees;
  const next = quantiles[below] as number;
  const share = (1 / below - 1 / Math.max(1, degrees)) / (1 / below - 1 / (below + 1));
  return at + (next - at) * share;
}

/**
 * Ratio of the mean rates of two runs, no unit, with a 95 % interval: the logarithm's variance by the
 * delta method, Student's t with Welch's degrees of freedom. `null` unless both have two samples.
 *
 * It knows only what varied within the runs. Two runs of the same thing also differ by what changed
 * between them (temperature, memory layout, other work), so an interval that just misses 1 is no
 * proof of a difference.
 *
 * @param a tokens per second of each repetition
 */
export function rateRatio(a: readonly number[], b: readonly number[]): RateRatio | null {
  if (a.length < 2 || b.length < 2) return null;
  const variance = (samples: readonly number[]): number =>
    (sampleDeviation(samples) / mean(samples)) ** 2 / samples.length;
  const [va, vb] = [variance(a), variance(b)];
  const ratio = mean(a) / mean(b);
  const sum = va + vb;
  if (sum === 0) return { ratio, low: ratio, high: ratio };
  const degrees = sum ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  const reach = Math.exp(studentQuantile(degrees) * Math.sqrt(sum));
  return { ratio, low: ratio / reach, high: ratio * reach };
}
