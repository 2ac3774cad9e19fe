import { mean, sampleDeviation } from '../statistics.ts';
import { twoSidedT } from '../student-t.ts';

/** How many times as fast one run was as another, with a 95 % interval. */
export interface RateRatio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
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
  const reach = Math.exp(twoSidedT(0.95, degrees) * Math.sqrt(sum));
  return { ratio, low: ratio / reach, high: ratio * reach };
}
