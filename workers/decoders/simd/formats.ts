import type { BlockTensor, WeightTensor } from '../../../models/weights.ts';
import {
  BLOCK,
  FORMAT_F32,
  FORMAT_Q2,
  FORMAT_Q3,
  FORMAT_Q4_F16,
  FORMAT_Q4_F32,
  FORMAT_Q8_F16,
  FORMAT_Q8_F32,
  GROUP,
} from './kernels/layout.ts';

/**
 * How the kernels store a weight matrix (layouts in `kernels/matvec.ts`): bits of a weight, then the
 * precision of scales and offsets. `q8-f16` has no offset; its quants count from 128. `q2` and `q3`
 * are row-coded tensors as they are (`kernels/row-coded.ts`).
 */
export type Format = 'q2' | 'q3' | 'q4-f16' | 'q4-f32' | 'q8-f16' | 'q8-f32' | 'f32';

export const formatCodes: Readonly<Record<Format, number>> = {
  q2: FORMAT_Q2,
  q3: FORMAT_Q3,
  'q4-f16': FORMAT_Q4_F16,
  'q4-f32': FORMAT_Q4_F32,
  'q8-f16': FORMAT_Q8_F16,
  'q8-f32': FORMAT_Q8_F32,
  f32: FORMAT_F32,
};

/** Bytes of 32 columns of a group of 8 rows. */
export const blockBytes: Readonly<Record<Format, number>> = {
  q2: GROUP * 2 + (GROUP * BLOCK * 2) / 8,
  q3: GROUP * 2 + (GROUP * BLOCK * 3) / 8,
  'q4-f16': GROUP * 4 + (GROUP * BLOCK) / 2,
  'q4-f32': GROUP * 8 + (GROUP * BLOCK) / 2,
  'q8-f16': GROUP * 2 + GROUP * BLOCK,
  'q8-f32': GROUP * 8 + GROUP * BLOCK,
  f32: GROUP * BLOCK * 4,
};

/** Formats of row-coded tensors. */
export const isCoded = (format: Format): format is 'q2' | 'q3' =>
  format === 'q2' || format === 'q3';

/** Bytes of a group of 8 rows: its blocks, then the factors of its rows' codes where it has such. */
export const groupBytes = (format: Format, columns: number): number =>
  (columns / BLOCK) * blockBytes[format] + (isCoded(format) ? GROUP * 8 : 0);

/** Bytes of a matrix whose rows are padded to whole groups; `columns` a multiple of 32. */
export const matrixBytes = (format: Format, rows: number, columns: number): number =>
  Math.ceil(rows / GROUP) * groupBytes(format, columns);

/**
 * The smallest format that holds a tensor's weights exactly (offsets derived from an integer zero
 * point: to the last bit of f32). Blocks that aren't multiples of 32 columns are expanded.
 */
export function formatOf(tensor: WeightTensor): Format {
  if (tensor.encoding === 'row-coded') return tensor.bits === 2 ? 'q2' : 'q3';
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

/** The narrowest format that holds all of `formats` exactly, for matrices that are stored together. */
export function commonFormat(formats: readonly Format[]): Format {
  const distinct = [...new Set(formats)];
  const [only] = distinct;
  if (only !== undefined && distinct.length === 1) return only;
  if (distinct.every(isCoded)) return 'q3';
  if (distinct.every((format) => isCoded(format) || format.startsWith('q4'))) return 'q4-f32';
  if (!distinct.includes('f32')) return 'q8-f32';
  return 'f32';
}
