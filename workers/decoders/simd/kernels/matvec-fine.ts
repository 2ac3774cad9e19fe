// Weight matrix times one row of two planes (relaxed tiers only): each weight is loaded and unpacked
// once for both. Sums are formed as for two rows and added at the end, which is what tile.ts does, so
// results are equal bit by bit. Half of a group's rows is computed at a time: all would not fit in
// the registers.

import { BLOCK, BLOCK_RECORD, GROUP } from './layout';
import {
  carryOut,
  joined,
  q4BlockBytes,
  q4Offsets,
  q4Scales,
  q8BlockBytes,
  q8Offsets,
  q8Scales,
  upper,
} from './matvec';
import { planeBytes, valueBytes } from './prepare';
import { BYTE_EXCESS, closed, dot4, multiplyAdd, upperNibbles } from './tier';
import { storeGroup } from './epilogue';
import { groupsAhead, readAhead } from './read-ahead';

/** Results of four rows, half 0 or 1 of the group from `block` to `end`. */
@inline
function halfOfQ4<S>(block: usize, end: usize, columns: i32, x: usize, half: usize): v128 {
  const low = i8x16.splat(0x0f);
  const high = i8x16.splat(<i8>0xf0);
  const zero = i32x4.splat(0);
  let y = x + planeBytes(columns);
  let record = x + valueBytes(columns);
  let finer = y + valueBytes(columns);
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  while (block < end) {
    const quants = block + 2 * <usize>GROUP * sizeof<S>() + half * 16;
    let i = zero;
    let j = zero;
    let k = zero;
    let l = zero;
    let v = v128.load(quants, 0);
    let w = v128.and(v, low);
    i = dot4(v128.load32_splat(x, 0), w, i);
    j = dot4(v128.load32_splat(y, 0), w, j);
    v = upper(v, low, high);
    k = dot4(v128.load32_splat(x, 4), v, k);
    l = dot4(v128.load32_splat(y, 4), v, l);
    v = v128.load(quants, 32);
    w = v128.and(v, low);
    i = dot4(v128.load32_splat(x, 8), w, i);
    j = dot4(v128.load32_splat(y, 8), w, j);
    v = upper(v, low, high);
    k = dot4(v128.load32_splat(x, 12), v, k);
    l = dot4(v128.load32_splat(y, 12), v, l);
    v = v128.load(quants, 64);
    w = v128.and(v, low);
    i = dot4(v128.load32_splat(x, 16), w, i);
    j = dot4(v128.load32_splat(y, 16), w, j);
    v = upper(v, low, high);
    k = dot4(v128.load32_splat(x, 20), v, k);
    l = dot4(v128.load32_splat(y, 20), v, l);
    v = v128.load(quants, 96);
    w = v128.and(v, low);
    i = dot4(v128.load32_splat(x, 24), w, i);
    j = dot4(v128.load32_splat(y, 24), w, j);
    v = upper(v, low, high);
    k = dot4(v128.load32_splat(x, 28), v, k);
    l = dot4(v128.load32_splat(y, 28), v, l);
    i = joined(i, k);
    j = joined(j, l);
    v = q4Scales<S>(block, half);
    a = multiplyAdd(f32x4.convert_i32x4_s(i), f32x4.mul(v, v128.load32_splat(record)), a);
    b = multiplyAdd(f32x4.convert_i32x4_s(j), f32x4.mul(v, v128.load32_splat(finer)), b);
    v = q4Offsets<S>(block, half);
    a = multiplyAdd(v, v128.load32_splat(record, 4), a);
    b = multiplyAdd(v, v128.load32_splat(finer, 4), b);
    block += q4BlockBytes<S>();
    x += BLOCK;
    y += BLOCK;
    record += BLOCK_RECORD;
    finer += BLOCK_RECORD;
  }
  const carry = carryOut<S>();
  return f32x4.add(f32x4.mul(a, carry), f32x4.mul(b, carry));
}

