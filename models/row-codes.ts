import { halfToFloat } from './half.ts';
import { packQuants, unpackQuants, type QuantBits } from './quants.ts';
import type { BlockTensor, RowCodedTensor, RowCodes } from './weights.ts';
import { codedBlockSize } from './weights.ts';

/** The values that codes stand for, [rows, blocks], exact. */
export function decodeRowCodes({ factors, codes }: RowCodes): Float32Array<ArrayBuffer> {
  const values = new Float32Array(codes.length);
  const blocks = codes.length / factors.length;
  for (let row = 0, i = 0; row < factors.length; row++) {
    const factor = halfToFloat(factors[row] as number);
    for (const end = i + blocks; i < end; i++) values[i] = factor * (codes[i] as number);
  }
  return values;
}

/**
 * The same weights, to the last bit, in 4-bit blocks with a 32-bit scale and offset each, for whom
 * has no operator or kernel for fewer bits.
 */
export const inFourBits = (tensor: RowCodedTensor): BlockTensor => ({
  ...withFloatScales(tensor),
  bits: 4,
  quants: repack(tensor, 4),
});

/** The same weights, to the last bit, with a byte for each 4-bit quant. */
export function inEightBits(tensor: BlockTensor): BlockTensor {
  const quants = new Uint8Array(tensor.shape[0] * tensor.shape[1]);
  unpackQuants(tensor.quants, 4, 0, quants);
  return { ...tensor, bits: 8, quants };
}

/** The same weights, to the last bit, with a 32-bit scale and offset a block. */
export const withFloatScales = ({ shape, bits, quants, scales, offsets }: RowCodedTensor) => ({
  encoding: 'blocks' as const,
  shape,
  bits,
  blockSize: codedBlockSize,
  quants,
  scales: decodeRowCodes(scales),
  offset: { kind: 'float' as const, values: decodeRowCodes(offsets).map((value) => -value) },
});

function repack({ shape, bits, quants }: RowCodedTensor, wider: QuantBits): Uint8Array {
  const values = new Uint8Array(shape[0] * shape[1]);
  unpackQuants(quants, bits, 0, values);
  return packQuants(values, wider);
}
