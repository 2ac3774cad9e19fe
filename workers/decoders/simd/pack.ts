import { fail } from '../../../core/errors.ts';
import { dequantize } from '../../../models/dequantize.ts';
import { checkFinite } from '../../../models/finite.ts';
import { floatToHalf, halfToFloat } from '../../../models/half.ts';
import { inEightBits, inFourBits } from '../../../models/row-codes.ts';
import type { BlockTensor, WeightTensor } from '../../../models/weights.ts';
import { blockBytes, isCoded } from './formats.ts';
import { BLOCK, GROUP } from './kernels/layout.ts';
import type { MatrixPlan } from './memory-plan.ts';
import { packCoded } from './pack-coded.ts';
import { hasSignedBytes, type Tier } from './tier.ts';

/** Row of the stored matrix that a tensor's row becomes. */
export type RowMap = (row: number) => number;

export const rowsFrom =
  (first: number): RowMap =>
  (row) =>
    first + row;
/** Four rows of `gate` and the same four of `up` make a group. */
export const gateRows: RowMap = (row) => (row >> 2) * GROUP + (row & 3);
export const upRows: RowMap = (row) => gateRows(row) + 4;

/**
 * Rearranges a tensor's rows into the kernels' layout (`kernels/matvec.ts`, `kernels/row-coded.ts`).
 *
 * @param name as it is to be named to a person
 * @throws catalogued `model-weights-not-finite`; `model-unsupported` where the columns don't match
 */
export function packMatrix(
  memory: ArrayBufferLike,
  matrix: MatrixPlan,
  name: string,
  tensor: WeightTensor,
  rowMap: RowMap,
  tier: Tier,
): void {
  checkFinite(name, tensor);
  const [rows = 0, columns = 0] = tensor.shape;
  if (columns !== matrix.columns) {
    throw fail('model-unsupported', { file: name, reason: `${columns} columns` });
  }
  if (tensor.encoding === 'row-coded' && isCoded(matrix.format)) {
    packCoded(memory, matrix, tensor, rowMap, tier);
    return;
  }
  const held = inBlocks(tensor, matrix);
  if (matrix.format === 'f32' || held.encoding !== 'blocks') {
    packFloats(memory, matrix, dequantize(tensor), rows, rowMap);
  } else {
    packBlocks(memory, matrix, held, rowMap, tier);
  }
}

/** 4-bit quants widened where a wider tensor shares their matrix, row-coded ones in blocks. */
function inBlocks(tensor: WeightTensor, { format }: MatrixPlan): WeightTensor {
  const blocks = tensor.encoding === 'row-coded' ? inFourBits(tensor) : tensor;
  const isNarrow = blocks.encoding === 'blocks' && blocks.bits === 4 && format.startsWith('q8');
  return isNarrow ? inEightBits(blocks) : blocks;
}

function packFloats(
  memory: ArrayBufferLike,
  { columns, address }: MatrixPlan,
  weights: Float32Array,
  rows: number,
  rowMap: RowMap,
): void {
  const words = new Float32Array(memory);
  for (let row = 0; row < rows; row++) {
    const to = rowMap(row);
    let at = address / 4 + (to >> 3) * columns * GROUP + (to & 7);
    for (let i = row * columns; i < (row + 1) * columns; i++, at += GROUP) {
      words[at] = weights[i] as number;
    }
  }
}

function packBlocks(
  memory: ArrayBufferLike,
  matrix: MatrixPlan,
  tensor: BlockTensor,
  rowMap: RowMap,
  tier: Tier,
): void {
  const { format, columns, address } = matrix;
  const [rows] = tensor.shape;
  const words = new Uint32Array(memory);
  const blocks = columns / BLOCK;
  const stride = blockBytes[format] / 4;
  const packQuants = tensor.bits === 4 ? nibblePacker(tensor, tier) : bytePacker(tensor, tier);
  const packScale = scalePacker(memory, matrix, tensor);
  // Where the quants begin and how far apart a row's words are: a vector per half of the rows.
  const quantsAt = (blockBytes[format] - (GROUP * BLOCK * tensor.bits) / 8) / 4;
  for (let row = 0; row < rows; row++) {
    const to = rowMap(row);
    const half = (to >> 2) & 1;
    const lane = to & 3;
    let at = address / 4 + (to >> 3) * blocks * stride;
    for (let block = 0; block < blocks; block++, at += stride) {
      packScale(row, block, at, half, lane);
      packQuants(words, row * blocks + block, at + quantsAt + half * 4 + lane);
    }
  }
}

type QuantPacker = (words: Uint32Array, block: number, at: number) => void;

