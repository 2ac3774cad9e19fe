// Products of one group of 8 weight rows with tiles of 4 tokens. The group's quants are spread out in
// scratch memory that stays in the first-level cache: per block, for each dot product's columns a
// vector of rows 0-3 and one of rows 4-7, then 64 bytes of scales and offsets, a vector of either
// half each. Every sum is formed with the same operations in the same order as for a single row
// (matvec.ts, matvec-coded.ts), so results are equal bit by bit.

import { BLOCK, BLOCK_RECORD, GROUP } from './layout';
import { storeGroup } from './epilogue';
import { planeBytes, valueBytes } from './prepare';
import { combine } from './row-coded';
import { ACTIVATION_BYTES, closed, dot2, dot4, multiplyAdd } from './tier';

/** Tokens per tile. */
@inline
export const TILE: i32 = 4;

/** Bytes of the spread-out quants of one block of a group that `dot` can add up at once. */
@inline
export const SPREAD_BYTES: usize = <usize>GROUP * BLOCK * ACTIVATION_BYTES;

// How a block's offsets come in: not at all, as they are, or as codes, which scales are then too.
@inline
export const OFFSETS_NONE: i32 = 0;
@inline
export const OFFSETS_PLAIN: i32 = 1;
@inline
export const OFFSETS_CODED: i32 = 2;

@inline
function dot(activations: v128, weights: v128, sum: v128): v128 {
  return RELAXED ? dot4(activations, weights, sum) : dot2(activations, weights, sum);
}

/** Adds one block's integer sums to a row half's result. */
@inline
export function addBlock(offsets: i32, sum: v128, scales: v128, record: usize, result: v128): v128 {
  if (offsets == OFFSETS_CODED) {
    return multiplyAdd(
      f32x4.mul(f32x4.convert_i32x4_s(sum), scales),
      v128.load32_splat(record),
      result,
    );
  }
  return multiplyAdd(
    f32x4.convert_i32x4_s(sum),
    f32x4.mul(scales, v128.load32_splat(record)),
    result,
  );
}

@inline
export function addOffset(offsets: v128, record: usize, result: v128): v128 {
  return multiplyAdd(offsets, v128.load32_splat(record, 4), result);
}

/**
 * One group of rows for four tokens. `corrected`: quants are stored `BYTE_EXCESS` too high. `fine`: two
 * tokens, each with its second plane after it. `valid` tokens are stored, the others are repeats.
 */
