// Weights of row-coded.ts times one row.
//
// What is tuned here to V8 on x86, with the passes of scripts/build-kernels.mjs: constants are named
// before the loops, which keeps them in registers; loads have constant offsets; four sums at a time,
// since a dot product waits five cycles for the one before it; each operand is loaded just before it
// is used.

import { BLOCK, BLOCK_RECORD } from './layout';
import { storeGroup } from './epilogue';
import { planeBytes, valueBytes } from './prepare';
import { groupsAhead, readAhead } from './read-ahead';
import { codedBlockBytes, combine, FACTOR_BYTES } from './row-coded';
import { ACTIVATION_BYTES, addOpen, closed, dot2, dot4, multiplyAdd } from './tier';

/** A block's integer sums times the codes of its scales: exact in the relaxed tiers, within 2^23. */
@inline
function scaleSums(sums: v128, codes: v128): v128 {
  // Sums are below 2^15 there, so that their lower halves are all of them.
  if (RELAXED) return f32x4.convert_i32x4_s(i32x4.dot_i16x8_s(sums, codes));
  return f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.convert_i32x4_s(codes));
}

@inline
function multiply(
  bits: i32,
  fine: bool,
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
  let block = weights + <usize>first * groupBytes;
  const batch = groupsAhead(groupBytes);
  let due = batch == 0 ? -1 : first;
  let ahead = min(first + batch, last);
  const zero = i32x4.splat(0);
  const low = RELAXED ? i8x16.splat(bits == 2 ? 0x03 : 0x07) : i16x8.splat(bits == 2 ? 0x03 : 0x07);
  const second = RELAXED ? i8x16.splat(bits == 2 ? 0x0c : 0x38) : i16x8.splat(bits == 2 ? 0x0c : 0x38);
  const third = RELAXED ? i8x16.splat(bits == 2 ? 0x30 : 0x18) : i16x8.splat(bits == 2 ? 0x30 : 0x1c0);
  const fourth = RELAXED ? i8x16.splat(bits == 2 ? <i8>0xc0 : 0x20) : i16x8.splat(bits == 2 ? 0xc0 : 0xe00);
  const fifth = i16x8.splat(4);
  const sixth = i16x8.splat(2);
  const top = i8x16.splat(<i8>0xc0);
  const seventh = i8x16.splat(0x40);
  const eighth = i8x16.splat(<i8>0x80);
  const scalesA = i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1, -1);
  const scalesB = i8x16(4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1, -1, 7, -1, -1, -1);
  const offsetsA = i8x16(8, -1, -1, -1, 9, -1, -1, -1, 10, -1, -1, -1, 11, -1, -1, -1);
  const offsetsB = i8x16(12, -1, -1, -1, 13, -1, -1, -1, 14, -1, -1, -1, 15, -1, -1, -1);
  let v = zero;
  let y = zero;
  let z = zero;
  let m = zero;
  let n = zero;
  let isSecond = false;
  let firstA = f32x4.splat(0);
  let firstB = firstA;
  readAhead(block, weights + <usize>ahead * groupBytes);
  for (let group = first; group < last; ++group) {
    if (group == due && !(fine && isSecond)) {
      due = ahead;
      ahead = min(ahead + batch, last);
      readAhead(weights + <usize>due * groupBytes, weights + <usize>ahead * groupBytes);
    }
    const end = block + groupBytes - FACTOR_BYTES;
    let x = fine && isSecond ? input + planeBytes(columns) : input;
    let record = x + valueBytes(columns);
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    while (block < end) {
      let i = zero;
      let j = zero;
      let k = zero;
      let l = zero;
      if (UNSIGNED && bits == 2) {
        v = v128.load(block, 16);
        y = v128.load32_splat(x, 0);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        y = v128.load32_splat(x, 4);
        k = dot4(y, v128.and(v, third), k);
        l = dot4(y, v128.and(v, fourth), l);
        v = v128.load(block, 32);
        y = v128.load32_splat(x, 8);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        y = v128.load32_splat(x, 12);
        k = dot4(y, v128.and(v, third), k);
        l = dot4(y, v128.and(v, fourth), l);
        v = v128.load(block, 48);
        y = v128.load32_splat(x, 16);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        y = v128.load32_splat(x, 20);
        k = dot4(y, v128.and(v, third), k);
        l = dot4(y, v128.and(v, fourth), l);
        v = v128.load(block, 64);
        y = v128.load32_splat(x, 24);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        y = v128.load32_splat(x, 28);
        k = dot4(y, v128.and(v, third), k);
        l = dot4(y, v128.and(v, fourth), l);
        i = i32x4.add(i, i32x4.shr_s(k, 4));
        j = i32x4.add(j, i32x4.shr_s(l, 4));
        j = i32x4.shr_s(j, 2);
      } else if (UNSIGNED) {
        y = v128.load32_splat(x, 12);
        z = v128.load32_splat(x, 28);
        k = dot4(y, v128.and(v128.load(block, 16), top), k);
        l = dot4(y, v128.and(v128.load(block, 32), top), l);
        k = dot4(z, v128.and(v128.load(block, 64), top), k);
        l = dot4(z, v128.and(v128.load(block, 80), top), l);
        k = i32x4.shr_s(k, 2);
        l = i32x4.shr_s(l, 1);
        v = v128.load(block, 48);
        k = dot4(y, v128.and(v, seventh), k);
        l = dot4(y, v128.and(v, eighth), l);
        v = v128.load(block, 96);
        k = dot4(z, v128.and(v, seventh), k);
        l = dot4(z, v128.and(v, eighth), l);
        v = v128.load(block, 16);
        y = v128.load32_splat(x, 0);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = v128.load(block, 32);
        y = v128.load32_splat(x, 4);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = v128.load(block, 48);
        y = v128.load32_splat(x, 8);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = v128.load(block, 64);
        y = v128.load32_splat(x, 16);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = v128.load(block, 80);
        y = v128.load32_splat(x, 20);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = v128.load(block, 96);
        y = v128.load32_splat(x, 24);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        i = i32x4.add(i, i32x4.shr_s(k, 4));
        j = i32x4.add(j, i32x4.shr_s(l, 2));
        j = i32x4.shr_s(j, 3);
      } else if (RELAXED && bits == 2) {
        v = v128.load(block, 16);
        y = v128.load32_splat(x, 0);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = i16x8.shr_u(v, 4);
        y = v128.load32_splat(x, 4);
        k = dot4(y, v128.and(v, low), k);
        l = dot4(y, v128.and(v, second), l);
        v = v128.load(block, 32);
        y = v128.load32_splat(x, 8);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = i16x8.shr_u(v, 4);
        y = v128.load32_splat(x, 12);
        k = dot4(y, v128.and(v, low), k);
        l = dot4(y, v128.and(v, second), l);
        v = v128.load(block, 48);
        y = v128.load32_splat(x, 16);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = i16x8.shr_u(v, 4);
        y = v128.load32_splat(x, 20);
        k = dot4(y, v128.and(v, low), k);
        l = dot4(y, v128.and(v, second), l);
        v = v128.load(block, 64);
        y = v128.load32_splat(x, 24);
        i = dot4(y, v128.and(v, low), i);
        j = dot4(y, v128.and(v, second), j);
        v = i16x8.shr_u(v, 4);
        y = v128.load32_splat(x, 28);
        k = dot4(y, v128.and(v, low), k);
        l = dot4(y, v128.and(v, second), l);
        i = closed(addOpen(i, k));
        j = i32x4.shr_s(closed(addOpen(j, l)), 2);
      } else if (RELAXED) {
        v = v128.load(block, 16);
        y = v128.load32_splat(x, 0);
        i = dot4(y, v128.and(v, low), i);
        v = i16x8.shr_u(v, 3);
        j = dot4(y, v128.and(v, low), j);
        m = v128.and(v, third);
        v = v128.load(block, 32);
        y = v128.load32_splat(x, 4);
        i = dot4(y, v128.and(v, low), i);
        v = i16x8.shr_u(v, 3);
        j = dot4(y, v128.and(v, low), j);
        n = v128.and(v, third);
        v = v128.load(block, 48);
        y = v128.load32_splat(x, 8);
        i = dot4(y, v128.and(v, low), i);
        v = i16x8.shr_u(v, 3);
        j = dot4(y, v128.and(v, low), j);
        y = v128.load32_splat(x, 12);
        k = dot4(y, v128.or(m, v128.and(i16x8.shl(v, 2), fourth)), k);
        l = dot4(y, v128.or(n, v128.and(i16x8.shl(v, 1), fourth)), l);
        v = v128.load(block, 64);
        y = v128.load32_splat(x, 16);
        i = dot4(y, v128.and(v, low), i);
        v = i16x8.shr_u(v, 3);
        j = dot4(y, v128.and(v, low), j);
        m = v128.and(v, third);
        v = v128.load(block, 80);
        y = v128.load32_splat(x, 20);
        i = dot4(y, v128.and(v, low), i);
        v = i16x8.shr_u(v, 3);
        j = dot4(y, v128.and(v, low), j);
        n = v128.and(v, third);
        v = v128.load(block, 96);
        y = v128.load32_splat(x, 24);
        i = dot4(y, v128.and(v, low), i);
        v = i16x8.shr_u(v, 3);
        j = dot4(y, v128.and(v, low), j);
        y = v128.load32_splat(x, 28);
        k = dot4(y, v128.or(m, v128.and(i16x8.shl(v, 2), fourth)), k);
        l = dot4(y, v128.or(n, v128.and(i16x8.shl(v, 1), fourth)), l);
        i = i32x4.add(closed(i), i32x4.shr_s(closed(k), 3));
        j = i32x4.add(closed(j), i32x4.shr_s(closed(l), 3));
      } else if (bits == 2) {
        i = dot2(v128.load32_splat(x, 12), v128.and(v128.load(block, 16), fourth), i);
        i = dot2(v128.load32_splat(x, 28), v128.and(v128.load(block, 32), fourth), i);
        i = dot2(v128.load32_splat(x, 44), v128.and(v128.load(block, 48), fourth), i);
        i = dot2(v128.load32_splat(x, 60), v128.and(v128.load(block, 64), fourth), i);
        i = i32x4.shr_s(i, 2);
        i = dot2(v128.load32_splat(x, 8), v128.and(v128.load(block, 16), third), i);
        i = dot2(v128.load32_splat(x, 24), v128.and(v128.load(block, 32), third), i);
        i = dot2(v128.load32_splat(x, 40), v128.and(v128.load(block, 48), third), i);
        i = dot2(v128.load32_splat(x, 56), v128.and(v128.load(block, 64), third), i);
        i = i32x4.shr_s(i, 2);
        i = dot2(v128.load32_splat(x, 4), v128.and(v128.load(block, 16), second), i);
        i = dot2(v128.load32_splat(x, 20), v128.and(v128.load(block, 32), second), i);
        i = dot2(v128.load32_splat(x, 36), v128.and(v128.load(block, 48), second), i);
        i = dot2(v128.load32_splat(x, 52), v128.and(v128.load(block, 64), second), i);
        i = i32x4.shr_s(i, 2);
        i = dot2(v128.load32_splat(x, 0), v128.and(v128.load(block, 16), low), i);
        i = dot2(v128.load32_splat(x, 16), v128.and(v128.load(block, 32), low), i);
        i = dot2(v128.load32_splat(x, 32), v128.and(v128.load(block, 48), low), i);
        i = dot2(v128.load32_splat(x, 48), v128.and(v128.load(block, 64), low), i);
        j = dot2(v128.load32_splat(x, 12), v128.and(i16x8.shr_u(v128.load(block, 16), 8), fourth), j);
        j = dot2(v128.load32_splat(x, 28), v128.and(i16x8.shr_u(v128.load(block, 32), 8), fourth), j);
        j = dot2(v128.load32_splat(x, 44), v128.and(i16x8.shr_u(v128.load(block, 48), 8), fourth), j);
        j = dot2(v128.load32_splat(x, 60), v128.and(i16x8.shr_u(v128.load(block, 64), 8), fourth), j);
        j = i32x4.shr_s(j, 2);
        j = dot2(v128.load32_splat(x, 8), v128.and(i16x8.shr_u(v128.load(block, 16), 8), third), j);
        j = dot2(v128.load32_splat(x, 24), v128.and(i16x8.shr_u(v128.load(block, 32), 8), third), j);
        j = dot2(v128.load32_splat(x, 40), v128.and(i16x8.shr_u(v128.load(block, 48), 8), third), j);
        j = dot2(v128.load32_splat(x, 56), v128.and(i16x8.shr_u(v128.load(block, 64), 8), third), j);
        j = i32x4.shr_s(j, 2);
        j = dot2(v128.load32_splat(x, 4), v128.and(i16x8.shr_u(v128.load(block, 16), 8), second), j);
        j = dot2(v128.load32_splat(x, 20), v128.and(i16x8.shr_u(v128.load(block, 32), 8), second), j);
        j = dot2(v128.load32_splat(x, 36), v128.and(i16x8.shr_u(v128.load(block, 48), 8), second), j);
        j = dot2(v128.load32_splat(x, 52), v128.and(i16x8.shr_u(v128.load(block, 64), 8), second), j);
        j = i32x4.shr_s(j, 2);
        j = dot2(v128.load32_splat(x, 0), v128.and(i16x8.shr_u(v128.load(block, 16), 8), low), j);
        j = dot2(v128.load32_splat(x, 16), v128.and(i16x8.shr_u(v128.load(block, 32), 8), low), j);
        j = dot2(v128.load32_splat(x, 32), v128.and(i16x8.shr_u(v128.load(block, 48), 8), low), j);
        j = dot2(v128.load32_splat(x, 48), v128.and(i16x8.shr_u(v128.load(block, 64), 8), low), j);
      } else {
        i = dot2(v128.load32_splat(x, 12), v128.and(v128.load(block, 16), fourth), i);
        i = dot2(v128.load32_splat(x, 32), v128.and(v128.load(block, 32), fourth), i);
        i = dot2(v128.load32_splat(x, 52), v128.and(v128.load(block, 48), fourth), i);
        i = i32x4.shr_s(i, 3);
        i = dot2(v128.load32_splat(x, 8), v128.and(v128.load(block, 16), third), i);
        i = dot2(v128.load32_splat(x, 28), v128.and(v128.load(block, 32), third), i);
        i = dot2(v128.load32_splat(x, 48), v128.and(v128.load(block, 48), third), i);
        i = i32x4.shr_s(i, 3);
        i = dot2(v128.load32_splat(x, 4), v128.and(v128.load(block, 16), second), i);
        i = dot2(v128.load32_splat(x, 24), v128.and(v128.load(block, 32), second), i);
        i = dot2(v128.load32_splat(x, 44), v128.and(v128.load(block, 48), second), i);
        i = i32x4.shr_s(i, 3);
        i = dot2(v128.load32_splat(x, 0), v128.and(v128.load(block, 16), low), i);
        i = dot2(v128.load32_splat(x, 20), v128.and(v128.load(block, 32), low), i);
        i = dot2(v128.load32_splat(x, 40), v128.and(v128.load(block, 48), low), i);
        v = v128.load(block, 16);
        i = dot2(v128.load32_splat(x, 16), v128.and(i16x8.shr_u(v, 12), low), i);
        v = v128.load(block, 32);
        i = dot2(v128.load32_splat(x, 36), v128.and(i16x8.shr_u(v, 12), low), i);
        v = v128.load(block, 48);
        i = dot2(v128.load32_splat(x, 56), v128.and(i16x8.shr_u(v, 12), low), i);
        y = v128.and(i16x8.shr_u(v, 13), fifth);
        y = v128.or(y, v128.and(i16x8.shr_u(v128.load(block, 32), 14), sixth));
        y = v128.or(y, i16x8.shr_u(v128.load(block, 16), 15));
        i = dot2(v128.load32_splat(x, 60), y, i);
        j = dot2(v128.load32_splat(x, 12), v128.and(v128.load(block, 64), fourth), j);
        j = dot2(v128.load32_splat(x, 32), v128.and(v128.load(block, 80), fourth), j);
        j = dot2(v128.load32_splat(x, 52), v128.and(v128.load(block, 96), fourth), j);
        j = i32x4.shr_s(j, 3);
        j = dot2(v128.load32_splat(x, 8), v128.and(v128.load(block, 64), third), j);
        j = dot2(v128.load32_splat(x, 28), v128.and(v128.load(block, 80), third), j);
        j = dot2(v128.load32_splat(x, 48), v128.and(v128.load(block, 96), third), j);
        j = i32x4.shr_s(j, 3);
        j = dot2(v128.load32_splat(x, 4), v128.and(v128.load(block, 64), second), j);
        j = dot2(v128.load32_splat(x, 24), v128.and(v128.load(block, 80), second), j);
        j = dot2(v128.load32_splat(x, 44), v128.and(v128.load(block, 96), second), j);
        j = i32x4.shr_s(j, 3);
        j = dot2(v128.load32_splat(x, 0), v128.and(v128.load(block, 64), low), j);
        j = dot2(v128.load32_splat(x, 20), v128.and(v128.load(block, 80), low), j);
        j = dot2(v128.load32_splat(x, 40), v128.and(v128.load(block, 96), low), j);
        v = v128.load(block, 64);
        j = dot2(v128.load32_splat(x, 16), v128.and(i16x8.shr_u(v, 12), low), j);
        v = v128.load(block, 80);
        j = dot2(v128.load32_splat(x, 36), v128.and(i16x8.shr_u(v, 12), low), j);
        v = v128.load(block, 96);
        j = dot2(v128.load32_splat(x, 56), v128.and(i16x8.shr_u(v, 12), low), j);
        y = v128.and(i16x8.shr_u(v, 13), fifth);
        y = v128.or(y, v128.and(i16x8.shr_u(v128.load(block, 80), 14), sixth));
        y = v128.or(y, i16x8.shr_u(v128.load(block, 64), 15));
        j = dot2(v128.load32_splat(x, 60), y, j);
      }
      const codes = v128.load(block);
      const scale = v128.load32_splat(record);
      const sum = v128.load32_splat(record, 4);
      a = multiplyAdd(scaleSums(i, i8x16.swizzle(codes, scalesA)), scale, a);
      b = multiplyAdd(scaleSums(j, i8x16.swizzle(codes, scalesB)), scale, b);
      c = multiplyAdd(f32x4.convert_i32x4_s(i8x16.swizzle(codes, offsetsA)), sum, c);
      d = multiplyAdd(f32x4.convert_i32x4_s(i8x16.swizzle(codes, offsetsB)), sum, d);
      block += blockBytes;
      x += <usize>BLOCK * ACTIVATION_BYTES;
      record += BLOCK_RECORD;
    }
    a = combine(a, c, block, 0);
    b = combine(b, d, block, 1);
    if (fine && !isSecond) {
      // The group is in the first-level cache now: its second plane costs no memory.
      isSecond = true;
      firstA = a;
      firstB = b;
      block = end - <usize>(columns / BLOCK) * blockBytes;
      --group;
      continue;
    }
    if (fine) {
      isSecond = false;
      a = f32x4.add(firstA, a);
      b = f32x4.add(firstB, b);
    }
    storeGroup(output, group, a, b, epilogue);
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
  multiply(2, false, weights, first, last, columns, input, output, epilogue);
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
  multiply(3, false, weights, first, last, columns, input, output, epilogue);
}

/** For a row with a second plane; relaxed tiers only. */
export function matvecFineQ2(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  multiply(2, true, weights, first, last, columns, input, output, epilogue);
}

/** As `matvecFineQ2`. */
export function matvecFineQ3(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  multiply(3, true, weights, first, last, columns, input, output, epilogue);
}
