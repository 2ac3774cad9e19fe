import { halfToFloat } from '../../half.ts';
import { packQuants } from '../../quants.ts';
import type { BlockTensor } from '../../weights.ts';

/** Weights of a superblock. */
const superblock = 256;

export type KQuant = 'Q2_K' | 'Q3_K' | 'Q4_K' | 'Q5_K' | 'Q6_K';

/** Blocks whose scale and offset a superblock codes, as an array each; quants one a byte. */
interface Unpacked {
  readonly quants: Uint8Array;
  readonly scales: Float32Array;
  readonly offsets: Float32Array;
}

interface Layout {
  /** Bytes of a superblock. */
  readonly bytes: number;
  readonly blockSize: 16 | 32;
  readonly bits: 4 | 8;
  /** Where quants are counted from; `undefined`: blocks have an offset each. */
  readonly zeroPoint: number | undefined;
  /**
   * Takes one superblock apart.
   *
   * @param from its first byte
   * @param block index of its first block
   */
  readonly unpack: (data: Uint8Array, from: number, into: Unpacked, block: number) => void;
}

const layouts: Readonly<Record<KQuant, Layout>> = {
  Q2_K: { bytes: 84, blockSize: 16, bits: 4, zeroPoint: undefined, unpack: unpackQ2 },
  Q3_K: { bytes: 110, blockSize: 16, bits: 4, zeroPoint: 4, unpack: unpackQ3 },
  Q4_K: { bytes: 144, blockSize: 32, bits: 4, zeroPoint: undefined, unpack: unpackQ4 },
  Q5_K: { bytes: 176, blockSize: 32, bits: 8, zeroPoint: undefined, unpack: unpackQ5 },
  Q6_K: { bytes: 210, blockSize: 16, bits: 8, zeroPoint: 32, unpack: unpackQ6 },
};

/**
 * A K-quant (llama.cpp pull request 1684; layouts of ggml/src/ggml-common.h) without loss: a block's
 * scale, a half-precision number times an integer of 4 to 8 bits, is exact in 32 bits, and so is its
 * offset. 2- and 3-bit quants are held in 4 bits, 5- and 6-bit ones in 8.
 *
 * @param data whole superblocks, aligned to any
 */
export function decodeKQuant(
  type: KQuant,
  shape: readonly [rows: number, columns: number],
  data: Uint8Array,
): BlockTensor {
  const { bytes, blockSize, bits, zeroPoint, unpack } = layouts[type];
  const count = shape[0] * shape[1];
  const blocks = count / blockSize;
  const unpacked: Unpacked = {
    quants: new Uint8Array(count),
    scales: new Float32Array(blocks),
    offsets: new Float32Array(zeroPoint === undefined ? blocks : 0),
  };
  const perSuperblock = superblock / blockSize;
  for (let i = 0; i < count / superblock; i++) unpack(data, i * bytes, unpacked, i * perSuperblock);
  const { quants, scales, offsets } = unpacked;
  return {
    encoding: 'blocks',
    shape,
    bits,
    blockSize,
    quants: bits === 4 ? packQuants(quants, 4) : quants,
    scales,
    offset:
      zeroPoint === undefined
        ? { kind: 'float', values: offsets }
        : { kind: 'constant', zeroPoint },
  };
}

const byteAt = (data: Uint8Array, at: number): number => data[at] as number;
const halfAt = (data: Uint8Array, at: number): number =>
  halfToFloat(byteAt(data, at) | (byteAt(data, at + 1) << 8));
const signed = (byte: number): number => (byte << 24) >> 24;

/** 16 bytes of scale and offset codes, 64 of quants, f16 d, f16 dmin. */
function unpackQ2(data: Uint8Array, from: number, into: Unpacked, block: number): void {
  const d = halfAt(data, from + 80);
  const dmin = halfAt(data, from + 82);
  for (let i = 0; i < 16; i++) {
    const code = byteAt(data, from + i);
    into.scales[block + i] = d * (code & 15);
    into.offsets[block + i] = -(dmin * (code >> 4));
  }
  for (let i = 0; i < superblock; i++) into.quants[block * 16 + i] = crumb(data, from + 16, i);
}

