import { dequantize } from '../dequantize.ts';
import type { BlockOffset, BlockTensor, ModelWeights, WeightTensor } from '../weights.ts';
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

/** Sums over weights, of which a share is made: `differences / squares`. */
export interface SquaredError {
  /** Of the squared differences. */
  readonly differences: number;
  /** Of the squared weights. */
  readonly squares: number;
}

/** How far `converted` is off. */
export function squaredError(original: WeightTensor, converted: WeightTensor): SquaredError {
  const weights = dequantize(original);
  const others = original === converted ? weights : dequantize(converted);
  let squares = 0;
  let differences = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    const difference = weight - (others[i] as number);
    squares += weight * weight;
    differences += difference * difference;
  }
  return { differences, squares };
}

/** 0 where both are equal, 1 where all weights were lost. */
export const relativeSquaredError = ({ differences, squares }: SquaredError): number =>
  differences === 0 ? 0 : differences / squares;

/** Weights that are expanded at once: a large embedding would take gigabytes. */
const weightsAtOnce = 2 ** 20;

/** What the conversion of a tensor costs, some rows at a time. */
export function conversionError(tensor: BlockTensor): SquaredError {
  const [rows, columns] = tensor.shape;
  const step = Math.max(1, Math.floor(weightsAtOnce / columns));
  let differences = 0;
  let squares = 0;
  for (let from = 0; from < rows; from += step) {
    const piece = rowsOf(tensor, from, Math.min(rows, from + step));
    const error = squaredError(piece, toKernelForm(piece));
    differences += error.differences;
    squares += error.squares;
  }
  return { differences, squares };
}

/** Rows `from` to `to` as a tensor, on the same memory. */
function rowsOf(tensor: BlockTensor, from: number, to: number): BlockTensor {
  const { bits, blockSize, quants, scales, offset } = tensor;
  const columns = tensor.shape[1];
  const blocks = columns / blockSize;
  const bytes = (columns * bits) / 8;
  const part: BlockOffset =
    offset.kind === 'constant'
      ? offset
      : offset.kind === 'integer'
        ? { kind: 'integer', values: offset.values.subarray(from * blocks, to * blocks) }
        : { kind: 'float', values: offset.values.subarray(from * blocks, to * blocks) };
  return {
    ...tensor,
    shape: [to - from, columns],
    quants: quants.subarray(from * bytes, to * bytes),
    scales: scales.subarray(from * blocks, to * blocks),
    offset: part,
  };
}

/**
 * What the conversion to kernel forms costs, by type, tensors that need none left out. Reads every
 * tensor once.
 *
 * @param typeOf the file's type of a tensor
 * @param onProgress called after each tensor
 * @throws what `weights.read` throws
 */
export async function conversionErrors(
  weights: ModelWeights,
  typeOf: (name: string) => string,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<ReadonlyMap<string, SquaredError>> {
  const errors = new Map<string, SquaredError>();
  for (const [done, name] of weights.names.entries()) {
    const tensor = await weights.read(name);
    if (needsConversion(tensor)) {
      const { differences, squares } = conversionError(tensor);
      const before = errors.get(typeOf(name)) ?? { differences: 0, squares: 0 };
      errors.set(typeOf(name), {
        differences: before.differences + differences,
        squares: before.squares + squares,
      });
    }
    onProgress(done + 1, weights.names.length);
  }
  return errors;
}
