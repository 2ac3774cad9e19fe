import { dequantize } from '../dequantize.ts';
import { floatToHalf, halfToFloat } from '../half.ts';
import type { BlockTensor, WeightTensor } from '../weights.ts';
import { largestMagnitude, quantizeRun } from './symmetric.ts';

const blockSize8 = 32;

/**
 * 8-bit blocks of 32 columns with a half-precision scale each, largest magnitude / 127, as ggml's
 * Q8_0. Unlike there the quants are taken with the scale as rounded to half precision, which is
 * never farther off. A tensor of 8-bit blocks of 32 or more is returned as it is.
 *
 * @param tensor [rows, columns], finite, columns a multiple of 32
 */
export function toBlocks8(tensor: WeightTensor): BlockTensor {
  if (tensor.encoding === 'blocks' && tensor.bits === 8 && tensor.blockSize % blockSize8 === 0)
    return tensor;
  const [rows = 0, columns = 0] = tensor.shape;
  const weights = dequantize(tensor);
  const quants = new Uint8Array(weights.length);
  const scales = new Uint16Array(weights.length / blockSize8);
  for (let block = 0; block < scales.length; block++) {
    const start = block * blockSize8;
    const end = start + blockSize8;
    const half = floatToHalf(Math.min(largestMagnitude(weights, start, end) / 127, 65504));
    scales[block] = half;
    quantizeRun(weights, quants, start, end, halfToFloat(half));
  }
  return {
    encoding: 'blocks',
    shape: [rows, columns],
    bits: 8,
    blockSize: blockSize8,
    quants,
    scales,
    offset: { kind: 'constant', zeroPoint: 128 },
  };
}
