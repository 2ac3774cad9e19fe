// Weights of row-coded.ts times one row.

import { BLOCK, BLOCK_RECORD } from './layout';
import { storeGroup } from './epilogue';
import { valueBytes } from './prepare';
import { groupsAhead, readAhead } from './read-ahead';
import {
  CODE_BYTES,
  codedBlockBytes,
  combine,
  FACTOR_BYTES,
  offsetCodesA,
  offsetCodesB,
  scaleCodesA,
  scaleCodesB,
} from './row-coded';
import { ACTIVATION_BYTES, dot2, dot4, multiplyAdd } from './tier';

@inline
function masked4(x: usize, v: v128, mask: i8, sum: v128): v128 {
  return dot4(v128.load32_splat(x), v128.and(v, i8x16.splat(mask)), sum);
}

@inline
function masked2(x: usize, v: v128, mask: i16, sum: v128): v128 {
  return dot2(v128.load32_splat(x), v128.and(v, i16x8.splat(mask)), sum);
}

/** Products of a block's quants in rows a, at `quants`, with the activations at `x`. */
@inline
function dotA2(quants: usize, x: usize): v128 {
  const v0 = v128.load(quants);
  const v1 = v128.load(quants, 16);
  const v2 = v128.load(quants, 32);
  const v3 = v128.load(quants, 48);
  let sum = i32x4.splat(0);
  if (RELAXED) {
    sum = masked4(x + 4, v0, 0x30, sum);
    sum = masked4(x + 12, v1, 0x30, sum);
    sum = masked4(x + 20, v2, 0x30, sum);
    sum = masked4(x + 28, v3, 0x30, sum);
    sum = i32x4.shr_s(sum, 4);
    sum = masked4(x, v0, 0x03, sum);
    sum = masked4(x + 8, v1, 0x03, sum);
    sum = masked4(x + 16, v2, 0x03, sum);
    return masked4(x + 24, v3, 0x03, sum);
  }
  sum = masked2(x + 12, v0, 0xc0, sum);
  sum = masked2(x + 28, v1, 0xc0, sum);
  sum = masked2(x + 44, v2, 0xc0, sum);
  sum = masked2(x + 60, v3, 0xc0, sum);
  sum = i32x4.shr_s(sum, 2);
  sum = masked2(x + 8, v0, 0x30, sum);
  sum = masked2(x + 24, v1, 0x30, sum);
  sum = masked2(x + 40, v2, 0x30, sum);
  sum = masked2(x + 56, v3, 0x30, sum);
  sum = i32x4.shr_s(sum, 2);
  sum = masked2(x + 4, v0, 0x0c, sum);
  sum = masked2(x + 20, v1, 0x0c, sum);
  sum = masked2(x + 36, v2, 0x0c, sum);
  sum = masked2(x + 52, v3, 0x0c, sum);
  sum = i32x4.shr_s(sum, 2);
  sum = masked2(x, v0, 0x03, sum);
  sum = masked2(x + 16, v1, 0x03, sum);
  sum = masked2(x + 32, v2, 0x03, sum);
  return masked2(x + 48, v3, 0x03, sum);
}

