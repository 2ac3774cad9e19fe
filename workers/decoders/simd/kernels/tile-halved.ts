// As tile.ts, for 8-bit weights on `pairs`, whose products are of halves of 4 bits: per block, for each
// four columns a vector of the lower halves of rows 0-3, of rows 4-7, then of the upper halves likewise,
// then scales and offsets. Two tokens at a time: their sums fill the registers that four tokens' fill
// elsewhere.

import { storeGroup } from './epilogue';
import { BLOCK, BLOCK_RECORD, GROUP } from './layout';
import { planeBytes, valueBytes } from './prepare';
import { addBlock, addOffset, OFFSETS_NONE } from './tile';
import { closed, dot4 } from './tier';

/** The sum of both halves' products, and of what bytes that are stored too high add. */
@inline
function whole(lower: v128, upper: v128, record: usize): v128 {
  return i32x4.add(
    v128.load32_splat(record, 8),
    i32x4.add(closed(lower), i32x4.shl(closed(upper), 4)),
  );
}

/** One group of rows for two tokens, or for both planes of one: `fine`. `valid` tokens are stored. */
@inline
function tile(
  spread: usize,
  columns: i32,
  x0: usize,
  x1: usize,
  output: usize,
  outputStride: usize,
  valid: i32,
  group: i32,
  epilogue: i32,
  carry: v128,
  offsets: bool,
  fine: bool,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let r0 = x0 + valueBytes(columns);
  let r1 = x1 + valueBytes(columns);
  const zero = i32x4.splat(0);
  for (let block = 0; block < columns / BLOCK; ++block) {
    let i0 = zero;
    let i1 = zero;
    let j0 = zero;
    let j1 = zero;
    let k0 = zero;
    let k1 = zero;
    let l0 = zero;
    let l1 = zero;
    const end = spread + 2 * <usize>GROUP * BLOCK;
    while (spread < end) {
      let x = v128.load32_splat(x0, 0);
      let y = v128.load32_splat(x1, 0);
      let w = v128.load(spread, 0);
      i0 = dot4(x, w, i0);
      i1 = dot4(y, w, i1);
      w = v128.load(spread, 16);
      j0 = dot4(x, w, j0);
      j1 = dot4(y, w, j1);
      w = v128.load(spread, 32);
      k0 = dot4(x, w, k0);
      k1 = dot4(y, w, k1);
      w = v128.load(spread, 48);
      l0 = dot4(x, w, l0);
      l1 = dot4(y, w, l1);
      x = v128.load32_splat(x0, 4);
      y = v128.load32_splat(x1, 4);
      w = v128.load(spread, 64);
      i0 = dot4(x, w, i0);
      i1 = dot4(y, w, i1);
      w = v128.load(spread, 80);
      j0 = dot4(x, w, j0);
      j1 = dot4(y, w, j1);
      w = v128.load(spread, 96);
      k0 = dot4(x, w, k0);
      k1 = dot4(y, w, k1);
      w = v128.load(spread, 112);
      l0 = dot4(x, w, l0);
      l1 = dot4(y, w, l1);
      x = v128.load32_splat(x0, 8);
      y = v128.load32_splat(x1, 8);
      w = v128.load(spread, 128);
      i0 = dot4(x, w, i0);
      i1 = dot4(y, w, i1);
      w = v128.load(spread, 144);
      j0 = dot4(x, w, j0);
      j1 = dot4(y, w, j1);
      w = v128.load(spread, 160);
      k0 = dot4(x, w, k0);
      k1 = dot4(y, w, k1);
      w = v128.load(spread, 176);
      l0 = dot4(x, w, l0);
      l1 = dot4(y, w, l1);
      x = v128.load32_splat(x0, 12);
      y = v128.load32_splat(x1, 12);
      w = v128.load(spread, 192);
      i0 = dot4(x, w, i0);
      i1 = dot4(y, w, i1);
      w = v128.load(spread, 208);
      j0 = dot4(x, w, j0);
      j1 = dot4(y, w, j1);
      w = v128.load(spread, 224);
      k0 = dot4(x, w, k0);
      k1 = dot4(y, w, k1);
      w = v128.load(spread, 240);
      l0 = dot4(x, w, l0);
      l1 = dot4(y, w, l1);
      x0 += 16;
      x1 += 16;
      spread += 256;
    }
    let scales = v128.load(spread);
    a0 = addBlock(OFFSETS_NONE, whole(i0, k0, r0), scales, r0, a0);
    a1 = addBlock(OFFSETS_NONE, whole(i1, k1, r1), scales, r1, a1);
    scales = v128.load(spread, 16);
    b0 = addBlock(OFFSETS_NONE, whole(j0, l0, r0), scales, r0, b0);
    b1 = addBlock(OFFSETS_NONE, whole(j1, l1, r1), scales, r1, b1);
    if (offsets) {
      scales = v128.load(spread, 32);
      a0 = addOffset(scales, r0, a0);
      a1 = addOffset(scales, r1, a1);
      scales = v128.load(spread, 48);
      b0 = addOffset(scales, r0, b0);
      b1 = addOffset(scales, r1, b1);
    }
    spread += 64;
    r0 += BLOCK_RECORD;
    r1 += BLOCK_RECORD;
  }
  a0 = f32x4.mul(a0, carry);
  a1 = f32x4.mul(a1, carry);
  b0 = f32x4.mul(b0, carry);
  b1 = f32x4.mul(b1, carry);
  if (fine) {
    storeGroup(output, group, f32x4.add(a0, a1), f32x4.add(b0, b1), epilogue);
    return;
  }
  storeGroup(output, group, a0, b0, epilogue);
  if (valid > 1) storeGroup(output + outputStride, group, a1, b1, epilogue);
}

/** All tokens for the group that is spread out. */
@inline
export function halvedTiles(
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
  fine: bool,
): void {
  const final = input + <usize>(rows - 1) * inputStride;
  for (let row = 0; row < rows; row += fine ? 1 : 2) {
    const x = input + <usize>row * inputStride;
    tile(
      spread,
      columns,
      x,
      fine ? x + planeBytes(columns) : min(x + inputStride, final),
      output + <usize>row * outputStride,
      outputStride,
      rows - row,
      group,
      epilogue,
      carry,
      offsets,
      fine,
    );
  }
}
