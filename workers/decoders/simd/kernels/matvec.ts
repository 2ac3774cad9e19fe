// Weight matrix times one row. A matrix is stored in groups of 8 rows, each one stream of blocks of
// 32 columns. Each 32-bit lane belongs to one row, so there are no sums across lanes and one
// conversion serves four rows.
//
// 4 bits, f16: 4 words of (offset, scale) halves for rows 0-3, 4 for rows 4-7, then quants:
//   for each 8 columns a vector of rows 0-3 and one of rows 4-7, 8 values per word.
// 4 bits, f32: scales of rows 0-3, of rows 4-7, offsets likewise, then the same quants.
// 8 bits, f16: 4 words of halves (scale of row i + 4, scale of row i), then quants:
//   for each 4 columns a vector of rows 0-3 and one of rows 4-7, 4 values per word.
// 8 bits, f32: scales of rows 0-3, of rows 4-7, offsets likewise, then the same quants.
// f32: for each column the 8 rows.
//
// A weight is scale * quant + offset; 8-bit quants count from 128 and have no offset in f16.
// The sum over a row adds block after block, in one order wherever it is computed.

import { BLOCK, BLOCK_RECORD, GROUP } from './layout';
import { lowerHalves, upperHalves } from './half';
import { valueBytes } from './prepare';
import { ACTIVATION_BYTES, addOpen, BYTE_EXCESS, closed, dot2, dot4, multiplyAdd, upperNibbles } from './tier';
import { storeGroup } from './epilogue';
import { groupsAhead, readAhead } from './read-ahead';

/** Bytes of a block of one group. `S` is the type of scales, u16 for f16. */
@inline
export function q4BlockBytes<S>(): usize {
  return 2 * <usize>GROUP * sizeof<S>() + <usize>GROUP * BLOCK / 2;
}

@inline
export function q8BlockBytes<S>(): usize {
  return (sizeof<S>() == 2 ? <usize>GROUP * 2 : <usize>GROUP * 8) + <usize>GROUP * BLOCK;
}

/** What takes the carried powers of two out: activations hold 2^64, f16 scales 2^-112. */
@inline
export function carryOut<S>(): v128 {
  // 2^48 or 2^-64
  return i32x4.splat(sizeof<S>() == 2 ? 0x57800000 : 0x1f800000);
}

/** Offsets from a block's begin to its vectors; which half of the rows: 0 or 1. */
@inline
export function q4Scales<S>(block: usize, half: usize): v128 {
  if (sizeof<S>() == 2) return lowerHalves(v128.load(block + half * 16));
  return v128.load(block + half * 16);
}

@inline
export function q4Offsets<S>(block: usize, half: usize): v128 {
  if (sizeof<S>() == 2) return upperHalves(v128.load(block + half * 16));
  return v128.load(block + half * 16, 32);
}

@inline
export function q8Scales<S>(block: usize, half: usize): v128 {
  if (sizeof<S>() == 2) {
    const words = v128.load(block);
    return half == 0 ? lowerHalves(words) : upperHalves(words);
  }
  return v128.load(block + half * 16);
}

/** Only where S is f32. */
@inline
export function q8Offsets(block: usize, half: usize): v128 {
  return v128.load(block + half * 16, 32);
}

/**
 * The upper half of each byte, where a constant mask is enough: 16 times what it is, as only a dot
 * product takes it that knows no saturation.
 */
@inline
export function upper(bytes: v128, low: v128, high: v128): v128 {
  return UNSIGNED ? v128.and(bytes, high) : upperNibbles(bytes, low);
}

/** The sum of products with lower and with upper halves of bytes, the latter as `upper` leaves them. */
@inline
export function joined(lower: v128, upper: v128): v128 {
  if (UNSIGNED) return i32x4.add(lower, i32x4.shr_s(upper, 4));
  return closed(addOpen(lower, upper));
}

/** Eight columns of four rows, 4 bits, plain tier: `at` is the vector, `x` the activations. */
@inline
function q4Step(at: usize, x: usize, sum: v128): v128 {
  const v = v128.load(at);
  const mask = i16x8.splat(15);
  sum = dot2(v128.load32_splat(x), v128.and(v, mask), sum);
  sum = dot2(v128.load32_splat(x, 4), v128.and(i16x8.shr_u(v, 4), mask), sum);
  sum = dot2(v128.load32_splat(x, 8), v128.and(i16x8.shr_u(v, 8), mask), sum);
  return dot2(v128.load32_splat(x, 12), i16x8.shr_u(v, 12), sum);
}

