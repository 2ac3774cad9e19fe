/** Scale and offset of a block: w = scale * q - offset, both at least 0. */
export interface AffineFit {
  scale: number;
  offset: number;
  /** Sum of squared differences, of the quants that the search had last, or less when rounded anew. */
  error: number;
}

/**
 * Where a search starts: the share of the block's range that the quants cover, and whether about the
 * range's middle or the block's mean.
 */
type Start = readonly [share: number, about: 'middle' | 'mean'];

/** Four values gain much by clipping what lies far out: on the embedded model a tenth of the error. */
const startsOfFour: readonly Start[] = [
  [1, 'middle'],
  [0.8, 'mean'],
  [0.8, 'middle'],
  [0.65, 'mean'],
];
/** Eight and more gain by refitting, hardly by another start. */
const startsOfMore: readonly Start[] = [
  [1, 'middle'],
  [0.85, 'mean'],
];
/** Refits from one start; it ends before where nothing is won. */
const rounds = 3;

/**
 * A whole number brought between 0 and `top`. Without branches: which way they go is chance here, and
 * processors guess half of them wrong.
 */
function clamp(value: number, top: number): number {
  const over = value - top;
  const atMost = top + (over & (over >> 31));
  return atMost & ~(atMost >> 31);
}

/**
 * The scale and the offset with the least squared error that a search finds: from several clipped
 * ranges, weights are rounded, scale and offset refitted to the quants by least squares (the idea of
 * K-quants, llama.cpp pull request 1684), and rounded anew. Never worse than the range from the least
 * (or 0, because offsets aren't negative) to the greatest weight.
 *
 * @param start of the block within `weights`
 * @param size columns of the block
 * @param top greatest quant, 2 ** bits - 1
 * @param fit takes the result
 */
export function searchAffine(
  weights: Float32Array,
  start: number,
  size: number,
  top: number,
  fit: AffineFit,
): void {
  const end = start + size;
  let lowest = 0;
  let highest = -Infinity;
  let sum = 0;
  let squares = 0;
  for (let i = start; i < end; i++) {
    const weight = weights[i] as number;
    if (weight < lowest) lowest = weight;
    if (weight > highest) highest = weight;
    sum += weight;
    squares += weight * weight;
  }
  fit.scale = 0;
  fit.offset = Math.max(0, -sum / size);
  fit.error = squares - size * fit.offset * fit.offset;
  const range = highest - lowest;
  if (!(range > 0)) return;
  for (const [share, about] of top === 3 ? startsOfFour : startsOfMore) {
    let scale = (share * range) / top;
    const centre = about === 'mean' ? sum / size : (lowest + highest) / 2;
    let offset = Math.max(0, (share * range) / 2 - centre);
    let before = Infinity;
    for (let round = 0; round < rounds; round++) {
      const inverse = 1 / scale;
      let q1 = 0;
      let q2 = 0;
      let qw = 0;
      for (let i = start; i < end; i++) {
        const weight = weights[i] as number;
        const quant = clamp(((weight + offset) * inverse + 0.5) | 0, top);
        q1 = (q1 + quant) | 0;
        q2 = (q2 + Math.imul(quant, quant)) | 0;
        qw += quant * weight;
      }
      const spread = size * q2 - q1 * q1;
      if (q2 === 0) break;
      scale = (size * qw - q1 * sum) / spread;
      offset = (scale * q1 - sum) / size;
      // Quants that are all the same leave the offset open.
      if (spread === 0 || offset < 0) {
        offset = 0;
        scale = qw / q2;
      }
      if (!(scale > 0)) break;
      const error = squares - scale * qw + offset * sum;
      if (!(error < before)) break;
      before = error;
      if (error < fit.error) {
        fit.scale = scale;
        fit.offset = offset;
        fit.error = error;
      }
    }
  }
}