/** As `halfOfQ4`. */
@inline
function halfOfQ8<S>(block: usize, end: usize, columns: i32, x: usize, half: usize): v128 {
  const low = i8x16.splat(0x0f);
  const zero = i32x4.splat(0);
  let w = zero;
  let y = x + planeBytes(columns);
  let record = x + valueBytes(columns);
  let finer = y + valueBytes(columns);
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  while (block < end) {
    const quants = block + (q8BlockBytes<S>() - <usize>GROUP * BLOCK) + half * 16;
    let i = BYTE_EXCESS != 0 ? v128.load32_splat(record, 8) : zero;
    let j = BYTE_EXCESS != 0 ? v128.load32_splat(finer, 8) : zero;
    let k = zero;
    let l = zero;
    let v = zero;
    if (PAIRS) {
      let m = zero;
      let n = zero;
      v = v128.load(quants, 0);
      w = v128.and(v, low);
      k = dot4(v128.load32_splat(x, 0), w, k);
      l = dot4(v128.load32_splat(y, 0), w, l);
      v = upperNibbles(v, low);
      m = dot4(v128.load32_splat(x, 0), v, m);
      n = dot4(v128.load32_splat(y, 0), v, n);
      v = v128.load(quants, 32);
      w = v128.and(v, low);
      k = dot4(v128.load32_splat(x, 4), w, k);
      l = dot4(v128.load32_splat(y, 4), w, l);
      v = upperNibbles(v, low);
      m = dot4(v128.load32_splat(x, 4), v, m);
      n = dot4(v128.load32_splat(y, 4), v, n);
      v = v128.load(quants, 64);
      w = v128.and(v, low);
      k = dot4(v128.load32_splat(x, 8), w, k);
      l = dot4(v128.load32_splat(y, 8), w, l);
      v = upperNibbles(v, low);
      m = dot4(v128.load32_splat(x, 8), v, m);
      n = dot4(v128.load32_splat(y, 8), v, n);
      v = v128.load(quants, 96);
      w = v128.and(v, low);
      k = dot4(v128.load32_splat(x, 12), w, k);
      l = dot4(v128.load32_splat(y, 12), w, l);
      v = upperNibbles(v, low);
      m = dot4(v128.load32_splat(x, 12), v, m);
      n = dot4(v128.load32_splat(y, 12), v, n);
      v = v128.load(quants, 128);
      w = v128.and(v, low);
      k = dot4(v128.load32_splat(x, 16), w, k);
      l = dot4(v128.load32_splat(y, 16), w, l);
      v = upperNibbles(v, low);
      m = dot4(v128.load32_splat(x, 16), v, m);
      n = dot4(v128.load32_splat(y, 16), v, n);
      v = v128.load(quants, 160);
      w = v128.and(v, low);
      k = dot4(v128.load32_splat(x, 20), w, k);
      l = dot4(v128.load32_splat(y, 20), w, l);
      v = upperNibbles(v, low);
      m = dot4(v128.load32_splat(x, 20), v, m);
      n = dot4(v128.load32_splat(y, 20), v, n);
      v = v128.load(quants, 192);
      w = v128.and(v, low);
      k = dot4(v128.load32_splat(x, 24), w, k);
      l = dot4(v128.load32_splat(y, 24), w, l);
      v = upperNibbles(v, low);
      m = dot4(v128.load32_splat(x, 24), v, m);
      n = dot4(v128.load32_splat(y, 24), v, n);
      v = v128.load(quants, 224);
      w = v128.and(v, low);
      k = dot4(v128.load32_splat(x, 28), w, k);
      l = dot4(v128.load32_splat(y, 28), w, l);
      v = upperNibbles(v, low);
      m = dot4(v128.load32_splat(x, 28), v, m);
      n = dot4(v128.load32_splat(y, 28), v, n);
      i = i32x4.add(i, i32x4.add(closed(k), i32x4.shl(closed(m), 4)));
      j = i32x4.add(j, i32x4.add(closed(l), i32x4.shl(closed(n), 4)));
    } else {
      v = v128.load(quants, 0);
      i = dot4(v128.load32_splat(x, 0), v, i);
      j = dot4(v128.load32_splat(y, 0), v, j);
      v = v128.load(quants, 32);
      k = dot4(v128.load32_splat(x, 4), v, k);
      l = dot4(v128.load32_splat(y, 4), v, l);
      v = v128.load(quants, 64);
      i = dot4(v128.load32_splat(x, 8), v, i);
      j = dot4(v128.load32_splat(y, 8), v, j);
      v = v128.load(quants, 96);
      k = dot4(v128.load32_splat(x, 12), v, k);
      l = dot4(v128.load32_splat(y, 12), v, l);
      v = v128.load(quants, 128);
      i = dot4(v128.load32_splat(x, 16), v, i);
      j = dot4(v128.load32_splat(y, 16), v, j);
      v = v128.load(quants, 160);
      k = dot4(v128.load32_splat(x, 20), v, k);
      l = dot4(v128.load32_splat(y, 20), v, l);
      v = v128.load(quants, 192);
      i = dot4(v128.load32_splat(x, 24), v, i);
      j = dot4(v128.load32_splat(y, 24), v, j);
      v = v128.load(quants, 224);
      k = dot4(v128.load32_splat(x, 28), v, k);
      l = dot4(v128.load32_splat(y, 28), v, l);
      i = i32x4.add(i, k);
      j = i32x4.add(j, l);
    }
    v = q8Scales<S>(block, half);
    a = multiplyAdd(f32x4.convert_i32x4_s(i), f32x4.mul(v, v128.load32_splat(record)), a);
    b = multiplyAdd(f32x4.convert_i32x4_s(j), f32x4.mul(v, v128.load32_splat(finer)), b);
    if (sizeof<S>() != 2) {
      v = q8Offsets(block, half);
      a = multiplyAdd(v, v128.load32_splat(record, 4), a);
      b = multiplyAdd(v, v128.load32_splat(finer, 4), b);
    }
    block += q8BlockBytes<S>();
    x += BLOCK;
    y += BLOCK;
    record += BLOCK_RECORD;
    finer += BLOCK_RECORD;
  }
  const carry = carryOut<S>();
  return f32x4.add(f32x4.mul(a, carry), f32x4.mul(b, carry));
}

