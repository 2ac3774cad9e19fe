import { asFloats, halfToFloat } from '../half.ts';
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

const centre = ({ bits }: GraphBlocks): number => 1 << (bits - 1);

/** Whether the zero point is half the range everywhere, as the operators have it unless told. */
export const isCentred = (tensor: GraphBlocks): boolean =>
  tensor.offset.kind === 'constant' && tensor.offset.zeroPoint === centre(tensor);

/**
 * What is to be added to the weights of each block, [rows, blocks], once they are computed about
 * half the range c: w = d * (q - c) + (m + d * c), m = -d * z for a zero point z.
 */
export function centredOffsets(tensor: GraphBlocks): Float32Array<ArrayBuffer> {
  const { offset } = tensor;
  const scales = asFloats(tensor.scales);
  const middle = centre(tensor);
  switch (offset.kind) {
    case 'constant':
      return Float32Array.from(scales, (scale) => scale * (middle - offset.zeroPoint));
    case 'integer':
      return Float32Array.from(
        scales,
        (scale, i) => scale * (middle - (offset.values[i] as number)),
      );
    case 'float': {
      const offsets = asFloats(offset.values);
      return Float32Array.from(scales, (scale, i) => (offsets[i] as number) + scale * middle);
    }
  }
}
