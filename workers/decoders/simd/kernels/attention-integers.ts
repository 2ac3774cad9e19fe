// Integer products of attention over an int8 cache. Queries and weights are rounded to 16 bits with
// one scale each, which adds nothing to the cache's own error; their sums are exact, so that their
// order doesn't matter and every tier has the same. Where the dot product takes four bytes whole,
// the upper and the lower byte are multiplied apart and put together at the end; elsewhere the cache's
// bytes are widened to 16 bits.
//
// An operand: scale (f32), what its products begin with (i32), 8 bytes unused, then 8 bytes for each
// four values: upper bytes [4], lower bytes [4] for products of bytes, else i16 [4].
//
// On `unsigned` the dot product needs one signed and one unsigned side. Keys are stored as key + 128,
// unsigned, for signed bytes of queries, and the products begin with -128 * (sum of the query);
// values are stored signed for the unsigned bytes of weights. On `signed` all are signed.

import { horizontalMax, larger, roundToInteger } from './prepare';
import { dot2, dot4 } from './tier';

/** What a stored key byte is changed by: key + 128 where it has to be unsigned. */
@inline
export const KEY_MASK: u32 = UNSIGNED ? 0x80808080 : 0;

/** Whether products are of bytes: the cache's values reach 127, too many for sums of 16 bits. */
@inline
const OF_BYTES: bool = UNSIGNED || SIGNED;

@inline
const OPERAND_HEADER: usize = 16;

/** Both bytes of an operand can be signed: upper * 256 + lower with each of at most 127. */
@inline
const OPERAND_LIMIT: f32 = 32512.0;

@inline
export function operandBytes(count: i32): usize {
  return OPERAND_HEADER + <usize>count * 2;
}

@inline
function addLanes(lanes: v128): i32 {
  lanes = i32x4.add(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  lanes = i32x4.add(lanes, i32x4.shuffle(lanes, lanes, 1, 0, 3, 2));
  return i32x4.extract_lane(lanes, 0);
}

/** `count` values of magnitude up to `largest` as an operand. May lie where `source` does. */
@inline
function storeOperand(
  source: usize,
  count: i32,
  largest: f32,
  target: usize,
  query: bool,
): void {
  // Below this the reciprocal would overflow.
  const zero = largest < 1e-30;
  const inverse = f32x4.splat(zero ? 0 : OPERAND_LIMIT / largest);
  const end = source + <usize>count * 4;
  let sums = i32x4.splat(0);
  let to = target + OPERAND_HEADER;
  for (; source < end; source += 32) {
    const a = roundToInteger(f32x4.mul(v128.load(source), inverse));
    const b = roundToInteger(f32x4.mul(v128.load(source, 16), inverse));
    let values = i16x8.narrow_i32x4_s(a, b);
    if (OF_BYTES) {
      if (query) sums = i32x4.add(sums, i32x4.add(a, b));
      if (query || SIGNED) {
        // (x + 128) = 256 * upper + (lower + 128)
        values = v128.xor(i16x8.add(values, i16x8.splat(128)), i16x8.splat(128));
      }
      values = i8x16.shuffle(values, values, 1, 3, 5, 7, 0, 2, 4, 6, 9, 11, 13, 15, 8, 10, 12, 14);
    }
    v128.store(to, values);
    to += 16;
  }
  store<f32>(target, zero ? 0 : largest / OPERAND_LIMIT);
  store<i32>(target, UNSIGNED && query ? -128 * addLanes(sums) : 0, 4);
}

/** A head's query, f32 [headSize], as an operand. */
export function storeQuery(query: usize, headSize: i32, target: usize): void {
  const end = query + <usize>headSize * 4;
  let largest = f32x4.splat(0);
  for (let at = query; at < end; at += 16) {
    largest = larger(largest, f32x4.abs(v128.load(at)));
  }
  storeOperand(query, headSize, horizontalMax(largest), target, true);
}

/** Weights of at least 0 and at most `largest` as an operand, in their own place. */
@inline
export function storeWeights(weights: usize, count: i32, largest: f32): void {
  storeOperand(weights, count, largest, weights, false);
}

/** Adds products of four values each. `keys`: data may be unsigned bytes, else the operand may. */
@inline
function dotBytes(operand: v128, data: v128, sum: v128, keys: bool): v128 {
  return keys || SIGNED ? dot4(operand, data, sum) : dot4(data, operand, sum);
}

/** Sums of even and odd lanes: the two halves of each product of four. */
@inline
function addPairs(a: v128, b: v128): v128 {
  return i32x4.add(i32x4.shuffle(a, b, 0, 2, 4, 6), i32x4.shuffle(a, b, 1, 3, 5, 7));
}

@inline
function storeSums(low: v128, high: v128, operand: usize, target: usize): void {
  const scale = v128.load32_splat(operand);
  v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(low), scale));
  v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(high), scale), 16);
}

/**
 * Eight sums of products for each of `heads` operands, times the operand's scale, as f32.
 *
 * @param heads 1 to 3, a constant
 * @param operands `operandStride` bytes apart
 * @param data int8 [steps][8][4], `dataStride` bytes between steps
 * @param target f32 [8], `targetStride` bytes apart
 * @param keys a constant: whether data are keys or values
 */
