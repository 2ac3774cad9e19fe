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

/** @param values at least one */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean of no values');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
