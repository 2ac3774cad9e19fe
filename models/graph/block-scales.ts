import { halfToFloat } from '../half.ts';
import type { GraphBlocks } from './graph-blocks.ts';

/** The smallest normal half-precision number, 2^-14, as bits and as a value. */
const smallHalf = 0x0400;
const small = 2 ** -14;

/**
 * The same weights without a scale of 0 under a floating-point offset, which as a zero point would
 * be a division by 0: such a block gets a small scale and quants of 0.
 */
export function withoutZeroScales(tensor: GraphBlocks): GraphBlocks {
  const { bits, blockSize, offset } = tensor;
  if (offset.kind !== 'float') return tensor;
  const isZero = (scale: number): boolean =>
    tensor.scales instanceof Uint16Array ? halfToFloat(scale) === 0 : scale === 0;
  if (!tensor.scales.some(isZero)) return tensor;
  const scales = tensor.scales.slice();
  const quants = tensor.quants.slice();
  const blockBytes = (blockSize * bits) / 8;
  for (let block = 0; block < scales.length; block++) {
    if (!isZero(scales[block] as number)) continue;
    scales[block] = scales instanceof Uint16Array ? smallHalf : small;
    quants.fill(0, block * blockBytes, (block + 1) * blockBytes);
  }
  return { ...tensor, scales, quants };
}
