import { pairedDifference } from '../../../core/metrics/multiple-choice.ts';
import type {
  Choices,
  Estimate,
  Interval,
  PairedDifference,
  TextQuality,
} from '../../../core/quality.ts';
import {
  mean,
  normal95,
  normalInterval,
  sampleDeviation,
  wilsonInterval,
} from '../../../core/statistics.ts';
import { twoSidedT } from '../../../core/student-t.ts';

/** A figure with one standard error, its 95 % interval, and how many values it was made from. */
export interface Bounded extends Estimate {
  readonly interval: Interval;
  readonly n: number;
}

/** A mean of repetitions with their sample standard deviation. */
export interface Spread {
  readonly mean: number;
  /** `null` for one repetition. */
  readonly sd: number | null;
  readonly n: number;
  /** Of the mean, 95 %, by Student's t; `null` for one repetition. */
  readonly interval: Interval | null;
  readonly samples: readonly number[];
}

/** How much more than the reference, as a share of its own, with the 95 % interval. */
export interface Change {
  readonly value: number;
  readonly interval: Interval;
}

export function spreadOf(samples: readonly number[]): Spread | null {
  if (samples.length === 0) return null;
  const center = mean(samples);
  const n = samples.length;
  if (n < 2) return { mean: center, sd: null, n, interval: null, samples };
  const sd = sampleDeviation(samples);
  const reach = (twoSidedT(0.95, n - 1) * sd) / Math.sqrt(n);
  const interval = { low: Math.max(0, center - reach), high: center + reach };
  return { mean: center, sd, n, interval, samples };
}

/** The error of a perplexity is that of its logarithm, so its interval is symmetrical there. */
export const perplexityBounds = ({ value, se }: Estimate, n: number): Bounded => {
  const reach = Math.exp((normal95 * se) / value);
  return { value, se, n, interval: { low: value / reach, high: value * reach } };
};

/**
 * Wilson's interval for the share, as for any count: where every position agrees the standard error is
 * 0, but what was not seen is not impossible.
 */
export const shareBounds = ({ value, se }: Estimate, n: number): Bounded => ({
  value,
  se,
  n,
  interval: wilsonInterval(Math.round(value * n), n),
});

/** A divergence is not below 0; its estimate's error can reach there. */
export const positive = ({ low, high }: Interval): Interval => ({ low: Math.max(0, low), high });

/**
 * Bits per byte over the reference's, less 1, with its 95 % interval.
 *
 * @param paired `lnPerplexityRatio` against the same reference: the differences of each token, whose error is
 *   far smaller; without it both errors are taken as independent
 */
export function moreBits(
  { bitsPerByte: own }: TextQuality,
  { bitsPerByte: other, perplexity }: TextQuality,
  paired: Estimate | null,
): Change | null {
  if (!own || !other) return null;
  if (paired && perplexity) {
    const bits = Math.log(perplexity.value);
    const [value, se] = [paired.value / bits, paired.se / bits];
    return { value, interval: normalInterval({ value, se }) };
  }
  const ratio = own.value / other.value;
  const reach = Math.exp(normal95 * Math.hypot(own.se / own.value, other.se / other.value));
  return { value: ratio - 1, interval: { low: ratio / reach - 1, high: ratio * reach - 1 } };
}

/** A bootstrap takes a while, and rows are made anew whenever anything is measured. */
const differences = new WeakMap<Choices, WeakMap<Choices, PairedDifference>>();

export function differenceOf(own: Choices, reference: Choices): PairedDifference {
  const known = differences.get(own) ?? new WeakMap<Choices, PairedDifference>();
  differences.set(own, known);
  const difference =
    known.get(reference) ?? pairedDifference(own.correct.accNorm, reference.correct.accNorm);
  known.set(reference, difference);
  return difference;
}
