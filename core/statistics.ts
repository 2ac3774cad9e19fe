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
