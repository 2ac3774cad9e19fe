// One row of a weight matrix back to f32, from the layouts described in matvec.ts and row-coded.ts.

import {
  BLOCK,
  FORMAT_F32,
  FORMAT_Q2,
  FORMAT_Q3,
  FORMAT_Q4_F16,
  FORMAT_Q4_F32,
  FORMAT_Q8_F16,
  GROUP,
} from './layout';
import { halfToFloat } from './half';
import { q4BlockBytes, q8BlockBytes } from './matvec';
import { CODE_BYTES, codedBlockBytes, FACTOR_BYTES } from './row-coded';
import { BYTE_EXCESS } from './tier';

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
        const quant = BYTE_EXCESS != 0 ? <i32>byte - BYTE_EXCESS : <i32>(<i8>byte);
        store<f32>(target, scale * <f32>quant + offset);
        target += 4;
      }
    }
    block += q8BlockBytes<S>();
  }
}

/** Quant of column `c` (0-31) of the row that has `lane` of half `half` of its group. */
@inline
function codedQuant(bits: i32, quants: usize, half: u32, lane: usize, c: u32): u32 {
  if (bits == 2) {
    // Eight columns a word.
    const word = load<u32>(quants + <usize>(c >> 3) * 16 + lane * 4);
    const i = c & 7;
    const shift = RELAXED
      ? ((i & 3) << 3) | ((i >> 2) << 2) | (half << 1)
      : ((i & 1) << 4) | (half << 3) | ((i >> 1) << 1);
    return (word >> shift) & 3;
  }
  if (RELAXED) {
    const triple = quants + <usize>(c >> 4) * 48 + lane * 4;
    const i = c & 15;
    const byte = (i & 3) << 3;
    if (i < 12) return (load<u32>(triple + <usize>(i >> 2) * 16) >> (byte + 3 * half)) & 7;
    const low = load<u32>(triple + <usize>half * 16) >> (byte + 6);
    const high = load<u32>(triple, 32) >> (byte + 6 + half);
    return (low & 3) | ((high & 1) << 2);
  }
  const triple = quants + <usize>half * 48 + lane * 4;
  const k = (c & 1) << 4;
  if (c < 30) {
    const i = c % 10;
    return (load<u32>(triple + <usize>(c / 10) * 16) >> (k + 3 * (i >> 1))) & 7;
  }
  let quant: u32 = 0;
  for (let i = 0; i < 3; ++i) {
    quant |= ((load<u32>(triple + <usize>i * 16) >> (k + 15)) & 1) << i;
  }
  return quant;
}

@inline
function embedCoded(bits: i32, weights: usize, row: i32, columns: i32, target: usize): void {
  const blocks = columns / BLOCK;
  const blockBytes = codedBlockBytes(bits);
  const lane = <usize>(row & 3);
  const half = <u32>((row >> 2) & 1);
  let block = weights + <usize>(row >> 3) * (<usize>blocks * blockBytes + FACTOR_BYTES);
  const factors = block + <usize>blocks * blockBytes + <usize>(row & 7) * 4;
  // 2^64
  const carry = reinterpret<f32>(0x5f800000);
  const scaleFactor = load<f32>(factors) * carry;
  const offsetFactor = load<f32>(factors, 32) * carry;
  for (let i = 0; i < blocks; ++i) {
    const scale = scaleFactor * <f32>load<u8>(block + <usize>(row & 7));
    const offset = offsetFactor * <f32>load<u8>(block + <usize>(row & 7), GROUP);
    for (let c: u32 = 0; c < <u32>BLOCK; ++c) {
      store<f32>(
        target,
        scale * <f32>codedQuant(bits, block + CODE_BYTES, half, lane, c) + offset,
      );
      target += 4;
    }
    block += blockBytes;
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
  else if (format == FORMAT_Q2) embedCoded(2, weights, row, columns, target);
  else if (format == FORMAT_Q3) embedCoded(3, weights, row, columns, target);
  else if (format == FORMAT_F32) {
    let at = weights + <usize>(row >> 3) * (<usize>columns * 32) + <usize>(row & 7) * 4;
    for (let c = 0; c < columns; ++c) {
      store<f32>(target, load<f32>(at));
      at += 32;
      target += 4;
    }
  } else embedQ8<f32>(weights, row, columns, target);
}
