import { dequantize } from '../dequantize.ts';
import type { BlockTensor, ModelWeights, WeightTensor } from '../weights.ts';
import { toAffine4 } from './affine4.ts';
import { toBlocks8 } from './blocks8.ts';

/** Columns that share a scale in every kernel. */
const kernelBlock = 32;

/**
 * Whether a tensor's blocks are of 16 columns, as those of Q2_K, Q3_K and Q6_K, for which there is
 * no kernel. Rows that don't fall into blocks of 32 are expanded instead, without loss.
 */
export const needsConversion = (tensor: WeightTensor): tensor is BlockTensor =>
  tensor.encoding === 'blocks' &&
  tensor.blockSize % kernelBlock !== 0 &&
  tensor.shape[1] % kernelBlock === 0;

/**
 * A tensor in the nearest form that kernels have: quants of 4 bits and fewer become 4-bit blocks of
 * 32 with scale and offset, wider ones 8-bit blocks of 32. Others are returned as they are.
 */
export function toKernelForm(tensor: WeightTensor): WeightTensor {
  if (!needsConversion(tensor)) return tensor;
  return tensor.bits === 4 ? toAffine4(tensor) : toBlocks8(tensor);
}

/** The same model with every tensor in the nearest kernel form. */
export const inKernelForm = (weights: ModelWeights): ModelWeights => ({
  ...weights,
  read: async (name) => toKernelForm(await weights.read(name)),
});

/**
 * How far `converted` is off: the root of the mean squared difference over that of the mean squared
 * weight; 0 where they are equal, 1 where all weights were lost.
 */
export function relativeRmsError(original: WeightTensor, converted: WeightTensor): number {
  if (original === converted) return 0;
  const weights = dequantize(original);
  const others = dequantize(converted);
  let squares = 0;
  let differences = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    const difference = weight - (others[i] as number);
    squares += weight * weight;
    differences += difference * difference;
  }
  if (differences === 0) return 0;
  return Math.sqrt(differences / squares);
}

/**
 * What the conversion to kernel forms costs, by checkpoint name, tensors that need none left out.
 * Reads every tensor once.
 *
 * @param shouldStop asked before each tensor
 * @throws what `weights.read` throws
 */
export async function conversionErrors(
  weights: ModelWeights,
  shouldStop: () => boolean | Promise<boolean> = () => false,
): Promise<ReadonlyMap<string, number>> {
  const errors = new Map<string, number>();
  for (const name of weights.names) {
    if (await shouldStop()) break;
    const tensor = await weights.read(name);
    if (needsConversion(tensor)) errors.set(name, relativeRmsError(tensor, toKernelForm(tensor)));
  }
  return errors;
}
