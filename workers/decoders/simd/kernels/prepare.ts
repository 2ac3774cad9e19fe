// RMS norm and quantization of token rows. A quantized row is its values (int8 or int16), then a
// record per block: scale * 2^64, scale * sum * 2^64 (f32), -128 * sum (i32), unused. A finely
// quantized row of the relaxed tier has a second plane of the same form behind the first, which
// holds what rounding took from it in steps of 1/254 of the first one's.

import { BLOCK, BLOCK_RECORD } from './layout';
import { ACTIVATION_BYTES, ACTIVATION_LIMIT } from './tier';

/** Bytes of the values of a quantized row: where its records begin. */
@inline
export function valueBytes(columns: i32): usize {
  return <usize>columns * ACTIVATION_BYTES;
}

/** Bytes of a plane: values and records. */
@inline
export function planeBytes(columns: i32): usize {
  return valueBytes(columns) + <usize>(columns / BLOCK) * BLOCK_RECORD;
}

/** Steps of the second plane in one of the first: half of it is 127. */
@inline
const FINER_STEPS: f32 = 254.0;

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

/** One block of 32 f32 values: symmetric, scale = largest magnitude / limit. `finer`: its second plane, or 0. */
@inline
function quantizeBlock(
  source: usize,
  values: usize,
  record: usize,
  finer: usize,
  finerRecord: usize,
): void {
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
  const inverse = f32x4.splat(zero ? 0 : ACTIVATION_LIMIT / magnitude);
  a = f32x4.mul(a, inverse);
  b = f32x4.mul(b, inverse);
  c = f32x4.mul(c, inverse);
  d = f32x4.mul(d, inverse);
  e = f32x4.mul(e, inverse);
  f = f32x4.mul(f, inverse);
  g = f32x4.mul(g, inverse);
  h = f32x4.mul(h, inverse);
  // 2^64 / limit
  const scale = zero ? <f32>0 : magnitude * (reinterpret<f32>(0x5f800000) / ACTIVATION_LIMIT);
  storePlane(values, record, scale, a, b, c, d, e, f, g, h);
  if (finer == 0) return;
  storePlane(
    finer,
    finerRecord,
    scale / FINER_STEPS,
    remainder(a),
    remainder(b),
    remainder(c),
    remainder(d),
    remainder(e),
    remainder(f),
    remainder(g),
    remainder(h),
  );
}

/** Rounded values of a block and its record. */
@inline
function storePlane(
  values: usize,
  record: usize,
  scale: f32,
  a: v128,
  b: v128,
  c: v128,
  d: v128,
  e: v128,
  f: v128,
  g: v128,
  h: v128,
): void {
  a = roundToInteger(a);
  b = roundToInteger(b);
  c = roundToInteger(c);
  d = roundToInteger(d);
  e = roundToInteger(e);
  f = roundToInteger(f);
  g = roundToInteger(g);
  h = roundToInteger(h);
  storeValues(values, a, b, c, d);
  storeValues(values + 16 * ACTIVATION_BYTES, e, f, g, h);
  let sums = i32x4.add(
    i32x4.add(i32x4.add(a, b), i32x4.add(c, d)),
    i32x4.add(i32x4.add(e, f), i32x4.add(g, h)),
  );
  sums = i32x4.add(sums, i32x4.shuffle(sums, sums, 2, 3, 0, 1));
  sums = i32x4.add(sums, i32x4.shuffle(sums, sums, 1, 0, 3, 2));
  const sum = i32x4.extract_lane(sums, 0);
  store<f32>(record, scale);
  store<f32>(record, scale * <f32>sum, 4);
  store<i32>(record, -128 * sum, 8);
}

/** What rounding takes from `x`, in steps of the second plane. */
@inline
function remainder(x: v128): v128 {
  return f32x4.mul(
    f32x4.sub(x, f32x4.convert_i32x4_s(roundToInteger(x))),
    f32x4.splat(FINER_STEPS),
  );
}

/** A row of f32 to a quantized row. `fine`: with its second plane, where the tier has one. */
export function quantizeRow(source: usize, target: usize, columns: i32, fine: bool): void {
  const blocks = columns / BLOCK;
  const finePlane = RELAXED && fine;
  let record = target + valueBytes(columns);
  let finer = finePlane ? target + planeBytes(columns) : 0;
  let finerRecord = finer + valueBytes(columns);
  for (let block = 0; block < blocks; ++block) {
    quantizeBlock(source, target, record, finer, finerRecord);
    source += <usize>BLOCK * 4;
    target += <usize>BLOCK * ACTIVATION_BYTES;
    record += BLOCK_RECORD;
    if (finePlane) {
      finer += <usize>BLOCK * ACTIVATION_BYTES;
      finerRecord += BLOCK_RECORD;
    }
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
