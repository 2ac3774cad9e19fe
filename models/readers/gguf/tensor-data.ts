import type { BlockOffset, BlockTensor, WeightTensor } from '../../weights.ts';
import { decodeKQuant } from './k-quants.ts';
import type { GgufTensorEntry } from './values.ts';

/** Weights in a block of the types that are no K-quants. */
const blockSize = 32;

/**
 * Takes a tensor's bytes apart. Block layouts are those of ggml/src/ggml-common.h:
 * - Q8_0: f16 d, 32 signed bytes; w = d * q
 * - Q4_0: f16 d, 16 bytes; w = d * (q - 8)
 * - Q4_1: f16 d, f16 m, 16 bytes; w = d * q + m
 * - Q5_0: f16 d, 32 high bits, 16 bytes; w = d * (q - 16)
 * - Q5_1: f16 d, f16 m, 32 high bits, 16 bytes; w = d * q + m
 * - K-quants: `decodeKQuant`
 *
 * In the 16 bytes of a block, low halves are weights 0..15 and high halves 16..31. 5-bit quants are
 * held in 8 bits, those of Q5_0 around 128 as the 8-bit ones. All are exact.
 *
 * @param data the entry's bytes, aligned to any
 */
export function decodeTensor(entry: GgufTensorEntry, data: Uint8Array): WeightTensor {
  switch (entry.type) {
    case 'F32':
      return { encoding: 'f32', shape: entry.shape, data };
    case 'F16':
      return { encoding: 'f16', shape: entry.shape, data };
    case 'BF16':
      return { encoding: 'bf16', shape: entry.shape, data };
    case 'Q8_0':
      return decodeBytes(entry, data);
    case 'Q4_0':
      return decodeNibbles(entry, data, undefined);
    case 'Q4_1':
      return decodeNibbles(entry, data, new Uint16Array(blockCount(entry)));
    case 'Q5_0':
      return decodeFiveBits(entry, data, undefined);
    case 'Q5_1':
      return decodeFiveBits(entry, data, new Uint16Array(blockCount(entry)));
    case 'Q2_K':
    case 'Q3_K':
    case 'Q4_K':
    case 'Q5_K':
    case 'Q6_K':
      return decodeKQuant(entry.type, matrix(entry), data);
  }
}

function decodeBytes(entry: GgufTensorEntry, data: Uint8Array): BlockTensor {
  const blocks = blockCount(entry);
  const scales = new Uint16Array(blocks);
  const quants = new Uint8Array(blocks * blockSize);
  let from = 0;
  for (let block = 0; block < blocks; block++, from += 34) {
    scales[block] = halfAt(data, from);
    for (let i = 0; i < blockSize; i++) {
      // Signed -128..127 as 0..255 around 128: the same bits with the uppermost flipped.
      quants[block * blockSize + i] = (data[from + 2 + i] as number) ^ 0x80;
    }
  }
  const offset: BlockOffset = { kind: 'constant', zeroPoint: 128 };
  return { encoding: 'blocks', shape: matrix(entry), bits: 8, blockSize, quants, scales, offset };
}

/** @param offsets filled with the blocks' m where the type has one */
function decodeNibbles(
  entry: GgufTensorEntry,
  data: Uint8Array,
  offsets: Uint16Array | undefined,
): BlockTensor {
  const blocks = blockCount(entry);
  const scales = new Uint16Array(blocks);
  const quants = new Uint8Array((blocks * blockSize) / 2);
  let from = 0;
  let to = 0;
  for (let block = 0; block < blocks; block++) {
    scales[block] = halfAt(data, from);
    from += 2;
    if (offsets) {
      offsets[block] = halfAt(data, from);
      from += 2;
    }
    for (let half = 0; half < 8; half += 4) {
      for (let i = 0; i < 16; i += 2) {
        const even = ((data[from + i] as number) >> half) & 15;
        const odd = ((data[from + i + 1] as number) >> half) & 15;
        quants[to++] = even | (odd << 4);
      }
    }
    from += 16;
  }
  const offset: BlockOffset = offsets
    ? { kind: 'float', values: offsets }
    : { kind: 'constant', zeroPoint: 8 };
  return { encoding: 'blocks', shape: matrix(entry), bits: 4, blockSize, quants, scales, offset };
}

/** @param offsets filled with the blocks' m where the type has one */
function decodeFiveBits(
  entry: GgufTensorEntry,
  data: Uint8Array,
  offsets: Uint16Array | undefined,
): BlockTensor {
  const blocks = blockCount(entry);
  const scales = new Uint16Array(blocks);
  const quants = new Uint8Array(blocks * blockSize);
  const shift = offsets ? 0 : 128 - 16;
  let from = 0;
  for (let block = 0; block < blocks; block++) {
    scales[block] = halfAt(data, from);
    from += 2;
    if (offsets) {
      offsets[block] = halfAt(data, from);
      from += 2;
    }
    const high = halfAt(data, from) | (halfAt(data, from + 2) << 16);
    from += 4;
    for (let i = 0; i < blockSize; i++) {
      const low = ((data[from + (i & 15)] as number) >> (i & 16 ? 4 : 0)) & 15;
      quants[block * blockSize + i] = (low | (((high >>> i) & 1) << 4)) + shift;
    }
    from += 16;
  }
  const offset: BlockOffset = offsets
    ? { kind: 'float', values: offsets }
    : { kind: 'constant', zeroPoint: 128 };
  return { encoding: 'blocks', shape: matrix(entry), bits: 8, blockSize, quants, scales, offset };
}

const halfAt = (data: Uint8Array, at: number): number =>
  (data[at] as number) | ((data[at + 1] as number) << 8);

function matrix({ shape }: GgufTensorEntry): readonly [rows: number, columns: number] {
  const columns = shape.at(-1) as number;
  return [elementCount(shape) / columns, columns];
}

const blockCount = ({ shape }: GgufTensorEntry): number => elementCount(shape) / blockSize;

const elementCount = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
