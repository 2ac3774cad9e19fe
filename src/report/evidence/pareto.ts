/**
 * Which points nothing beats: no other is at least as good on both axes and better on one. Points that
 * are equal on both don't beat each other. By the estimates, not their intervals.
 *
 * @returns one flag per point, in their order
 */
export function paretoFront(
  points: readonly { readonly x: number; readonly y: number }[],
  better: { readonly x: 'low' | 'high'; readonly y: 'low' | 'high' },
): readonly boolean[] {
  const costs = points.map(({ x, y }) => ({
    x: better.x === 'low' ? x : -x,
    y: better.y === 'low' ? y : -y,
  }));
  return costs.map(
    (own) =>
      !costs.some(
        (other) => other.x <= own.x && other.y <= own.y && (other.x < own.x || other.y < own.y),
      ),
  );
}
