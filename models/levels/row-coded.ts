import { dequantize } from '../dequantize.ts';
import { floatToHalf, halfToFloat } from '../half.ts';
import { packQuants } from '../quants.ts';
import { codedBlockSize, type RowCodedTensor, type WeightTensor } from '../weights.ts';
import { searchAffine, type AffineFit } from './affine-search.ts';

const largestHalf = 0x7bff;
const topCode = 255;

/**
 * The factor by which codes up to 255 reach `largest`: the next half-precision number at or above
 * `largest / 255`.
 *
 * @returns bits of a half-precision number; the largest there is where that is too small
 */
export function rowFactor(largest: number): number {
  const exact = largest / topCode;
  const half = floatToHalf(exact);
  if (half >= largestHalf) return largestHalf;
  return halfToFloat(half) < exact ? half + 1 : half;
}

/** A block's codes, and what they stand for. */
export interface CodedFit extends AffineFit {
  scaleCode: number;
  offsetCode: number;
}

const newCodedFit = (): CodedFit => ({
  scale: 0,
  offset: 0,
  error: 0,
  scaleCode: 0,
  offsetCode: 0,
});

/**
 * The codes near `fit` with the least squared error, `fit` becoming what they stand for: codes of
 * the scale next to its own are tried, the offset refitted to each.
 *
 * @param start of the block of 32 within `weights`
 * @param top greatest quant, 2 ** bits - 1
 * @param scaleFactor of the row, at least 0, as are its codes
 * @param fit the scale and the offset to code; takes the result
 */
function codeBlock(
  weights: Float32Array,
  start: number,
  top: number,
  scaleFactor: number,
  offsetFactor: number,
  fit: CodedFit,
): void {
  const { scale: wantedScale, offset: wantedOffset } = fit;
  const nearest = codeOf(wantedScale, scaleFactor);
  fit.error = Infinity;
  for (let code = Math.max(0, nearest - 1); code <= nearest + 1 && code <= topCode; code++) {
    const scale = scaleFactor * code;
    const sum = quantSum(weights, start, top, scale, wantedOffset);
    const offsetCode = codeOf(sum / codedBlockSize, offsetFactor);
    const offset = offsetFactor * offsetCode;
    const error = squaredError(weights, start, top, scale, offset);
    if (error >= fit.error) continue;
    fit.error = error;
    fit.scale = scale;
    fit.offset = offset;
    fit.scaleCode = code;
    fit.offsetCode = offsetCode;
  }
}

const codeOf = (value: number, factor: number): number =>
  factor === 0 || value <= 0 ? 0 : Math.min(topCode, Math.round(value / factor));

/** The quant of a weight under a scale and an offset as coded. */
export function affineQuant(weight: number, scale: number, offset: number, top: number): number {
  const place = scale === 0 ? 0 : (weight + offset) / scale + 0.5;
  return place < 1 ? 0 : place >= top ? top : place | 0;
}

/** Sum of scale * q - w: the best offset for these quants, times the block's size. */
function quantSum(
  weights: Float32Array,
  start: number,
  top: number,
  scale: number,
  offset: number,
): number {
  const inverse = scale === 0 ? 0 : 1 / scale;
  let quants = 0;
  let sum = 0;
  for (let i = start; i < start + codedBlockSize; i++) {
    const weight = weights[i] as number;
    const place = (weight + offset) * inverse + 0.5;
    quants += place < 1 ? 0 : place >= top ? top : place | 0;
    sum += weight;
  }
  return scale * quants - sum;
}

function squaredError(
  weights: Float32Array,
  start: number,
  top: number,
  scale: number,
  offset: number,
): number {
  const inverse = scale === 0 ? 0 : 1 / scale;
  let error = 0;
  for (let i = start; i < start + codedBlockSize; i++) {
    const weight = weights[i] as number;
    const place = (weight + offset) * inverse + 0.5;
    const quant = place < 1 ? 0 : place >= top ? top : place | 0;
    const difference = scale * quant - offset - weight;
    error += difference * difference;
  }
  return error;
}

/**
 * 2- or 3-bit blocks with row-coded scales: scale and offset of every block by search, then their
 * codes, then the quants under what the codes stand for. A tensor that is there already is returned
 * as it is.
 *
 * @param tensor [rows, columns], finite, columns a multiple of 32
 */
export function toRowCoded(tensor: WeightTensor, bits: 2 | 3): RowCodedTensor {
  if (tensor.encoding === 'row-coded' && tensor.bits === bits) return tensor;
  const [rows = 0, columns = 0] = tensor.shape;
  const weights = dequantize(tensor);
  const blocks = columns / codedBlockSize;
  const top = 2 ** bits - 1;
  const quants = new Uint8Array(weights.length);
  const scales = { factors: new Uint16Array(rows), codes: new Uint8Array(rows * blocks) };
  const offsets = { factors: new Uint16Array(rows), codes: new Uint8Array(rows * blocks) };
  const fits = Array.from({ length: blocks }, newCodedFit);
  for (let row = 0; row < rows; row++) {
    const first = row * columns;
    let largestScale = 0;
    let largestOffset = 0;
    fits.forEach((fit, block) => {
      searchAffine(weights, first + block * codedBlockSize, codedBlockSize, top, fit);
      if (fit.scale > largestScale) largestScale = fit.scale;
      if (fit.offset > largestOffset) largestOffset = fit.offset;
    });
    const scaleFactor = halfToFloat((scales.factors[row] = rowFactor(largestScale)));
    const offsetFactor = halfToFloat((offsets.factors[row] = rowFactor(largestOffset)));
    fits.forEach((fit, block) => {
      const start = first + block * codedBlockSize;
      codeBlock(weights, start, top, scaleFactor, offsetFactor, fit);
      scales.codes[row * blocks + block] = fit.scaleCode;
      offsets.codes[row * blocks + block] = fit.offsetCode;
      for (let i = start; i < start + codedBlockSize; i++)
        quants[i] = affineQuant(weights[i] as number, fit.scale, fit.offset, top);
    });
  }
  return {
    encoding: 'row-coded',
    shape: [rows, columns],
    bits,
    quants: packQuants(quants, bits),
    scales,
    offsets,
  };
}
