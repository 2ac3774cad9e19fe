/** 97.5 % quantiles of Student's t distribution for 1 to 30 degrees of freedom. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];
const normalQuantile = 1.96;

/**
 * Half the width of a 95 % interval in standard errors, where the deviation was estimated with so many
 * degrees of freedom. Linear in their reciprocal between the entries.
 *
 * @param degrees at least 1; need not be whole (Welch's)
 */
export function studentQuantile(degrees: number): number {
  const last = quantiles.length;
  const below = Math.min(Math.max(1, Math.floor(degrees)), last);
  const at = quantiles[below - 1] as number;
  if (below === last) return normalQuantile + ((at - normalQuantile) * last) / degrees;
  const next = quantiles[below] as number;
  const share = (1 / below - 1 / Math.max(1, degrees)) / (1 / below - 1 / (below + 1));
  return at + (next - at) * share;
}
