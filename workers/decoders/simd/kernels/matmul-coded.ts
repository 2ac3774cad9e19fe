// Weights of row-coded.ts times several rows.

import { BLOCK } from './layout';
import {
  CODE_BYTES,
  codedBlockBytes,
  FACTOR_BYTES,
  offsetCodesA,
  offsetCodesB,
  scaleCodesA,
  scaleCodesB,
} from './row-coded';
import { OFFSETS_CODED, SPREAD_BYTES, tiles } from './tile';

@inline
function low2(v: v128): v128 {
  return v128.and(v, RELAXED ? i8x16.splat(3) : i16x8.splat(3));
}

@inline
function low3(v: v128): v128 {
  return v128.and(v, RELAXED ? i8x16.splat(7) : i16x8.splat(7));
}

@inline
function spread2(from: usize, to: usize): void {
  for (let i = 0; i < BLOCK / 8; ++i) {
    const v = v128.load(from);
    v128.store(to, low2(v));
    if (RELAXED) {
      v128.store(to, low2(i16x8.shr_u(v, 2)), 16);
      v128.store(to, low2(i16x8.shr_u(v, 4)), 32);
      v128.store(to, low2(i16x8.shr_u(v, 6)), 48);
      to += 64;
    } else {
      v128.store(to, low2(i16x8.shr_u(v, 8)), 16);
      v128.store(to, low2(i16x8.shr_u(v, 2)), 32);
      v128.store(to, low2(i16x8.shr_u(v, 10)), 48);
      v128.store(to, low2(i16x8.shr_u(v, 4)), 64);
      v128.store(to, low2(i16x8.shr_u(v, 12)), 80);
      v128.store(to, low2(i16x8.shr_u(v, 6)), 96);
      v128.store(to, i16x8.shr_u(v, 14), 112);
      to += 128;
    }
    from += 16;
  }
}

@inline
function spread3(from: usize, to: usize): void {
  if (RELAXED) {
    const highest = i8x16.splat(4);
    for (let i = 0; i < BLOCK / 16; ++i) {
      const v0 = v128.load(from);
      const v1 = v128.load(from, 16);
      const v2 = v128.load(from, 32);
      v128.store(to, low3(v0));
      v128.store(to, low3(i16x8.shr_u(v0, 3)), 16);
      v128.store(to, low3(v1), 32);
      v128.store(to, low3(i16x8.shr_u(v1, 3)), 48);
      v128.store(to, low3(v2), 64);
      v128.store(to, low3(i16x8.shr_u(v2, 3)), 80);
      v128.store(
        to,
        v128.or(low2(i16x8.shr_u(v0, 6)), v128.and(i16x8.shr_u(v2, 4), highest)),
        96,
      );
      v128.store(
        to,
        v128.or(low2(i16x8.shr_u(v1, 6)), v128.and(i16x8.shr_u(v2, 5), highest)),
        112,
      );
      from += 48;
      to += 128;
    }
    return;
  }
  for (let half = 0; half < 2; ++half) {
    let last = i16x8.splat(0);
    let at = to;
    for (let i = 0; i < 3; ++i) {
      const v = v128.load(from);
      v128.store(at, low3(v));
      v128.store(at, low3(i16x8.shr_u(v, 3)), 32);
      v128.store(at, low3(i16x8.shr_u(v, 6)), 64);
      v128.store(at, low3(i16x8.shr_u(v, 9)), 96);
      v128.store(at, low3(i16x8.shr_u(v, 12)), 128);
      last = v128.or(last, i16x8.shl(i16x8.shr_u(v, 15), i));
      from += 16;
      at += 160;
    }
    v128.store(at, last);
    to += 16;
  }
}

@inline
function multiply(
  bits: i32,
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  inputStride: usize,
  rows: i32,
  output: usize,
  outputStride: usize,
  epilogue: i32,
  scratch: usize,
  fine: bool,
): void {
  const blocks = columns / BLOCK;
  const blockBytes = codedBlockBytes(bits);
  let block = weights + <usize>first * (<usize>blocks * blockBytes + FACTOR_BYTES);
  for (let group = first; group < last; ++group) {
    let to = scratch;
    for (let i = 0; i < blocks; ++i) {
      const codes = v128.load(block);
      if (bits == 2) spread2(block + CODE_BYTES, to);
      else spread3(block + CODE_BYTES, to);
      to += SPREAD_BYTES;
      v128.store(to, f32x4.convert_i32x4_s(scaleCodesA(codes)));
      v128.store(to, f32x4.convert_i32x4_s(scaleCodesB(codes)), 16);
      v128.store(to, f32x4.convert_i32x4_s(offsetCodesA(codes)), 32);
      v128.store(to, f32x4.convert_i32x4_s(offsetCodesB(codes)), 48);
      to += 64;
      block += blockBytes;
    }
    tiles(
      scratch,
      columns,
      input,
      inputStride,
      rows,
      output,
      outputStride,
      group,
      epilogue,
      f32x4.splat(1),
      OFFSETS_CODED,
      block,
      false,
      fine,
    );
    block += FACTOR_BYTES;
  }
}

export function matmulQ2(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  inputStride: usize,
  rows: i32,
  output: usize,
  outputStride: usize,
  epilogue: i32,
  scratch: usize,
): void {
  multiply(
    2,
    weights,
    first,
    last,
    columns,
    input,
    inputStride,
    rows,
    output,
    outputStride,
    epilogue,
    scratch,
    false,
  );
}

/** For rows with a second plane; relaxed tiers only. */
export function matmulFineQ2(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  inputStride: usize,
  rows: i32,
  output: usize,
  outputStride: usize,
  epilogue: i32,
  scratch: usize,
): void {
  multiply(
    2,
    weights,
    first,
    last,
    columns,
    input,
    inputStride,
    rows,
    output,
    outputStride,
    epilogue,
    scratch,
    true,
  );
}

export function matmulQ3(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  inputStride: usize,
  rows: i32,
  output: usize,
  outputStride: usize,
  epilogue: i32,
  scratch: usize,
): void {
  multiply(
    3,
    weights,
    first,
    last,
    columns,
    input,
    inputStride,
    rows,
    output,
    outputStride,
    epilogue,
    scratch,
    false,
  );
}

/** For rows with a second plane; relaxed tiers only. */
export function matmulFineQ3(
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  inputStride: usize,
  rows: i32,
  output: usize,
  outputStride: usize,
  epilogue: i32,
  scratch: usize,
): void {
  multiply(
    3,
    weights,
    first,
    last,
    columns,
    input,
    inputStride,
    rows,
    output,
    outputStride,
    epilogue,
    scratch,
    true,
  );
}
