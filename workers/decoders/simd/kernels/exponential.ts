// exp(x) in four lanes: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial for e^r (coefficients of
// Cephes' expf, S. L. Moshier), n added to the exponent. Relative error under 2e-7; exp(0) is 1.

import { multiplyAdd } from './tier';

@inline
export function exponential(x: v128): v128 {
  // Results below 2^-126 become 0 by way of n = -127.
  x = f32x4.pmax(x, f32x4.splat(-88.0));
  x = f32x4.pmin(x, f32x4.splat(88.0));
  const magic = f32x4.splat(12582912.0);
  const shifted = multiplyAdd(x, f32x4.splat(1.44269504088896341), magic);
  const n = f32x4.sub(shifted, magic);
  let r = multiplyAdd(n, f32x4.splat(-0.693359375), x);
  r = multiplyAdd(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = multiplyAdd(p, r, f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(multiplyAdd(f32x4.mul(p, r), r, r), f32x4.splat(1.0));
  // The integer n stands in the low bits of `shifted`.
  const exponent = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23);
  return f32x4.mul(p, exponent);
}

/** x / (1 + exp(-x)) */
@inline
export function silu(x: v128): v128 {
  return f32x4.div(x, f32x4.add(f32x4.splat(1.0), exponential(f32x4.neg(x))));
}
