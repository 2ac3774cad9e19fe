import { dequantize } from '../dequantize.ts';
import { floatToHalf, halfToFloat } from '../half.ts';
import { packQuants } from '../quants.ts';
import type { BlockTensor, WeightTensor } from '../weights.ts';

const blockSize4 = 32;
const top = 15;

/** Shares of the block's range that a search starts from. */
const shares = [1, 0.92, 0.84] as const;
const rounds = 3;

/** Scale and zero point of a block: w = scale * (q - zeroPoint). */
export interface ZeroPointFit {
  scale: number;
  zeroPoint: number;
  /** Sum of squared differences, of the quants that the search had last. */
  error: number;
}

/**
 * The scale and the integer zero point with the least squared error that a search finds: from
 * clipped ranges and the three nearest zero points, weights are rounded, the scale refitted to the
 * quants by least squares, and rounded anew. Never worse than the range from the least to the
 * greatest weight, 0 included.
 *
 * @param start of the block of 32 within `weights`
 * @param fit takes the result
 */
export function searchZeroPoint(weights: Float32Array, start: number, fit: ZeroPointFit): void {
  const end = start + blockSize4;
  let lowest = 0;
  let highest = 0;
  let squares = 0;
  for (let i = start; i < end; i++) {
    const weight = weights[i] as number;
    if (weight < lowest) lowest = weight;
    if (weight > highest) highest = weight;
    squares += weight * weight;
  }
  fit.scale = 0;
  fit.zeroPoint = 8;
  fit.error = squares;
  const range = highest - lowest;
  if (!(range > 0)) return;
  const nearest = Math.round((-lowest / range) * top);
  for (let zeroPoint = nearest - 1; zeroPoint <= nearest + 1; zeroPoint++) {
    if (zeroPoint < 0 || zeroPoint > top) continue;
    for (const share of shares) {
      let scale = (share * range) / top;
      let before = Infinity;
      for (let round = 0; round < rounds; round++) {
        const inverse = 1 / scale;
        let q2 = 0;
        let qw = 0;
        for (let i = start; i < end; i++) {
          const weight = weights[i] as number;
          const over = ((weight * inverse + zeroPoint + 0.5) | 0) - top;
          const atMost = top + (over & (over >> 31));
          const quant = (atMost & ~(atMost >> 31)) - zeroPoint;
          q2 = (q2 + Math.imul(quant, quant)) | 0;
          qw += quant * weight;
        }
        if (!(qw > 0)) break;
        scale = qw / q2;
        const error = squares - scale * qw;
        if (!(error < before)) break;
        before = error;
        if (error < fit.error) {
          fit.scale = scale;
          fit.zeroPoint = zeroPoint;
          fit.error = error;
        }
      }
    }
  }
}

/** Whether a tensor is in 4-bit blocks of 32 with half-precision scales and integer zero points. */
export const isBlocks4 = (tensor: WeightTensor): tensor is BlockTensor =>
  tensor.encoding === 'blocks' &&
  tensor.bits === 4 &&
  tensor.blockSize === blockSize4 &&
  tensor.scales instanceof Uint16Array &&
  tensor.offset.kind !== 'float';

/**
 * 4-bit blocks of 32 columns with a half-precision scale and an integer zero point each, by search;
 * the quants are taken with the scale as rounded. A tensor that is there already keeps its weights.
 *
 * @param tensor [rows, columns], finite, columns a multiple of 32
 */
export function toBlocks4(tensor: WeightTensor): BlockTensor {
  if (isBlocks4(tensor)) return withZeroPoints(tensor);
  const [rows = 0, columns = 0] = tensor.shape;
  const weights = dequantize(tensor);
  const quants = new Uint8Array(weights.length);
  const scales = new Uint16Array(weights.length / blockSize4);
  const values = new Uint8Array(scales.length);
  const fit: ZeroPointFit = { scale: 0, zeroPoint: 0, error: 0 };
  for (let block = 0; block < scales.length; block++) {
    const start = block * blockSize4;
    searchZeroPoint(weights, start, fit);
    const half = floatToHalf(Math.min(fit.scale, 65504));
    const scale = halfToFloat(half);
    scales[block] = half;
    values[block] = fit.zeroPoint;
    for (let i = start; i < start + blockSize4; i++)
      quants[i] = zeroPointQuant(weights[i] as number, scale, fit.zeroPoint);
  }
  return {
    encoding: 'blocks',
    shape: [rows, columns],
    bits: 4,
    blockSize: blockSize4,
    quants: packQuants(quants, 4),
    scales,
    offset: { kind: 'integer', values },
  };
}

/** The quant of a weight under a scale as rounded. */
function zeroPointQuant(weight: number, scale: number, zeroPoint: number): number {
  const place = (scale === 0 ? 0 : weight / scale) + zeroPoint + 0.5;
  return place < 1 ? 0 : place >= top ? top : place | 0;
}

/** A zero point that is the same everywhere, as one per block. */
function withZeroPoints(tensor: BlockTensor): BlockTensor {
  const { offset, scales } = tensor;
  if (offset.kind !== 'constant') return tensor;
  const values = new Uint8Array(scales.length).fill(offset.zeroPoint);
  return { ...tensor, offset: { kind: 'integer', values } };
}
