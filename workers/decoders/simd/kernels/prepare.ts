// RMS norm and quantization of token rows. A quantized row is its values (int8 or int16), then a
// record per block: scale * 2^64, scale * sum * 2^64 (f32), -128 * sum (i32), unused.

import { BLOCK, BLOCK_RECORD } from './layout';
import { ACTIVATION_BYTES } from './tier';

/** Bytes of the values of a quantized row: where its records begin. */
@inline
export function valueBytes(columns: i32): usize {
  return <usize>columns * ACTIVATION_BYTES;
}

/** The larger of each lane; `a` where one isn't a number. One instruction, which f32x4.max is not. */
@inline
export function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

@inline
export function horizontalMax(lanes: v128): f32 {
  lanes = larger(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  lanes = larger(lanes, i32x4.shuffle(lanes, lanes, 1, 0, 3, 2));
  return f32x4.extract_lane(lanes, 0);
}

@inline
export function horizontalSum(lanes: v128): f32 {
  lanes = f32x4.add(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  lanes = f32x4.add(lanes, i32x4.shuffle(lanes, lanes, 1, 0, 3, 2));
  return f32x4.extract_lane(lanes, 0);
}

/** Adding and taking away 1.5 * 2^23 rounds to the nearest integer, ties to even. */
@inline
export function roundToInteger(x: v128): v128 {
  return i32x4.sub(f32x4.add(x, f32x4.splat(12582912.0)), i32x4.splat(0x4b400000));
}

@inline
function quantize(x: v128, inverse: v128): v128 {
  return roundToInteger(f32x4.mul(x, inverse));
}

@inline
function largerMagnitudes(a: v128, b: v128): v128 {
  return larger(f32x4.abs(a), f32x4.abs(b));
}

/** Sixteen quantized values, int8 or int16. */
@inline
function storeValues(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = i16x8.narrow_i32x4_s(a, b);
  const cd = i16x8.narrow_i32x4_s(c, d);
  if (RELAXED) {
    v128.store(at, i8x16.narrow_i16x8_s(ab, cd));
  } else {
    v128.store(at, ab);
    v128.store(at, cd, 16);
  }
}

/** One block of 32 f32 values: symmetric, scale = largest magnitude / 127. */
@inline
function quantizeBlock(source: usize, values: usize, record: usize): void {
  let a = v128.load(source);
  let b = v128.load(source, 16);
  let c = v128.load(source, 32);
  let d = v128.load(source, 48);
  let e = v128.load(source, 64);
  let f = v128.load(source, 80);
  let g = v128.load(source, 96);
  let h = v128.load(source, 112);
  const magnitude = horizontalMax(
    larger(
      larger(largerMagnitudes(a, b), largerMagnitudes(c, d)),
      larger(largerMagnitudes(e, f), largerMagnitudes(g, h)),
    ),
  );
  // Below this the reciprocal would overflow; as zeros the error is far below f32's own.
  const zero = magnitude < 1e-30;
  const inverse = f32x4.splat(zero ? 0 : <f32>127.0 / magnitude);
  a = quantize(a, inverse);
  b = quantize(b, inverse);
  c = quantize(c, inverse);
  d = quantize(d, inverse);
  e = quantize(e, inverse);
  f = quantize(f, inverse);
  g = quantize(g, inverse);
  h = quantize(h, inverse);
  storeValues(values, a, b, c, d);
  storeValues(values + 16 * ACTIVATION_BYTES, e, f, g, h);
  let sums = i32x4.add(
    i32x4.add(i32x4.add(a, b), i32x4.add(c, d)),
    i32x4.add(i32x4.add(e, f), i32x4.add(g, h)),
  );
  sums = i32x4.add(sums, i32x4.shuffle(sums, sums, 2, 3, 0, 1));
  sums = i32x4.add(sums, i32x4.shuffle(sums, sums, 1, 0, 3, 2));
  const sum = i32x4.extract_lane(sums, 0);
  // 2^64 / 127
  const carried = zero ? <f32>0 : magnitude * (reinterpret<f32>(0x5f800000) / <f32>127.0);
  store<f32>(record, carried);
  store<f32>(record, carried * <f32>sum, 4);
  store<i32>(record, -128 * sum, 8);
}

/** A row of f32 to a quantized row. */
export function quantizeRow(source: usize, target: usize, columns: i32): void {
  const blocks = columns / BLOCK;
  let record = target + valueBytes(columns);
  for (let block = 0; block < blocks; ++block) {
    quantizeBlock(source, target, record);
    source += <usize>BLOCK * 4;
    target += <usize>BLOCK * ACTIVATION_BYTES;
    record += BLOCK_RECORD;
  }
}

/** target = source / sqrt(mean(source^2) + epsilon) * weights, `columns` a multiple of 32. */
export function normalizeRow(
  source: usize,
  weights: usize,
  epsilon: f32,
  target: usize,
  columns: i32,
): void {
  const bytes = <usize>columns * 4;
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 32) {
    const x = v128.load(source + i);
    const y = v128.load(source + i, 16);
    a = f32x4.add(a, f32x4.mul(x, x));
    b = f32x4.add(b, f32x4.mul(y, y));
  }
  const mean = horizontalSum(f32x4.add(a, b)) / <f32>columns;
  const factor = f32x4.splat(<f32>1.0 / sqrt<f32>(mean + epsilon));
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(
      target + i,
      f32x4.mul(f32x4.mul(v128.load(source + i), factor), v128.load(weights + i)),
    );
  }
}
