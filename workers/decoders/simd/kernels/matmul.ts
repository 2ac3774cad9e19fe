// Weight matrix times several rows. The quants of one group of 8 weight rows are spread out once in
// scratch memory that stays in the first-level cache, then used for tiles of 4 tokens. Every sum is
// formed with the same operations in the same order as in matvec.ts, so results are equal bit by bit.

import { BLOCK, BLOCK_RECORD, GROUP } from './layout';
import {
  carryOut,
  q4BlockBytes,
  q4Offsets,
  q4Scales,
  q8BlockBytes,
  q8Offsets,
  q8Scales,
} from './matvec';
import { storeGroup } from './epilogue';
import { planeBytes, valueBytes } from './prepare';
import { ACTIVATION_BYTES, dot2, dot4, multiplyAdd } from './tier';

/** Tokens per tile. */
const TILE: i32 = 4;

/** Bytes of the spread-out quants of one block of a group; 64 bytes of scales and offsets follow. */
@inline
const SPREAD_BYTES: usize = <usize>GROUP * BLOCK * ACTIVATION_BYTES;

@inline
function spreadQ4<S>(block: usize, target: usize): usize {
  for (let half: usize = 0; half < 2; ++half) {
    let from = block + 2 * <usize>GROUP * sizeof<S>() + half * 16;
    let to = target + half * 16;
    for (let step = 0; step < BLOCK / 8; ++step) {
      const v = v128.load(from);
      if (RELAXED) {
        const mask = i8x16.splat(15);
        v128.store(to, v128.and(v, mask));
        v128.store(to, v128.and(i16x8.shr_u(v, 4), mask), 32);
        to += 64;
      } else {
        const mask = i16x8.splat(15);
        v128.store(to, v128.and(v, mask));
        v128.store(to, v128.and(i16x8.shr_u(v, 4), mask), 32);
        v128.store(to, v128.and(i16x8.shr_u(v, 8), mask), 64);
        v128.store(to, i16x8.shr_u(v, 12), 96);
        to += 128;
      }
      from += 32;
    }
  }
  const to = target + SPREAD_BYTES;
  v128.store(to, q4Scales<S>(block, 0));
  v128.store(to, q4Scales<S>(block, 1), 16);
  v128.store(to, q4Offsets<S>(block, 0), 32);
  v128.store(to, q4Offsets<S>(block, 1), 48);
  return to + 64;
}

@inline
function spreadQ8<S>(block: usize, target: usize): usize {
  let from = block + (q8BlockBytes<S>() - <usize>GROUP * BLOCK);
  let to = target;
  for (let step = 0; step < BLOCK / 4; ++step) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    if (RELAXED) {
      v128.store(to, a);
      v128.store(to, b, 16);
      to += 32;
    } else {
      v128.store(to, i16x8.shr_s(i16x8.shl(a, 8), 8));
      v128.store(to, i16x8.shr_s(i16x8.shl(b, 8), 8), 16);
      v128.store(to, i16x8.shr_s(a, 8), 32);
      v128.store(to, i16x8.shr_s(b, 8), 48);
      to += 64;
    }
    from += 32;
  }
  v128.store(to, q8Scales<S>(block, 0));
  v128.store(to, q8Scales<S>(block, 1), 16);
  if (sizeof<S>() != 2) {
    v128.store(to, q8Offsets(block, 0), 32);
    v128.store(to, q8Offsets(block, 1), 48);
  }
  return to + 64;
}

@inline
function dot(activations: v128, weights: v128, sum: v128): v128 {
  return RELAXED ? dot4(activations, weights, sum) : dot2(activations, weights, sum);
}

/** Adds one block's integer sums to a row half's result. */
@inline
function addBlock(sum: v128, scales: v128, record: usize, result: v128): v128 {
  return multiplyAdd(
    f32x4.convert_i32x4_s(sum),
    f32x4.mul(scales, v128.load32_splat(record)),
    result,
  );
}

@inline
function addOffset(offsets: v128, record: usize, result: v128): v128 {
  return multiplyAdd(offsets, v128.load32_splat(record, 4), result);
}

