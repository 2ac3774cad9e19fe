// What differs between the instruction tiers (../tier.ts). The build gives constants: RELAXED is 1 in
// every tier with relaxed SIMD, and of UNSIGNED, SIGNED and PAIRS the one that names the tier is.

/** Bytes of one quantized activation: int8 for relaxed dot products, int16 for the plain one. */
@inline
export const ACTIVATION_BYTES: usize = RELAXED ? 1 : 2;

/** Largest magnitude of a quantized activation. Sixteen bits cost the plain tier nothing: its dot product takes no fewer. */
@inline
export const ACTIVATION_LIMIT: f32 = RELAXED ? 127.0 : 32767.0;

/** What stored 8-bit quants are too high by: they are signed where the dot product takes them so. */
@inline
export const BYTE_EXCESS: i32 = UNSIGNED || PAIRS ? 128 : 0;

/** a * b + c. Rounded once in the relaxed tiers where the processor can, twice in the plain one; the same way everywhere within a tier. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Adds, in each 32-bit lane, the products of 4 activations and 4 weights of 8 bits. On `pairs` and
 * `signed` weights are at most 127. On `pairs` the sum is kept in 16-bit halves until it is `closed`:
 * the largest weights that it takes may add up to 129, as 8 of 4 bits do (2 * 127 * 129 < 2^15).
 */
@inline
export function dot4(activations: v128, weights: v128, sum: v128): v128 {
  if (PAIRS) return i16x8.add(sum, i16x8.relaxed_dot_i8x16_i7x16_s(activations, weights));
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(activations, weights, sum);
}

/** A sum of `dot4` as 32-bit lanes. */
@inline
export function closed(sum: v128): v128 {
  return PAIRS ? i32x4.extadd_pairwise_i16x8_s(sum) : sum;
}

/** Adds two sums of `dot4` that aren't closed yet. */
@inline
export function addOpen(a: v128, b: v128): v128 {
  return PAIRS ? i16x8.add(a, b) : i32x4.add(a, b);
}

/** The upper half of each byte. `mask` is 0x0f in each: a constant that is named before a loop. */
@inline
export function upperNibbles(bytes: v128, mask: v128): v128 {
  // One instruction on ARM, eight on x86.
  if (SIGNED) return i8x16.shr_u(bytes, 4);
  return v128.and(i16x8.shr_u(bytes, 4), mask);
}

/** Adds, in each 32-bit lane, the products of 2 activations and 2 weights of 16 bits. */
@inline
export function dot2(activations: v128, weights: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(activations, weights));
}
