import { floatToHalf } from '../../half.ts';
import { packQuants } from '../../quants.ts';
import {
  codedBlockSize,
  type BlockTensor,
  type RowCodedTensor,
  type RowCodes,
} from '../../weights.ts';
import type { RoundOptions } from './round-matrix.ts';
import { columnStride, type GptqWorkspace, type MatrixSize } from './workspace.ts';

/** Rows [first, first + count) of a matrix that `roundMatrix` rounded, as they are stored. */
export function encodeRows(
  space: GptqWorkspace,
  size: MatrixSize,
  first: number,
  count: number,
  { bits, kind }: Pick<RoundOptions, 'bits' | 'kind'>,
): RowCodedTensor | BlockTensor {
  const shape = [count, size.columns] as const;
  const quants = packQuants(quantsOf(space, size, first, count, 2 ** bits - 1), bits);
  if (kind === 'row-codes') {
    const scales = rowCodes(space.scales, space.scaleFactors, size, first, count);
    const offsets = rowCodes(space.offsets, space.offsetFactors, size, first, count);
    return { encoding: 'row-coded', shape, bits: bits === 2 ? 2 : 3, quants, scales, offsets };
  }
  const scales = new Uint16Array((count * size.columns) / codedBlockSize);
  const values = new Uint8Array(scales.length);
  eachBlock(size, first, count, (source, target) => {
    const scale = space.scales[source] as number;
    scales[target] = floatToHalf(scale);
    values[target] = scale > 0 ? Math.round((space.offsets[source] as number) / scale) : 0;
  });
  const offset = { kind: 'integer', values } as const;
  return { encoding: 'blocks', shape, bits: 4, blockSize: codedBlockSize, quants, scales, offset };
}

function quantsOf(
  { rounded, scales, offsets }: GptqWorkspace,
  { rows, columns }: MatrixSize,
  first: number,
  count: number,
  top: number,
): Uint8Array {
  const stride = columnStride(rows);
  const quants = new Uint8Array(count * columns);
  for (let column = 0; column < columns; column++) {
    const block = Math.floor(column / codedBlockSize) * stride;
    for (let row = 0; row < count; row++) {
      const at = first + row;
      const scale = scales[block + at] as number;
      if (!(scale > 0)) continue;
      const weight = rounded[column * stride + at] as number;
      const quant = Math.round((weight + (offsets[block + at] as number)) / scale);
      quants[row * columns + column] = Math.max(0, Math.min(top, quant));
    }
  }
  return quants;
}

function rowCodes(
  values: Float32Array,
  factors: Float32Array,
  size: MatrixSize,
  first: number,
  count: number,
): RowCodes {
  const codes = new Uint8Array((count * size.columns) / codedBlockSize);
  const stride = columnStride(size.rows);
  eachBlock(size, first, count, (source, target) => {
    const factor = factors[source % stride] as number;
    codes[target] = factor > 0 ? Math.round((values[source] as number) / factor) : 0;
  });
  const own = factors.subarray(first, first + count);
  return { factors: Uint16Array.from(own, floatToHalf), codes };
}

/** Calls with a block's place in [columns / 32][stride] and in [count, columns / 32]. */
function eachBlock(
  { rows, columns }: MatrixSize,
  first: number,
  count: number,
  visit: (source: number, target: number) => void,
): void {
  const stride = columnStride(rows);
  const blocks = columns / codedBlockSize;
  for (let row = 0; row < count; row++)
    for (let block = 0; block < blocks; block++)
      visit(block * stride + first + row, row * blocks + block);
}