@inline
function multiplyFine<S>(
  bits: i32,
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  const blockBytes = bits == 4 ? q4BlockBytes<S>() : q8BlockBytes<S>();
  const groupBytes = <usize>(columns / BLOCK) * blockBytes;
  const batch = groupsAhead(groupBytes);
  let due = batch == 0 ? -1 : first;
  let ahead = min(first + batch, last);
  let block = weights + <usize>first * groupBytes;
  readAhead(block, weights + <usize>ahead * groupBytes);
  for (let group = first; group < last; ++group) {
    if (group == due) {
      due = ahead;
      ahead = min(ahead + batch, last);
      readAhead(weights + <usize>due * groupBytes, weights + <usize>ahead * groupBytes);
    }
    const end = block + groupBytes;
    const a =
      bits == 4
        ? halfOfQ4<S>(block, end, columns, input, 0)
        : halfOfQ8<S>(block, end, columns, input, 0);
    const b =
      bits == 4
        ? halfOfQ4<S>(block, end, columns, input, 1)
        : halfOfQ8<S>(block, end, columns, input, 1);
    storeGroup(output, group, a, b, epilogue);
    block = end;
  }
}

export function matvecFineQ4<S>(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  multiplyFine<S>(4, weights, first, last, columns, input, output, epilogue);
}

export function matvecFineQ8<S>(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  multiplyFine<S>(8, weights, first, last, columns, input, output, epilogue);
}
