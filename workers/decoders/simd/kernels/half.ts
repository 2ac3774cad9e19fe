// Half-precision numbers become f32 by moving bits: sign and fraction are kept, the exponent keeps
// the bias of f16, so the value is 2^-112 times the true one. The factor is carried in the scale of
// the activations and taken out at the end of a row.

/** From the upper half of each 32-bit lane. */
@inline
export function upperHalves(lanes: v128): v128 {
  return v128.and(i32x4.shr_s(lanes, 3), i32x4.splat(0x8fffe000));
}

/** From the lower half of each 32-bit lane. */
@inline
export function lowerHalves(lanes: v128): v128 {
  return upperHalves(i32x4.shl(lanes, 16));
}

/** One number, true value. */
@inline
export function halfToFloat(bits: u32): f32 {
  const carried = ((bits & 0x8000) << 16) | ((bits & 0x7fff) << 13);
  // 2^112
  return reinterpret<f32>(carried) * reinterpret<f32>(0x77800000);
}