/** 2-bit value i: of each 32 bytes, bits 0-1 are values 0..31, bits 2-3 the next 32, and so on. */
const crumb = (data: Uint8Array, from: number, i: number): number =>
  (byteAt(data, from + ((i >> 7) << 5) + (i & 31)) >> (((i >> 5) & 3) << 1)) & 3;

/** Bit of value i: bit 0 of 32 bytes for values 0..31, bit 1 for the next 32, and so on. */
const highBit = (data: Uint8Array, from: number, i: number): number =>
  (byteAt(data, from + (i & 31)) >> (i >> 5)) & 1;

/** 32 bytes of high bits, 64 of low ones, 12 of 6-bit scale codes around 32, f16 d. */
function unpackQ3(data: Uint8Array, from: number, into: Unpacked, block: number): void {
  const d = halfAt(data, from + 108);
  const codes = from + 96;
  for (let i = 0; i < 16; i++) {
    const low = (byteAt(data, codes + (i & 7)) >> ((i >> 3) << 2)) & 15;
    const high = (byteAt(data, codes + 8 + (i & 3)) >> ((i >> 2) << 1)) & 3;
    into.scales[block + i] = d * ((low | (high << 4)) - 32);
  }
  for (let i = 0; i < superblock; i++)
    into.quants[block * 16 + i] = crumb(data, from + 32, i) | (highBit(data, from, i) << 2);
}

/**
 * Scale and offset codes of 6 bits in 12 bytes: the first four whole in bytes 0-3 and 4-7, the last
 * four with their low halves in bytes 8-11 and their two high bits above those.
 */
function unpackCodes(data: Uint8Array, from: number, into: Unpacked, block: number): void {
  const d = halfAt(data, from);
  const dmin = halfAt(data, from + 2);
  const codes = from + 4;
  for (let i = 0; i < 8; i++) {
    const first = byteAt(data, codes + (i & 3));
    const second = byteAt(data, codes + 4 + (i & 3));
    const low = byteAt(data, codes + 8 + (i & 3));
    const scale = i < 4 ? first & 63 : (low & 15) | ((first >> 6) << 4);
    const offset = i < 4 ? second & 63 : (low >> 4) | ((second >> 6) << 4);
    into.scales[block + i] = d * scale;
    into.offsets[block + i] = -(dmin * offset);
  }
}

/** 4-bit value i: of each 32 bytes, low halves are values 0..31, high ones the next 32. */
const nibble = (data: Uint8Array, from: number, i: number): number =>
  (byteAt(data, from + ((i >> 6) << 5) + (i & 31)) >> (((i >> 5) & 1) << 2)) & 15;

/** f16 d, f16 dmin, 12 bytes of codes, 128 of quants. */
function unpackQ4(data: Uint8Array, from: number, into: Unpacked, block: number): void {
  unpackCodes(data, from, into, block);
  for (let i = 0; i < superblock; i++) into.quants[block * 32 + i] = nibble(data, from + 16, i);
}

/** f16 d, f16 dmin, 12 bytes of codes, 32 of high bits, 128 of low ones. */
function unpackQ5(data: Uint8Array, from: number, into: Unpacked, block: number): void {
  unpackCodes(data, from, into, block);
  for (let i = 0; i < superblock; i++)
    into.quants[block * 32 + i] = nibble(data, from + 48, i) | (highBit(data, from + 16, i) << 4);
}

/** 128 bytes of low halves (64 values' low, then the next 64's high), 64 of high bits, 16 scales, f16 d. */
function unpackQ6(data: Uint8Array, from: number, into: Unpacked, block: number): void {
  const d = halfAt(data, from + 208);
  for (let i = 0; i < 16; i++) into.scales[block + i] = d * signed(byteAt(data, from + 192 + i));
  for (let i = 0; i < superblock; i++) {
    const half = i >> 7;
    const low = byteAt(data, from + (half << 6) + (i & 63)) >> (((i >> 6) & 1) << 2);
    into.quants[block * 16 + i] = (low & 15) | (crumb(data, from + 128, i) << 4);
  }
}