/**
 * One group of rows for four tokens, `stride` bytes apart in `input`. `corrected` (8 bits, relaxed):
 * quants are stored 128 too high. `fine`: two tokens, each with its second plane after it.
 * `valid` tokens are stored, the others are repeats.
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
  offsets: bool,
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
      const w = v128.load(spread);
      const v = v128.load(spread, 16);
      let x = v128.load32_splat(x0);
      i0 = dot(x, w, i0);
      j0 = dot(x, v, j0);
      x = v128.load32_splat(x1);
      i1 = dot(x, w, i1);
      j1 = dot(x, v, j1);
      x = v128.load32_splat(x2);
      i2 = dot(x, w, i2);
      j2 = dot(x, v, j2);
      x = v128.load32_splat(x3);
      i3 = dot(x, w, i3);
      j3 = dot(x, v, j3);
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
      spread += 32;
    }
    let scales = v128.load(spread);
    a0 = addBlock(i0, scales, r0, a0);
    a1 = addBlock(i1, scales, r1, a1);
    a2 = addBlock(i2, scales, r2, a2);
    a3 = addBlock(i3, scales, r3, a3);
    scales = v128.load(spread, 16);
    b0 = addBlock(j0, scales, r0, b0);
    b1 = addBlock(j1, scales, r1, b1);
    b2 = addBlock(j2, scales, r2, b2);
    b3 = addBlock(j3, scales, r3, b3);
    if (offsets) {
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
  if (fine) {
    a0 = f32x4.add(a0, a1);
    b0 = f32x4.add(b0, b1);
    storeGroup(output, group, f32x4.mul(a0, carry), f32x4.mul(b0, carry), epilogue);
    if (valid < 2) return;
    output += outputStride;
    a2 = f32x4.add(a2, a3);
    b2 = f32x4.add(b2, b3);
    storeGroup(output, group, f32x4.mul(a2, carry), f32x4.mul(b2, carry), epilogue);
    return;
  }
  storeGroup(output, group, f32x4.mul(a0, carry), f32x4.mul(b0, carry), epilogue);
  if (valid < 2) return;
  output += outputStride;
  storeGroup(output, group, f32x4.mul(a1, carry), f32x4.mul(b1, carry), epilogue);
  if (valid < 3) return;
  output += outputStride;
  storeGroup(output, group, f32x4.mul(a2, carry), f32x4.mul(b2, carry), epilogue);
  if (valid < 4) return;
  output += outputStride;
  storeGroup(output, group, f32x4.mul(a3, carry), f32x4.mul(b3, carry), epilogue);
}

/** All tokens for the group that is spread out. */
@inline
function tiles(
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
  offsets: bool,
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
      corrected,
      fine,
    );
  }
}

@inline
function multiplyQ4<S>(
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
  let block = weights + <usize>first * (<usize>blocks * q4BlockBytes<S>());
  for (let group = first; group < last; ++group) {
    let to = scratch;
    for (let i = 0; i < blocks; ++i) {
      to = spreadQ4<S>(block, to);
      block += q4BlockBytes<S>();
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
      carryOut<S>(),
      true,
      false,
      fine,
    );
  }
}

export function matmulQ4<S>(
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
  multiplyQ4<S>(
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

/** For rows with a second plane; relaxed tier only. */
export function matmulFineQ4<S>(
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
  multiplyQ4<S>(
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

@inline
function multiplyQ8<S>(
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
  let block = weights + <usize>first * (<usize>blocks * q8BlockBytes<S>());
  for (let group = first; group < last; ++group) {
    let to = scratch;
    for (let i = 0; i < blocks; ++i) {
      to = spreadQ8<S>(block, to);
      block += q8BlockBytes<S>();
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
      carryOut<S>(),
      sizeof<S>() != 2,
      RELAXED != 0,
      fine,
    );
  }
}

export function matmulQ8<S>(
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
  multiplyQ8<S>(
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

/** For rows with a second plane; relaxed tier only. */
export function matmulFineQ8<S>(
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
  multiplyQ8<S>(
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

/** f32 weights need no spreading; the tile is 8 rows by 4 tokens as well. */
export function matmulF32(
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
): void {
  const groupBytes = <usize>columns * 32;
  const final = input + <usize>(rows - 1) * inputStride;
  for (let group = first; group < last; ++group) {
    const begin = weights + <usize>group * groupBytes;
    const end = begin + groupBytes;
    for (let row = 0; row < rows; row += TILE) {
      let x0 = input + <usize>row * inputStride;
      let x1 = min(x0 + inputStride, final);
      let x2 = min(x0 + 2 * inputStride, final);
      let x3 = min(x0 + 3 * inputStride, final);
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      for (let at = begin; at < end; at += 32) {
        const w = v128.load(at);
        const v = v128.load(at, 16);
        let x = v128.load32_splat(x0);
        a0 = multiplyAdd(w, x, a0);
        b0 = multiplyAdd(v, x, b0);
        x = v128.load32_splat(x1);
        a1 = multiplyAdd(w, x, a1);
        b1 = multiplyAdd(v, x, b1);
        x = v128.load32_splat(x2);
        a2 = multiplyAdd(w, x, a2);
        b2 = multiplyAdd(v, x, b2);
        x = v128.load32_splat(x3);
        a3 = multiplyAdd(w, x, a3);
        b3 = multiplyAdd(v, x, b3);
        x0 += 4;
        x1 += 4;
        x2 += 4;
        x3 += 4;
      }
      let out = output + <usize>row * outputStride;
      storeGroup(out, group, a0, b0, epilogue);
      if (row + 1 < rows) storeGroup(out + outputStride, group, a1, b1, epilogue);
      if (row + 2 < rows) storeGroup(out + 2 * outputStride, group, a2, b2, epilogue);
      if (row + 3 < rows) storeGroup(out + 3 * outputStride, group, a3, b3, epilogue);
    }
  }
}
