import type { BlockTensor, WeightTensor } from '../../../models/weights.ts';
import {
  BLOCK,
  FORMAT_F32,
  FORMAT_Q4_F16,
  FORMAT_Q4_F32,
  FORMAT_Q8_F16,
  FORMAT_Q8_F32,
  GROUP,
} from './kernels/layout.ts';

/**
 * How the kernels store a weight matrix (layouts in `kernels/matvec.ts`): bits of a weight, then the
 * precision of scales and offsets. `q8-f16` has no offset; its quants count from 128.
 */
export type Format = 'q4-f16' | 'q4-f32' | 'q8-f16' | 'q8-f32' | 'f32';

export const formatCodes: Readonly<Record<Format, number>> = {
  'q4-f16': FORMAT_Q4_F16,
  'q4-f32': FORMAT_Q4_F32,
  'q8-f16': FORMAT_Q8_F16,
  'q8-f32': FORMAT_Q8_F32,
  f32: FORMAT_F32,
};

/** Bytes of 32 columns of a group of 8 rows. */
export const blockBytes: Readonly<Record<Format, number>> = {
  'q4-f16': GROUP * 4 + (GROUP * BLOCK) / 2,
  'q4-f32': GROUP * 8 + (GROUP * BLOCK) / 2,
  'q8-f16': GROUP * 2 + GROUP * BLOCK,
  'q8-f32': GROUP * 8 + GROUP * BLOCK,
  f32: GROUP * BLOCK * 4,
};

/** Bytes of a matrix whose rows are padded to whole groups; `columns` a multiple of 32. */
export const matrixBytes = (format: Format, rows: number, columns: number): number =>
  Math.ceil(rows / GROUP) * (columns / BLOCK) * blockBytes[format];

/**
 * The smallest format that holds a tensor's weights exactly (offsets derived from an integer zero
 * point: to the last bit of f32). Blocks that aren't multiples of 32 columns are expanded.
 */
export function formatOf(tensor: WeightTensor): Format {
  if (tensor.encoding === 'row-coded') return 'q4-f32';
  if (tensor.encoding !== 'blocks' || tensor.blockSize % BLOCK !== 0) return 'f32';
  if (tensor.bits === 8) return isCentered(tensor) ? 'q8-f16' : 'q8-f32';
  return hasHalfOffsets(tensor) ? 'q4-f16' : 'q4-f32';
}

const isCentered = ({ scales, offset }: BlockTensor): boolean =>
  scales instanceof Uint16Array && offset.kind === 'constant' && offset.zeroPoint === 128;

/** -8 d and 0 are exact in half precision where d is. */
function hasHalfOffsets({ scales, offset }: BlockTensor): boolean {
  if (!(scales instanceof Uint16Array)) return false;
  switch (offset.kind) {
    case 'constant':
      return offset.zeroPoint === 0 || offset.zeroPoint === 8;
    case 'integer':
      return false;
    case 'float':
      return offset.values instanceof Uint16Array;
  }
}

/** One format for matrices that are stored together: the wider of two that differ in precision only. */
export function commonFormat(formats: readonly Format[]): Format {
  const distinct = [...new Set(formats)];
  const [only] = distinct;
  if (only !== undefined && distinct.length === 1) return only;
  if (distinct.every((format) => format.startsWith('q4'))) return 'q4-f32';
  if (distinct.every((format) => format.startsWith('q8'))) return 'q8-f32';
  return 'f32';
}
