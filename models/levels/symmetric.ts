/** Largest absolute value in [start, end). */
export function largestMagnitude(weights: Float32Array, start: number, end: number): number {
  let largest = 0;
  for (let i = start; i < end; i++) {
    const magnitude = Math.abs(weights[i] as number);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** Writes round(weight / scale) + 128 for [start, end), from 1 to 255: the range is symmetric. */
export function quantizeRun(
  weights: Float32Array,
  quants: Uint8Array,
  start: number,
  end: number,
  scale: number,
): void {
  const inverse = scale === 0 ? 0 : 1 / scale;
  for (let i = start; i < end; i++) {
    const quant = Math.round((weights[i] as number) * inverse);
    quants[i] = Math.max(-127, Math.min(127, quant)) + 128;
  }
}