@inline
function dotB2(quants: usize, x: usize): v128 {
  let v0 = v128.load(quants);
  let v1 = v128.load(quants, 16);
  let v2 = v128.load(quants, 32);
  let v3 = v128.load(quants, 48);
  let sum = i32x4.splat(0);
  if (RELAXED) {
    sum = masked4(x + 4, v0, <i8>0xc0, sum);
    sum = masked4(x + 12, v1, <i8>0xc0, sum);
    sum = masked4(x + 20, v2, <i8>0xc0, sum);
    sum = masked4(x + 28, v3, <i8>0xc0, sum);
    sum = i32x4.shr_s(sum, 4);
    sum = masked4(x, v0, 0x0c, sum);
    sum = masked4(x + 8, v1, 0x0c, sum);
    sum = masked4(x + 16, v2, 0x0c, sum);
    sum = masked4(x + 24, v3, 0x0c, sum);
    return i32x4.shr_s(sum, 2);
  }
  v0 = i16x8.shr_u(v0, 8);
  v1 = i16x8.shr_u(v1, 8);
  v2 = i16x8.shr_u(v2, 8);
  v3 = i16x8.shr_u(v3, 8);
  sum = masked2(x + 12, v0, 0xc0, sum);
  sum = masked2(x + 28, v1, 0xc0, sum);
  sum = masked2(x + 44, v2, 0xc0, sum);
  sum = masked2(x + 60, v3, 0xc0, sum);
  sum = i32x4.shr_s(sum, 2);
  sum = masked2(x + 8, v0, 0x30, sum);
  sum = masked2(x + 24, v1, 0x30, sum);
  sum = masked2(x + 40, v2, 0x30, sum);
  sum = masked2(x + 56, v3, 0x30, sum);
  sum = i32x4.shr_s(sum, 2);
  sum = masked2(x + 4, v0, 0x0c, sum);
  sum = masked2(x + 20, v1, 0x0c, sum);
  sum = masked2(x + 36, v2, 0x0c, sum);
  sum = masked2(x + 52, v3, 0x0c, sum);
  sum = i32x4.shr_s(sum, 2);
  sum = masked2(x, v0, 0x03, sum);
  sum = masked2(x + 16, v1, 0x03, sum);
  sum = masked2(x + 32, v2, 0x03, sum);
  return masked2(x + 48, v3, 0x03, sum);
}

@inline
function dotA3(quants: usize, x: usize): v128 {
  let sum = i32x4.splat(0);
  if (RELAXED) {
    const v0 = v128.load(quants);
    const v1 = v128.load(quants, 16);
    const v2 = v128.load(quants, 32);
    const v3 = v128.load(quants, 48);
    const v4 = v128.load(quants, 64);
    const v5 = v128.load(quants, 80);
    // In 1/64, the highest bit in 1/16.
    sum = masked4(x + 12, v0, <i8>0xc0, sum);
    sum = masked4(x + 28, v3, <i8>0xc0, sum);
    sum = i32x4.shr_s(sum, 2);
    sum = masked4(x + 12, v2, 0x40, sum);
    sum = masked4(x + 28, v5, 0x40, sum);
    sum = i32x4.shr_s(sum, 4);
    sum = masked4(x, v0, 0x07, sum);
    sum = masked4(x + 4, v1, 0x07, sum);
    sum = masked4(x + 8, v2, 0x07, sum);
    sum = masked4(x + 16, v3, 0x07, sum);
    sum = masked4(x + 20, v4, 0x07, sum);
    return masked4(x + 24, v5, 0x07, sum);
  }
  return plainDot3(quants, x);
}

@inline
function dotB3(quants: usize, x: usize): v128 {
  let sum = i32x4.splat(0);
  if (RELAXED) {
    const v0 = v128.load(quants);
    const v1 = v128.load(quants, 16);
    const v2 = v128.load(quants, 32);
    const v3 = v128.load(quants, 48);
    const v4 = v128.load(quants, 64);
    const v5 = v128.load(quants, 80);
    // In 1/64, the highest bit in 1/32.
    sum = masked4(x + 12, v1, <i8>0xc0, sum);
    sum = masked4(x + 28, v4, <i8>0xc0, sum);
    sum = i32x4.shr_s(sum, 1);
    sum = masked4(x + 12, v2, <i8>0x80, sum);
    sum = masked4(x + 28, v5, <i8>0x80, sum);
    sum = i32x4.shr_s(sum, 2);
    sum = masked4(x, v0, 0x38, sum);
    sum = masked4(x + 4, v1, 0x38, sum);
    sum = masked4(x + 8, v2, 0x38, sum);
    sum = masked4(x + 16, v3, 0x38, sum);
    sum = masked4(x + 20, v4, 0x38, sum);
    sum = masked4(x + 24, v5, 0x38, sum);
    return i32x4.shr_s(sum, 3);
  }
  return plainDot3(quants + 48, x);
}

