import { dequantize } from '../dequantize.ts';
import { floatToHalf } from '../half.ts';
import type { FloatTensor, WeightTensor } from '../weights.ts';

const largest = 65504;

/**
 * Every weight rounded to half precision; what lies beyond its range becomes the largest there is.
 *
 * @param tensor of any shape, finite
 */
export function toHalves(tensor: WeightTensor): FloatTensor {
  if (tensor.encoding === 'f16') return tensor;
  const weights = dequantize(tensor);
  const halves = new Uint16Array(weights.length);
  for (let i = 0; i < halves.length; i++)
    halves[i] = floatToHalf(Math.max(-largest, Math.min(largest, weights[i] as number)));
  return { encoding: 'f16', shape: tensor.shape, data: new Uint8Array(halves.buffer) };
}
