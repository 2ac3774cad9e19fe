/**
 * Rounds parts to multiples of `step` so that the rounded parts add up to the rounded total: each is
 * rounded down, and the steps still missing go to the largest remainders (Hamilton's method).
 *
 * @param parts non-negative; their sum is the total
 */
export function roundToAddUp(parts: readonly number[], step: number): readonly number[] {
  const total = Math.round(parts.reduce((sum, part) => sum + part, 0) / step);
  const exact = parts.map((part) => part / step);
  const rounded = exact.map(Math.floor);
  let missing = total - rounded.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder);
  for (const { index } of byRemainder) {
    if (missing <= 0) break;
    rounded[index] = (rounded[index] as number) + 1;
    missing--;
  }
  return rounded.map((count) => count * step);
}