@inline
function plainDot3(quants: usize, x: usize): v128 {
  const v0 = v128.load(quants);
  const v1 = v128.load(quants, 16);
  const v2 = v128.load(quants, 32);
  let sum = i32x4.splat(0);
  sum = masked2(x + 12, v0, 0xe00, sum);
  sum = masked2(x + 32, v1, 0xe00, sum);
  sum = masked2(x + 52, v2, 0xe00, sum);
  sum = i32x4.shr_s(sum, 3);
  sum = masked2(x + 8, v0, 0x1c0, sum);
  sum = masked2(x + 28, v1, 0x1c0, sum);
  sum = masked2(x + 48, v2, 0x1c0, sum);
  sum = i32x4.shr_s(sum, 3);
  sum = masked2(x + 4, v0, 0x38, sum);
  sum = masked2(x + 24, v1, 0x38, sum);
  sum = masked2(x + 44, v2, 0x38, sum);
  sum = i32x4.shr_s(sum, 3);
  sum = masked2(x, v0, 0x07, sum);
  sum = masked2(x + 20, v1, 0x07, sum);
  sum = masked2(x + 40, v2, 0x07, sum);
  sum = masked2(x + 16, i16x8.shr_u(v0, 12), 0x07, sum);
  sum = masked2(x + 36, i16x8.shr_u(v1, 12), 0x07, sum);
  sum = masked2(x + 56, i16x8.shr_u(v2, 12), 0x07, sum);
  const top = v128.or(
    i16x8.shr_u(v0, 15),
    v128.or(
      v128.and(i16x8.shr_u(v1, 14), i16x8.splat(2)),
      v128.and(i16x8.shr_u(v2, 13), i16x8.splat(4)),
    ),
  );
  return dot2(v128.load32_splat(x, 60), top, sum);
}

/** A block's integer sums times the codes of its scales: exact in the relaxed tier, within 2^23. */
@inline
function scaleSums(sums: v128, codes: v128): v128 {
  // Sums are below 2^15 there, so that their lower halves are all of them.
  if (RELAXED) return f32x4.convert_i32x4_s(i32x4.dot_i16x8_s(sums, codes));
  return f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.convert_i32x4_s(codes));
}

@inline
function multiply(
  bits: i32,
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  const blockBytes = codedBlockBytes(bits);
  const groupBytes = <usize>(columns / BLOCK) * blockBytes + FACTOR_BYTES;
  const records = input + valueBytes(columns);
  let block = weights + <usize>first * groupBytes;
  const batch = groupsAhead(groupBytes);
  let due = batch == 0 ? -1 : first;
  let ahead = min(first + batch, last);
  readAhead(block, weights + <usize>ahead * groupBytes);
  for (let group = first; group < last; ++group) {
    if (group == due) {
      due = ahead;
      ahead = min(ahead + batch, last);
      readAhead(weights + <usize>due * groupBytes, weights + <usize>ahead * groupBytes);
    }
    const end = block + groupBytes - FACTOR_BYTES;
    let x = input;
    let record = records;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    while (block < end) {
      const i = bits == 2 ? dotA2(block + CODE_BYTES, x) : dotA3(block + CODE_BYTES, x);
      const j = bits == 2 ? dotB2(block + CODE_BYTES, x) : dotB3(block + CODE_BYTES, x);
      const codes = v128.load(block);
      const scale = v128.load32_splat(record);
      const sum = v128.load32_splat(record, 4);
      a = multiplyAdd(scaleSums(i, scaleCodesA(codes)), scale, a);
      b = multiplyAdd(scaleSums(j, scaleCodesB(codes)), scale, b);
      c = multiplyAdd(f32x4.convert_i32x4_s(offsetCodesA(codes)), sum, c);
      d = multiplyAdd(f32x4.convert_i32x4_s(offsetCodesB(codes)), sum, d);
      block += blockBytes;
      x += <usize>BLOCK * ACTIVATION_BYTES;
      record += BLOCK_RECORD;
    }
    storeGroup(output, group, combine(a, c, block, 0), combine(b, d, block, 1), epilogue);
    block += FACTOR_BYTES;
  }
}

export function matvecQ2(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  multiply(2, weights, first, last, columns, input, output, epilogue);
}

export function matvecQ3(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  multiply(3, weights, first, last, columns, input, output, epilogue);
}
