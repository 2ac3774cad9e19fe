// Weight matrix times several rows. The quants of one group of 8 weight rows are spread out once in
// scratch memory that stays in the first-level cache, then used for tiles of 4 tokens. Every sum is
// formed with the same operations in the same order as in matvec.ts, so results are equal bit by bit.

import { BLOCK, GROUP } from './layout';
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
import { halvedTiles } from './tile-halved';
import { OFFSETS_NONE, OFFSETS_PLAIN, SPREAD_BYTES, TILE, tiles } from './tile';
import { BYTE_EXCESS, multiplyAdd, upperNibbles } from './tier';

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
        v128.store(to, upperNibbles(v, mask), 32);
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
    if (PAIRS) {
      const mask = i8x16.splat(15);
      v128.store(to, v128.and(a, mask));
      v128.store(to, v128.and(b, mask), 16);
      v128.store(to, upperNibbles(a, mask), 32);
      v128.store(to, upperNibbles(b, mask), 48);
      to += 64;
    } else if (RELAXED) {
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
      OFFSETS_PLAIN,
      0,
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

/** For rows with a second plane; relaxed tiers only. */
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
    if (PAIRS) {
      halvedTiles(
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
        fine,
      );
    } else {
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
        sizeof<S>() != 2 ? OFFSETS_PLAIN : OFFSETS_NONE,
        0,
        BYTE_EXCESS != 0,
        fine,
      );
    }
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

/** For rows with a second plane; relaxed tiers only. */
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