@inline
export function multiplyEight(
  heads: i32,
  operands: usize,
  operandStride: usize,
  steps: i32,
  data: usize,
  dataStride: usize,
  target: usize,
  targetStride: usize,
  keys: bool,
): void {
  if (OF_BYTES) multiplyBytes(heads, operands, operandStride, steps, data, dataStride, target, targetStride, keys);
  else multiplyWords(heads, operands, operandStride, steps, data, dataStride, target, targetStride);
}

/** `a0` holds upper bytes' sums of four outputs, `a2` lower bytes'. */
@inline
function multiplyBytes(
  heads: i32,
  operands: usize,
  operandStride: usize,
  steps: i32,
  data: usize,
  dataStride: usize,
  target: usize,
  targetStride: usize,
  keys: bool,
): void {
  const second = operands + operandStride;
  const third = second + operandStride;
  let a0 = i32x4.splat(0);
  let a1 = a0;
  let a2 = v128.load32_splat(operands, 4);
  let a3 = a2;
  let b0 = a0;
  let b1 = a0;
  let b2 = heads > 1 ? v128.load32_splat(second, 4) : a0;
  let b3 = b2;
  let c0 = a0;
  let c1 = a0;
  let c2 = heads > 2 ? v128.load32_splat(third, 4) : a0;
  let c3 = c2;
  let a = operands + OPERAND_HEADER;
  let b = second + OPERAND_HEADER;
  let c = third + OPERAND_HEADER;
  const end = a + <usize>steps * 8;
  while (a < end) {
    const low = v128.load(data);
    const high = v128.load(data, 16);
    let operand = v128.load32_splat(a);
    a0 = dotBytes(operand, low, a0, keys);
    a1 = dotBytes(operand, high, a1, keys);
    operand = v128.load32_splat(a, 4);
    a2 = dotBytes(operand, low, a2, keys);
    a3 = dotBytes(operand, high, a3, keys);
    a += 8;
    if (heads > 1) {
      operand = v128.load32_splat(b);
      b0 = dotBytes(operand, low, b0, keys);
      b1 = dotBytes(operand, high, b1, keys);
      operand = v128.load32_splat(b, 4);
      b2 = dotBytes(operand, low, b2, keys);
      b3 = dotBytes(operand, high, b3, keys);
      b += 8;
    }
    if (heads > 2) {
      operand = v128.load32_splat(c);
      c0 = dotBytes(operand, low, c0, keys);
      c1 = dotBytes(operand, high, c1, keys);
      operand = v128.load32_splat(c, 4);
      c2 = dotBytes(operand, low, c2, keys);
      c3 = dotBytes(operand, high, c3, keys);
      c += 8;
    }
    data += dataStride;
  }
  storeSums(
    i32x4.add(i32x4.shl(a0, 8), a2),
    i32x4.add(i32x4.shl(a1, 8), a3),
    operands,
    target,
  );
  if (heads > 1) {
    storeSums(
      i32x4.add(i32x4.shl(b0, 8), b2),
      i32x4.add(i32x4.shl(b1, 8), b3),
      second,
      target + targetStride,
    );
  }
  if (heads > 2) {
    storeSums(
      i32x4.add(i32x4.shl(c0, 8), c2),
      i32x4.add(i32x4.shl(c1, 8), c3),
      third,
      target + 2 * targetStride,
    );
  }
}

/** Each lane holds the products of two values of an output. */
@inline
function multiplyWords(
  heads: i32,
  operands: usize,
  operandStride: usize,
  steps: i32,
  data: usize,
  dataStride: usize,
  target: usize,
  targetStride: usize,
): void {
  const second = operands + operandStride;
  const third = second + operandStride;
  let a0 = i32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let c0 = a0;
  let c1 = a0;
  let c2 = a0;
  let c3 = a0;
  let a = operands + OPERAND_HEADER;
  let b = second + OPERAND_HEADER;
  let c = third + OPERAND_HEADER;
  const end = a + <usize>steps * 8;
  while (a < end) {
    const x = v128.load64_splat(a);
    const y = heads > 1 ? v128.load64_splat(b) : x;
    const z = heads > 2 ? v128.load64_splat(c) : x;
    let words = v128.load8x8_s(data);
    a0 = dot2(x, words, a0);
    if (heads > 1) b0 = dot2(y, words, b0);
    if (heads > 2) c0 = dot2(z, words, c0);
    words = v128.load8x8_s(data, 8);
    a1 = dot2(x, words, a1);
    if (heads > 1) b1 = dot2(y, words, b1);
    if (heads > 2) c1 = dot2(z, words, c1);
    words = v128.load8x8_s(data, 16);
    a2 = dot2(x, words, a2);
    if (heads > 1) b2 = dot2(y, words, b2);
    if (heads > 2) c2 = dot2(z, words, c2);
    words = v128.load8x8_s(data, 24);
    a3 = dot2(x, words, a3);
    if (heads > 1) b3 = dot2(y, words, b3);
    if (heads > 2) c3 = dot2(z, words, c3);
    a += 8;
    if (heads > 1) b += 8;
    if (heads > 2) c += 8;
    data += dataStride;
  }
  storeSums(addPairs(a0, a1), addPairs(a2, a3), operands, target);
  if (heads > 1) storeSums(addPairs(b0, b1), addPairs(b2, b3), second, target + targetStride);
  if (heads > 2) storeSums(addPairs(c0, c1), addPairs(c2, c3), third, target + 2 * targetStride);
}