/** Four columns of four rows, 8 bits, plain tier. */
@inline
function q8Step(at: usize, x: usize, sum: v128): v128 {
  const v = v128.load(at);
  sum = dot2(v128.load32_splat(x), i16x8.shr_s(i16x8.shl(v, 8), 8), sum);
  return dot2(v128.load32_splat(x, 4), i16x8.shr_s(v, 8), sum);
}

export function matvecQ4<S>(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  const groupBytes = <usize>(columns / BLOCK) * q4BlockBytes<S>();
  const records = input + valueBytes(columns);
  let block = weights + <usize>first * groupBytes;
  const batch = groupsAhead(groupBytes);
  let due = batch == 0 ? -1 : first;
  let ahead = min(first + batch, last);
  readAhead(block, weights + <usize>ahead * groupBytes);
  const zero = i32x4.splat(0);
  const low = i8x16.splat(0x0f);
  const high = i8x16.splat(<i8>0xf0);
  let v = zero;
  let y = zero;
  let z = zero;
  for (let group = first; group < last; ++group) {
    if (group == due) {
      due = ahead;
      ahead = min(ahead + batch, last);
      readAhead(weights + <usize>due * groupBytes, weights + <usize>ahead * groupBytes);
    }
    const end = block + groupBytes;
    let x = input;
    let record = records;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    while (block < end) {
      const quants = block + 2 * <usize>GROUP * sizeof<S>();
      let i = zero;
      let j = zero;
      if (RELAXED) {
        let k = zero;
        let l = zero;
        y = v128.load32_splat(x, 0);
        z = v128.load32_splat(x, 4);
        v = v128.load(quants, 0);
        i = dot4(y, v128.and(v, low), i);
        k = dot4(z, upper(v, low, high), k);
        v = v128.load(quants, 16);
        j = dot4(y, v128.and(v, low), j);
        l = dot4(z, upper(v, low, high), l);
        y = v128.load32_splat(x, 8);
        z = v128.load32_splat(x, 12);
        v = v128.load(quants, 32);
        i = dot4(y, v128.and(v, low), i);
        k = dot4(z, upper(v, low, high), k);
        v = v128.load(quants, 48);
        j = dot4(y, v128.and(v, low), j);
        l = dot4(z, upper(v, low, high), l);
        y = v128.load32_splat(x, 16);
        z = v128.load32_splat(x, 20);
        v = v128.load(quants, 64);
        i = dot4(y, v128.and(v, low), i);
        k = dot4(z, upper(v, low, high), k);
        v = v128.load(quants, 80);
        j = dot4(y, v128.and(v, low), j);
        l = dot4(z, upper(v, low, high), l);
        y = v128.load32_splat(x, 24);
        z = v128.load32_splat(x, 28);
        v = v128.load(quants, 96);
        i = dot4(y, v128.and(v, low), i);
        k = dot4(z, upper(v, low, high), k);
        v = v128.load(quants, 112);
        j = dot4(y, v128.and(v, low), j);
        l = dot4(z, upper(v, low, high), l);
        i = joined(i, k);
        j = joined(j, l);
      } else {
        i = q4Step(quants, x, i);
        j = q4Step(quants + 16, x, j);
        i = q4Step(quants + 32, x + 8 * ACTIVATION_BYTES, i);
        j = q4Step(quants + 48, x + 8 * ACTIVATION_BYTES, j);
        i = q4Step(quants + 64, x + 16 * ACTIVATION_BYTES, i);
        j = q4Step(quants + 80, x + 16 * ACTIVATION_BYTES, j);
        i = q4Step(quants + 96, x + 24 * ACTIVATION_BYTES, i);
        j = q4Step(quants + 112, x + 24 * ACTIVATION_BYTES, j);
      }
      const scale = v128.load32_splat(record);
      const sum = v128.load32_splat(record, 4);
      a = multiplyAdd(f32x4.convert_i32x4_s(i), f32x4.mul(q4Scales<S>(block, 0), scale), a);
      b = multiplyAdd(f32x4.convert_i32x4_s(j), f32x4.mul(q4Scales<S>(block, 1), scale), b);
      a = multiplyAdd(q4Offsets<S>(block, 0), sum, a);
      b = multiplyAdd(q4Offsets<S>(block, 1), sum, b);
      block += q4BlockBytes<S>();
      x += <usize>BLOCK * ACTIVATION_BYTES;
      record += BLOCK_RECORD;
    }
    const carry = carryOut<S>();
    storeGroup(output, group, f32x4.mul(a, carry), f32x4.mul(b, carry), epilogue);
  }
}

