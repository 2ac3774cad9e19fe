// One row of a weight matrix back to f32, from the layouts described in matvec.ts.

import {
  BLOCK,
  FORMAT_F32,
  FORMAT_Q4_F16,
  FORMAT_Q4_F32,
  FORMAT_Q8_F16,
  GROUP,
} from './layout';
import { halfToFloat } from './half';
import { q4BlockBytes, q8BlockBytes } from './matvec';

/** Word of 8 quants of 4 bits: where column `c` (0-7) of a word is depends on the tier. */
@inline
function nibble(word: u32, c: i32): f32 {
  const position = RELAXED ? ((c & 3) << 1) | (c >> 2) : ((c & 1) << 2) | (c >> 1);
  return <f32>((word >> (position << 2)) & 15);
}

function embedQ4<S>(weights: usize, row: i32, columns: i32, target: usize): void {
  const blocks = columns / BLOCK;
  const lane = <usize>(row & 3);
  const half = <usize>((row >> 2) & 1);
  let block = weights + <usize>(row >> 3) * (<usize>blocks * q4BlockBytes<S>());
  for (let i = 0; i < blocks; ++i) {
    let scale: f32;
    let offset: f32;
    if (sizeof<S>() == 2) {
      const word = load<u32>(block + half * 16 + lane * 4);
      scale = halfToFloat(word & 0xffff);
      offset = halfToFloat(word >> 16);
    } else {
      scale = load<f32>(block + half * 16 + lane * 4);
      offset = load<f32>(block + half * 16 + lane * 4, 32);
    }
    const quants = block + 2 * <usize>GROUP * sizeof<S>() + half * 16 + lane * 4;
    for (let step: usize = 0; step < <usize>BLOCK / 8; ++step) {
      const word = load<u32>(quants + step * 32);
      for (let c = 0; c < 8; ++c) {
        store<f32>(target, scale * nibble(word, c) + offset);
        target += 4;
      }
    }
    block += q4BlockBytes<S>();
  }
}

function embedQ8<S>(weights: usize, row: i32, columns: i32, target: usize): void {
  const blocks = columns / BLOCK;
  const lane = <usize>(row & 3);
  const half = <usize>((row >> 2) & 1);
  let block = weights + <usize>(row >> 3) * (<usize>blocks * q8BlockBytes<S>());
  for (let i = 0; i < blocks; ++i) {
    let scale: f32;
    let offset: f32 = 0;
    if (sizeof<S>() == 2) {
      const word = load<u32>(block + lane * 4);
      scale = halfToFloat(half == 0 ? word & 0xffff : word >> 16);
    } else {
      scale = load<f32>(block + half * 16 + lane * 4);
      offset = load<f32>(block + half * 16 + lane * 4, 32);
    }
    const quants = block + (q8BlockBytes<S>() - <usize>GROUP * BLOCK) + half * 16 + lane * 4;
    for (let step: usize = 0; step < <usize>BLOCK / 4; ++step) {
      const word = load<u32>(quants + step * 32);
      for (let c = 0; c < 4; ++c) {
        const position = RELAXED ? c : ((c & 1) << 1) | (c >> 1);
        const byte = (word >> (position << 3)) & 255;
        const quant = RELAXED ? <i32>byte - 128 : <i32>(<i8>byte);
        store<f32>(target, scale * <f32>quant + offset);
        target += 4;
      }
    }
    block += q8BlockBytes<S>();
  }
}

export function embedRow(
  format: i32,
  weights: usize,
  row: i32,
  columns: i32,
  target: usize,
): void {
  if (format == FORMAT_Q4_F16) embedQ4<u16>(weights, row, columns, target);
  else if (format == FORMAT_Q4_F32) embedQ4<f32>(weights, row, columns, target);
  else if (format == FORMAT_Q8_F16) embedQ8<u16>(weights, row, columns, target);
  else if (format == FORMAT_F32) {
    let at = weights + <usize>(row >> 3) * (<usize>columns * 32) + <usize>(row & 7) * 4;
    for (let c = 0; c < columns; ++c) {
      store<f32>(target, load<f32>(at));
      at += 32;
      target += 4;
    }
  } else embedQ8<f32>(weights, row, columns, target);
}