@inline
function tile(
  spread: usize,
  blocks: i32,
  columns: i32,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  output: usize,
  outputStride: usize,
  valid: i32,
  group: i32,
  epilogue: i32,
  carry: v128,
  offsets: i32,
  factors: usize,
  corrected: bool,
  fine: bool,
): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  const values = valueBytes(columns);
  let r0 = x0 + values;
  let r1 = x1 + values;
  let r2 = x2 + values;
  let r3 = x3 + values;
  let c0 = a0;
  let c1 = a0;
  let c2 = a0;
  let c3 = a0;
  let d0 = a0;
  let d1 = a0;
  let d2 = a0;
  let d3 = a0;
  if (offsets == OFFSETS_CODED) {
    // Apart from the loop below, which has no registers to spare.
    let codes = spread + SPREAD_BYTES + 32;
    for (let at: usize = 0; at < <usize>blocks * BLOCK_RECORD; at += BLOCK_RECORD) {
      const c = v128.load(codes);
      const d = v128.load(codes, 16);
      c0 = addOffset(c, r0 + at, c0);
      d0 = addOffset(d, r0 + at, d0);
      c1 = addOffset(c, r1 + at, c1);
      d1 = addOffset(d, r1 + at, d1);
      c2 = addOffset(c, r2 + at, c2);
      d2 = addOffset(d, r2 + at, d2);
      c3 = addOffset(c, r3 + at, c3);
      d3 = addOffset(d, r3 + at, d3);
      codes += SPREAD_BYTES + 64;
    }
  }
  for (let block = 0; block < blocks; ++block) {
    let i0 = corrected ? v128.load32_splat(r0, 8) : i32x4.splat(0);
    let i1 = corrected ? v128.load32_splat(r1, 8) : i32x4.splat(0);
    let i2 = corrected ? v128.load32_splat(r2, 8) : i32x4.splat(0);
    let i3 = corrected ? v128.load32_splat(r3, 8) : i32x4.splat(0);
    let j0 = i0;
    let j1 = i1;
    let j2 = i2;
    let j3 = i3;
    const end = spread + SPREAD_BYTES;
    while (spread < end) {
      let w = v128.load(spread, 0);
      let v = v128.load(spread, 16);
      let x = v128.load32_splat(x0, 0);
      i0 = dot(x, w, i0);
      j0 = dot(x, v, j0);
      x = v128.load32_splat(x1, 0);
      i1 = dot(x, w, i1);
      j1 = dot(x, v, j1);
      x = v128.load32_splat(x2, 0);
      i2 = dot(x, w, i2);
      j2 = dot(x, v, j2);
      x = v128.load32_splat(x3, 0);
      i3 = dot(x, w, i3);
      j3 = dot(x, v, j3);
      w = v128.load(spread, 32);
      v = v128.load(spread, 48);
      x = v128.load32_splat(x0, 4);
      i0 = dot(x, w, i0);
      j0 = dot(x, v, j0);
      x = v128.load32_splat(x1, 4);
      i1 = dot(x, w, i1);
      j1 = dot(x, v, j1);
      x = v128.load32_splat(x2, 4);
      i2 = dot(x, w, i2);
      j2 = dot(x, v, j2);
      x = v128.load32_splat(x3, 4);
      i3 = dot(x, w, i3);
      j3 = dot(x, v, j3);
      w = v128.load(spread, 64);
      v = v128.load(spread, 80);
      x = v128.load32_splat(x0, 8);
      i0 = dot(x, w, i0);
      j0 = dot(x, v, j0);
      x = v128.load32_splat(x1, 8);
      i1 = dot(x, w, i1);
      j1 = dot(x, v, j1);
      x = v128.load32_splat(x2, 8);
      i2 = dot(x, w, i2);
      j2 = dot(x, v, j2);
      x = v128.load32_splat(x3, 8);
      i3 = dot(x, w, i3);
      j3 = dot(x, v, j3);
      w = v128.load(spread, 96);
      v = v128.load(spread, 112);
      x = v128.load32_splat(x0, 12);
      i0 = dot(x, w, i0);
      j0 = dot(x, v, j0);
      x = v128.load32_splat(x1, 12);
      i1 = dot(x, w, i1);
      j1 = dot(x, v, j1);
      x = v128.load32_splat(x2, 12);
      i2 = dot(x, w, i2);
      j2 = dot(x, v, j2);
      x = v128.load32_splat(x3, 12);
      i3 = dot(x, w, i3);
      j3 = dot(x, v, j3);
      x0 += 16;
      x1 += 16;
      x2 += 16;
      x3 += 16;
      spread += 128;
    }
    i0 = closed(i0);
    i1 = closed(i1);
    i2 = closed(i2);
    i3 = closed(i3);
    j0 = closed(j0);
    j1 = closed(j1);
    j2 = closed(j2);
    j3 = closed(j3);
    let scales = v128.load(spread);
    a0 = addBlock(offsets, i0, scales, r0, a0);
    a1 = addBlock(offsets, i1, scales, r1, a1);
    a2 = addBlock(offsets, i2, scales, r2, a2);
    a3 = addBlock(offsets, i3, scales, r3, a3);
    scales = v128.load(spread, 16);
    b0 = addBlock(offsets, j0, scales, r0, b0);
    b1 = addBlock(offsets, j1, scales, r1, b1);
    b2 = addBlock(offsets, j2, scales, r2, b2);
    b3 = addBlock(offsets, j3, scales, r3, b3);
    if (offsets == OFFSETS_PLAIN) {
      scales = v128.load(spread, 32);
      a0 = addOffset(scales, r0, a0);
      a1 = addOffset(scales, r1, a1);
      a2 = addOffset(scales, r2, a2);
      a3 = addOffset(scales, r3, a3);
      scales = v128.load(spread, 48);
      b0 = addOffset(scales, r0, b0);
      b1 = addOffset(scales, r1, b1);
      b2 = addOffset(scales, r2, b2);
      b3 = addOffset(scales, r3, b3);
    }
    spread += 64;
    r0 += BLOCK_RECORD;
    r1 += BLOCK_RECORD;
    r2 += BLOCK_RECORD;
    r3 += BLOCK_RECORD;
  }
  if (offsets == OFFSETS_CODED) {
    a0 = combine(a0, c0, factors, 0);
    a1 = combine(a1, c1, factors, 0);
    a2 = combine(a2, c2, factors, 0);
    a3 = combine(a3, c3, factors, 0);
    b0 = combine(b0, d0, factors, 1);
    b1 = combine(b1, d1, factors, 1);
    b2 = combine(b2, d2, factors, 1);
    b3 = combine(b3, d3, factors, 1);
  }
  if (offsets != OFFSETS_CODED) {
    a0 = f32x4.mul(a0, carry);
    a1 = f32x4.mul(a1, carry);
    a2 = f32x4.mul(a2, carry);
    a3 = f32x4.mul(a3, carry);
    b0 = f32x4.mul(b0, carry);
    b1 = f32x4.mul(b1, carry);
    b2 = f32x4.mul(b2, carry);
    b3 = f32x4.mul(b3, carry);
  }
  if (fine) {
    a0 = f32x4.add(a0, a1);
    b0 = f32x4.add(b0, b1);
    storeGroup(output, group, a0, b0, epilogue);
    if (valid < 2) return;
    output += outputStride;
    a2 = f32x4.add(a2, a3);
    b2 = f32x4.add(b2, b3);
    storeGroup(output, group, a2, b2, epilogue);
    return;
  }
  storeGroup(output, group, a0, b0, epilogue);
  if (valid < 2) return;
  output += outputStride;
  storeGroup(output, group, a1, b1, epilogue);
  if (valid < 3) return;
  output += outputStride;
  storeGroup(output, group, a2, b2, epilogue);
  if (valid < 4) return;
  output += outputStride;
  storeGroup(output, group, a3, b3, epilogue);
}

/** All tokens for the group that is spread out. `factors`: of the group's rows, where offsets are coded. */
@inline
export function tiles(
  spread: usize,
  columns: i32,
  input: usize,
  inputStride: usize,
  rows: i32,
  output: usize,
  outputStride: usize,
  group: i32,
  epilogue: i32,
  carry: v128,
  offsets: i32,
  factors: usize,
  corrected: bool,
  fine: bool,
): void {
  const final = input + <usize>(rows - 1) * inputStride;
  for (let row = 0; row < rows; row += fine ? TILE / 2 : TILE) {
    const x = input + <usize>row * inputStride;
    const next = min(x + inputStride, final);
    tile(
      spread,
      columns / BLOCK,
      columns,
      x,
      fine ? x + planeBytes(columns) : next,
      fine ? next : min(x + 2 * inputStride, final),
      fine ? next + planeBytes(columns) : min(x + 3 * inputStride, final),
      output + <usize>row * outputStride,
      outputStride,
      rows - row,
      group,
      epilogue,
      carry,
      offsets,
      factors,
      corrected,
      fine,
    );
  }
}