export function matvecQ8<S>(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  const groupBytes = <usize>(columns / BLOCK) * q8BlockBytes<S>();
  const records = input + valueBytes(columns);
  let block = weights + <usize>first * groupBytes;
  const batch = groupsAhead(groupBytes);
  let due = batch == 0 ? -1 : first;
  let ahead = min(first + batch, last);
  readAhead(block, weights + <usize>ahead * groupBytes);
  const zero = i32x4.splat(0);
  const low = i8x16.splat(0x0f);
  let v = zero;
  let y = zero;
  for (let group = first; group < last; ++group) {
    if (group == due) {
      due = ahead;
      ahead = min(ahead + batch, last);
      readAhead(weights + <usize>due * groupBytes, weights + <usize>ahead * groupBytes);
    }
    const end = block + groupBytes;
    let x = input;
    let record = records;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    while (block < end) {
      const quants = block + (q8BlockBytes<S>() - <usize>GROUP * BLOCK);
      // What bytes that are stored too high add to the sums.
      let i = BYTE_EXCESS != 0 ? v128.load32_splat(record, 8) : zero;
      let j = i;
      if (PAIRS) {
        let k = zero;
        let l = zero;
        let m = zero;
        let n = zero;
        y = v128.load32_splat(x, 0);
        v = v128.load(quants, 0);
        k = dot4(y, v128.and(v, low), k);
        m = dot4(y, upperNibbles(v, low), m);
        v = v128.load(quants, 16);
        l = dot4(y, v128.and(v, low), l);
        n = dot4(y, upperNibbles(v, low), n);
        y = v128.load32_splat(x, 4);
        v = v128.load(quants, 32);
        k = dot4(y, v128.and(v, low), k);
        m = dot4(y, upperNibbles(v, low), m);
        v = v128.load(quants, 48);
        l = dot4(y, v128.and(v, low), l);
        n = dot4(y, upperNibbles(v, low), n);
        y = v128.load32_splat(x, 8);
        v = v128.load(quants, 64);
        k = dot4(y, v128.and(v, low), k);
        m = dot4(y, upperNibbles(v, low), m);
        v = v128.load(quants, 80);
        l = dot4(y, v128.and(v, low), l);
        n = dot4(y, upperNibbles(v, low), n);
        y = v128.load32_splat(x, 12);
        v = v128.load(quants, 96);
        k = dot4(y, v128.and(v, low), k);
        m = dot4(y, upperNibbles(v, low), m);
        v = v128.load(quants, 112);
        l = dot4(y, v128.and(v, low), l);
        n = dot4(y, upperNibbles(v, low), n);
        y = v128.load32_splat(x, 16);
        v = v128.load(quants, 128);
        k = dot4(y, v128.and(v, low), k);
        m = dot4(y, upperNibbles(v, low), m);
        v = v128.load(quants, 144);
        l = dot4(y, v128.and(v, low), l);
        n = dot4(y, upperNibbles(v, low), n);
        y = v128.load32_splat(x, 20);
        v = v128.load(quants, 160);
        k = dot4(y, v128.and(v, low), k);
        m = dot4(y, upperNibbles(v, low), m);
        v = v128.load(quants, 176);
        l = dot4(y, v128.and(v, low), l);
        n = dot4(y, upperNibbles(v, low), n);
        y = v128.load32_splat(x, 24);
        v = v128.load(quants, 192);
        k = dot4(y, v128.and(v, low), k);
        m = dot4(y, upperNibbles(v, low), m);
        v = v128.load(quants, 208);
        l = dot4(y, v128.and(v, low), l);
        n = dot4(y, upperNibbles(v, low), n);
        y = v128.load32_splat(x, 28);
        v = v128.load(quants, 224);
        k = dot4(y, v128.and(v, low), k);
        m = dot4(y, upperNibbles(v, low), m);
        v = v128.load(quants, 240);
        l = dot4(y, v128.and(v, low), l);
        n = dot4(y, upperNibbles(v, low), n);
        i = i32x4.add(i, i32x4.add(closed(k), i32x4.shl(closed(m), 4)));
        j = i32x4.add(j, i32x4.add(closed(l), i32x4.shl(closed(n), 4)));
      } else if (RELAXED) {
        let k = zero;
        let l = zero;
        y = v128.load32_splat(x, 0);
        i = dot4(y, v128.load(quants, 0), i);
        j = dot4(y, v128.load(quants, 16), j);
        y = v128.load32_splat(x, 4);
        k = dot4(y, v128.load(quants, 32), k);
        l = dot4(y, v128.load(quants, 48), l);
        y = v128.load32_splat(x, 8);
        i = dot4(y, v128.load(quants, 64), i);
        j = dot4(y, v128.load(quants, 80), j);
        y = v128.load32_splat(x, 12);
        k = dot4(y, v128.load(quants, 96), k);
        l = dot4(y, v128.load(quants, 112), l);
        y = v128.load32_splat(x, 16);
        i = dot4(y, v128.load(quants, 128), i);
        j = dot4(y, v128.load(quants, 144), j);
        y = v128.load32_splat(x, 20);
        k = dot4(y, v128.load(quants, 160), k);
        l = dot4(y, v128.load(quants, 176), l);
        y = v128.load32_splat(x, 24);
        i = dot4(y, v128.load(quants, 192), i);
        j = dot4(y, v128.load(quants, 208), j);
        y = v128.load32_splat(x, 28);
        k = dot4(y, v128.load(quants, 224), k);
        l = dot4(y, v128.load(quants, 240), l);
        i = i32x4.add(i, k);
        j = i32x4.add(j, l);
      } else {
        let at = quants;
        let from = x;
        for (let step = 0; step < BLOCK / 4; ++step) {
          i = q8Step(at, from, i);
          j = q8Step(at + 16, from, j);
          at += 32;
          from += 4 * ACTIVATION_BYTES;
        }
      }
      const scale = v128.load32_splat(record);
      a = multiplyAdd(f32x4.convert_i32x4_s(i), f32x4.mul(q8Scales<S>(block, 0), scale), a);
      b = multiplyAdd(f32x4.convert_i32x4_s(j), f32x4.mul(q8Scales<S>(block, 1), scale), b);
      if (sizeof<S>() != 2) {
        const sum = v128.load32_splat(record, 4);
        a = multiplyAdd(q8Offsets(block, 0), sum, a);
        b = multiplyAdd(q8Offsets(block, 1), sum, b);
      }
      x += <usize>BLOCK * ACTIVATION_BYTES;
      block += q8BlockBytes<S>();
      record += BLOCK_RECORD;
    }
    const carry = carryOut<S>();
    storeGroup(output, group, f32x4.mul(a, carry), f32x4.mul(b, carry), epilogue);
  }
}

/** Two groups at a time: the sums of one alone would wait for one another. */
export function matvecF32(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  const groupBytes = <usize>columns * 32;
  const end = input + <usize>columns * 4;
  for (let group = first; group < last; group += 2) {
    // An odd last group is computed twice.
    const other = min(group + 1, last - 1);
    let w = weights + <usize>group * groupBytes;
    let v = weights + <usize>other * groupBytes;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let x = input; x < end; x += 4) {
      const value = v128.load32_splat(x);
      a = multiplyAdd(v128.load(w), value, a);
      b = multiplyAdd(v128.load(w, 16), value, b);
      c = multiplyAdd(v128.load(v), value, c);
      d = multiplyAdd(v128.load(v, 16), value, d);
      w += 32;
      v += 32;
    }
    storeGroup(output, group, a, b, epilogue);
    if (other != group) storeGroup(output, other, c, d, epilogue);
  }
}
