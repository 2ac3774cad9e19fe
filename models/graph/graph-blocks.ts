import { inFourBits, withFloatScales } from '../row-codes.ts';
import type { BlockTensor, WeightTensor } from '../weights.ts';

/** Blocks that MatMulNBits has: its 2 bits besides those in which files store weights. */
export type GraphBlocks = Omit<BlockTensor, 'bits'> & { readonly bits: 2 | 4 | 8 };

const isBlockSize = (size: number): boolean => size >= 16 && (size & (size - 1)) === 0;

/** MatMulNBits takes a floating-point zero point at 2 and 4 bits only. */
export function matMulBlocks(tensor: WeightTensor): GraphBlocks | undefined {
  // There is no 3-bit operator.
  if (tensor.encoding === 'row-coded')
    return tensor.bits === 2 ? { ...withFloatScales(tensor), bits: 2 } : inFourBits(tensor);
  if (tensor.encoding !== 'blocks' || !isBlockSize(tensor.blockSize)) return undefined;
  return tensor.bits === 4 || tensor.offset.kind !== 'float' ? tensor : undefined;
}

/** GatherBlockQuantized takes no floating-point zero point. */
export function gatherBlocks(tensor: WeightTensor): BlockTensor | undefined {
  const fits =
    tensor.encoding === 'blocks' && isBlockSize(tensor.blockSize) && tensor.offset.kind !== 'float';
  return fits ? tensor : undefined;
}
