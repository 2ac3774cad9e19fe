import { twoSidedT } from '../../../core/student-t.ts';

/** How many times as fast, with its 95 % interval. */
export interface RatioInterval {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const meanOf = (samples: readonly number[]): number =>
  samples.reduce((sum, sample) => sum + sample, 0) / samples.length;

/** Variance of the mean of `samples` relative to the mean squared. */
function relativeVariance(samples: readonly number[], mean: number): number {
  const squares = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0);
  return squares / (samples.length - 1) / samples.length / mean ** 2;
}

/**
 * Ratio of the mean of `samples` to that of `reference`, tok/s each, with a 95 % interval by the delta
 * method on its logarithm and Welch and Satterthwaite's degrees of freedom, so that the two need not
 * vary alike. `undefined` with fewer than two samples a side: one repetition tells no spread.
 */
export function ratioInterval(
  samples: readonly number[],
  reference: readonly number[],
): RatioInterval | undefined {
  if (samples.length < 2 || reference.length < 2) return undefined;
  const [mean, base] = [meanOf(samples), meanOf(reference)];
  if (!(mean > 0 && base > 0)) return undefined;
  const ratio = mean / base;
  const [own, others] = [relativeVariance(samples, mean), relativeVariance(reference, base)];
  const variance = own + others;
  // Samples that are all equal: a coarse timer, or copies.
  if (variance === 0) return { ratio, low: ratio, high: ratio };
  const degrees =
    variance ** 2 / (own ** 2 / (samples.length - 1) + others ** 2 / (reference.length - 1));
  const half = twoSidedT(0.95, degrees) * Math.sqrt(variance);
  return { ratio, low: ratio * Math.exp(-half), high: ratio * Math.exp(half) };
}

/** What an interval of a ratio says: whether the rates differ beyond what repetitions vary by. */
export const verdictOf = ({ low, high }: RatioInterval): 'faster' | 'slower' | 'within-spread' =>
  low > 1 ? 'faster' : high < 1 ? 'slower' : 'within-spread';
