// What differs between the instruction tiers. RELAXED is a constant given by the build: 1 where
// relaxed SIMD's dot product is exact (probed), 0 for plain SIMD128.

/** Bytes of one quantized activation: int8 for the relaxed dot product, int16 for the plain one. */
@inline
export const ACTIVATION_BYTES: usize = RELAXED ? 1 : 2;

/** Largest magnitude of a quantized activation. Sixteen bits cost the plain tier nothing: its dot product takes no fewer. */
@inline
export const ACTIVATION_LIMIT: f32 = RELAXED ? 127.0 : 32767.0;

/** a * b + c. Rounded once in the relaxed tier, twice in the plain one; the same way everywhere within a tier. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Adds, in each 32-bit lane, the products of 4 activations (signed) and 4 weights (unsigned). */
@inline
export function dot4(activations: v128, weights: v128, sum: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(activations, weights, sum);
}

/** Adds, in each 32-bit lane, the products of 2 activations and 2 weights of 16 bits. */
@inline
export function dot2(activations: v128, weights: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(activations, weights));
}

/**
 * The probe: 127 * 255 four times is 129540 where the second operand is taken as unsigned and
 * sums don't saturate, the only behaviour that 8-bit weights here can use.
 */
export function probe(activation: i32, weight: i32): i32 {
  if (RELAXED) {
    return i32x4.extract_lane(
      dot4(i8x16.splat(<i8>activation), i8x16.splat(<i8>weight), i32x4.splat(0)),
      0,
    );
  }
  return 0;
}