/** The quants as words; a copy where a file left them unaligned. */
function asWords(quants: Uint8Array): Uint32Array {
  const aligned = quants.byteOffset % 4 === 0 ? quants : new Uint8Array(quants);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** Bits 0-15 to the lower halves of each byte. */
function spreadNibbles(bits: number): number {
  const pairs = (bits | (bits << 8)) & 0x00ff00ff;
  return (pairs | (pairs << 4)) & 0x0f0f0f0f;
}

/** The lower half of each byte to bits 0-15. */
function gatherNibbles(bits: number): number {
  const pairs = ((bits & 0x0f0f0f0f) | ((bits & 0x0f0f0f0f) >>> 4)) & 0x00ff00ff;
  return (pairs | (pairs >>> 8)) & 0xffff;
}

/**
 * Eight columns a word. Relaxed SIMD: bytes hold column i in the lower and i + 4 in the upper half, so
 * that a mask gives four neighbours. Plain: column 2 i + k is nibble i of 16-bit half k, so that a
 * mask gives pairs.
 */
function nibblePacker({ quants }: BlockTensor, tier: Tier): QuantPacker {
  const source = asWords(quants);
  const rearrange =
    tier === 'plain'
      ? (word: number) => gatherNibbles(word) | (gatherNibbles(word >>> 4) << 16)
      : (word: number) => spreadNibbles(word & 0xffff) | (spreadNibbles(word >>> 16) << 4);
  return (words, block, at) => {
    for (let i = 0; i < 4; i++) words[at + i * 8] = rearrange(source[block * 4 + i] as number);
  };
}

/** Four columns a word. Plain: columns 0, 2, 1, 3, so that each half holds a pair's member. */
function bytePacker({ quants }: BlockTensor, tier: Tier): QuantPacker {
  const source = asWords(quants);
  const rearrange =
    tier === 'plain'
      ? (word: number) => (word & 0xff0000ff) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00)
      : (word: number) => word;
  const sign = hasSignedBytes[tier] ? 0x80808080 : 0;
  return (words, block, at) => {
    for (let i = 0; i < 8; i++)
      words[at + i * 8] = rearrange(source[block * 8 + i] as number) ^ sign;
  };
}

type ScalePacker = (row: number, block: number, at: number, half: number, lane: number) => void;

function scalePacker(
  memory: ArrayBufferLike,
  { format, columns }: MatrixPlan,
  tensor: BlockTensor,
): ScalePacker {
  const repeats = tensor.blockSize / BLOCK;
  const tensorBlocks = Math.ceil(columns / tensor.blockSize);
  const index = (row: number, block: number) => row * tensorBlocks + Math.floor(block / repeats);
  if (format === 'q4-f16' || format === 'q8-f16') {
    const halves = new Uint16Array(memory);
    const scales = tensor.scales as Uint16Array;
    if (format === 'q8-f16') {
      return (row, block, at, half, lane) => {
        halves[(at + lane) * 2 + half] = scales[index(row, block)] as number;
      };
    }
    const offsets = halfOffsets(tensor);
    return (row, block, at, half, lane) => {
      const from = index(row, block);
      const to = (at + half * 4 + lane) * 2;
      halves[to] = scales[from] as number;
      halves[to + 1] = offsets[from] as number;
    };
  }
  const floats = new Float32Array(memory);
  const { scale, offset } = floatScales(tensor);
  // 8-bit quants are counted from 128 in the kernels.
  const center = tensor.bits === 8 ? 128 : 0;
  return (row, block, at, half, lane) => {
    const from = index(row, block);
    const to = at + half * 4 + lane;
    const factor = scale(from);
    floats[to] = factor;
    floats[to + 8] = offset(from) + center * factor;
  };
}

/** Where `formatOf` has found that they are exact. */
function halfOffsets({ scales, offset }: BlockTensor): Uint16Array {
  if (offset.kind === 'float') return offset.values as Uint16Array;
  const zeroPoint = offset.kind === 'constant' ? offset.zeroPoint : 0;
  return (scales as Uint16Array).map((scale) => floatToHalf(-zeroPoint * halfToFloat(scale)));
}

function floatScales({ scales, offset }: BlockTensor): {
  readonly scale: (at: number) => number;
  readonly offset: (at: number) => number;
} {
  const scale =
    scales instanceof Uint16Array
      ? (at: number) => halfToFloat(scales[at] as number)
      : (at: number) => scales[at] as number;
  switch (offset.kind) {
    case 'constant':
      return { scale, offset: (at) => -offset.zeroPoint * scale(at) };
    case 'integer':
      return { scale, offset: (at) => -(offset.values[at] as number) * scale(at) };
    case 'float': {
      const { values } = offset;
      return {
        scale,
        offset:
          values instanceof Uint16Array
            ? (at) => halfToFloat(values[at] as number)
            : (at) => values[at] as number,
      };
    }
  }
}

/** A norm's weights, f32. */
export function packVector(
  memory: ArrayBufferLike,
  address: number,
  length: number,
  name: string,
  tensor: WeightTensor,
): void {
  checkFinite(name, tensor);
  const weights = dequantize(tensor);
  if (weights.length !== length) {
    throw fail('model-unsupported', { file: name, reason: `${weights.length} weights` });
  }
  new Float32Array(memory, address, length).set(weights);
}
