// Weights of 2 and 3 bits whose scales and offsets are 8-bit codes (`RowCodedTensor` in
// models/weights.ts): (scale factor * scale code) * quant - (offset factor * offset code), factors
// by row, codes by row and block.
//
// A group of 8 rows is one stream: its blocks of 32 columns, then f32 factors of the 8 scales and of
// the 8 offsets, the latter negated, both times 2^-64, which takes out what activations carry. (As
// the f16 that they are some would be subnormal, which is slow.) A block is 8 scale codes, 8 offset codes, then quants. Rows
// 0-3 are called `a`, rows 4-7 `b`; each 32-bit lane belongs to one row of either.
//
// A quant is used where it lies: a mask leaves it multiplied by a power of two, and a sum of such
// products is shifted once. That takes fewer instructions than shifting quants.
//
// 2 bits, relaxed: a vector for each 8 columns. Byte c of a lane, from the lowest bit: column c of a,
//   of b, column c + 4 of a, of b.
// 2 bits, plain: a vector for each 8 columns. 16-bit half k of a lane: columns k, k + 2, k + 4, k + 6
//   of a, the same of b.
// 3 bits, relaxed: three vectors for each 16 columns. Byte c of vector v: column 4 v + c of a, of b,
//   then two bits of column 12 + c: vector 0 the lower two of a, vector 1 of b, vector 2 the highest
//   of a and of b.
// 3 bits, plain: three vectors for a, three for b. Half k of vector v: columns 10 v + k, + 2, + 4,
//   + 6, + 8, then bit v of column 30 + k.

import { BLOCK, GROUP } from './layout';
import { multiplyAdd } from './tier';

/** Bytes of the codes of a block: where its quants begin. */
@inline
export const CODE_BYTES: usize = 2 * <usize>GROUP;

/** Bytes of the factors of a group, behind its blocks. */
@inline
export const FACTOR_BYTES: usize = 8 * <usize>GROUP;

/** Bytes of a block of one group. */
@inline
export function codedBlockBytes(bits: i32): usize {
  return CODE_BYTES + <usize>(GROUP * BLOCK * bits) / 8;
}

@inline
export function scaleCodesA(codes: v128): v128 {
  return i8x16.swizzle(codes, i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1));
}

@inline
export function scaleCodesB(codes: v128): v128 {
  return i8x16.swizzle(codes, i8x16(4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1, -1, 7, -1, -1, -1));
}

@inline
export function offsetCodesA(codes: v128): v128 {
  return i8x16.swizzle(codes, i8x16(8, -1, -1, -1, 9, -1, -1, -1, 10, -1, -1, -1, 11, -1, -1, -1));
}

@inline
export function offsetCodesB(codes: v128): v128 {
  return i8x16.swizzle(codes, i8x16(12, -1, -1, -1, 13, -1, -1, -1, 14, -1, -1, -1, 15, -1, -1, -1));
}

/** Results of rows a (`half` 0) or b (1) from their two sums over blocks. */
@inline
export function combine(scaled: v128, offset: v128, factors: usize, half: usize): v128 {
  return multiplyAdd(
    scaled,
    v128.load(factors + half * 16),
    f32x4.mul(offset, v128.load(factors + half * 16, 32)),
  );
}
