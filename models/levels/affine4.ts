import { dequantize } from '../dequantize.ts';
import { floatToHalf, halfToFloat } from '../half.ts';
import { packQuants } from '../quants.ts';
import type { BlockTensor, WeightTensor } from '../weights.ts';
import { searchAffine, type AffineFit } from './affine-search.ts';
import { affineQuant } from './row-coded.ts';

const blockSize = 32;
const top = 15;
const largestHalf = 65504;

/**
 * 4-bit blocks of 32 columns with a half-precision scale and offset each, by search: the form of the
 * level `q4`. The quants are taken with scale and offset as rounded.
 *
 * @param tensor [rows, columns], finite, columns a multiple of 32
 */
export function toAffine4(tensor: WeightTensor): BlockTensor {
  const [rows = 0, columns = 0] = tensor.shape;
  const weights = dequantize(tensor);
  const quants = new Uint8Array(weights.length);
  const scales = new Uint16Array(weights.length / blockSize);
  const offsets = new Uint16Array(scales.length);
  const fit: AffineFit = { scale: 0, offset: 0, error: 0 };
  for (let block = 0; block < scales.length; block++) {
    const start = block * blockSize;
    searchAffine(weights, start, blockSize, top, fit);
    const scale = (scales[block] = floatToHalf(Math.min(fit.scale, largestHalf)));
    const offset = floatToHalf(Math.min(fit.offset, largestHalf));
    offsets[block] = offset ^ 0x8000;
    for (let i = start; i < start + blockSize; i++)
      quants[i] = affineQuant(weights[i] as number, halfToFloat(scale), halfToFloat(offset), top);
  }
  return {
    encoding: 'blocks',
    shape: [rows, columns],
    bits: 4,
    blockSize,
    quants: packQuants(quants, 4),
    scales,
    offset: { kind: 'float', values: offsets },
  };
}
