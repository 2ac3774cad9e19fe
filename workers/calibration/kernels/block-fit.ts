// Scale and offset of blocks of 32 weights, for four rows at a time (one in each lane): the search
// for the least error, weighted by column, and what can be stored of it. Weights are w = s q - m
// with s and m at least 0.

import { multiplyAdd } from '../../decoders/simd/kernels/tier';
import { BLOCK, ROW_CODES, ZERO_POINT } from './layout';

/** Shares of a block's range that the search starts from, and how often each is refined. */
const SHARES: i32 = 11;
const LEAST_SHARE: f32 = 0.55;
const SHARE_STEP: f32 = 0.05;
const ROUNDS: i32 = 2;

const LARGEST_CODE: f32 = 255;
const SMALLEST_SCALE: f32 = 1e-9;

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

@inline
export function clamp(x: v128, least: v128, most: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, least), most);
}

/** `a` where `mask` is set, else `b`. */
@inline
export function choose(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** 1 / x; 0 where x isn't above 0. */
@inline
export function inverse(x: v128): v128 {
  return v128.and(f32x4.div(splat(1), x), f32x4.gt(x, splat(0)));
}

@inline
export function quantOf(w: v128, offset: v128, inverseScale: v128, top: v128): v128 {
  return clamp(f32x4.nearest(f32x4.mul(f32x4.add(w, offset), inverseScale)), splat(0), top);
}

/** The nearest half-precision number (11 bits; below 2^-14 a multiple of 2^-24). */
@inline
function toHalf(x: v128): v128 {
  const scaled = f32x4.mul(x, splat(8193));
  const rounded = f32x4.sub(scaled, f32x4.sub(scaled, x));
  const subnormal = f32x4.sub(f32x4.add(x, splat(0.5)), splat(0.5));
  return choose(f32x4.lt(x, splat(6.103515625e-5)), subnormal, rounded);
}

// Results of the functions below: module variables, because functions return one value.
export let scale: v128 = f32x4.splat(0);
export let offset: v128 = f32x4.splat(0);

/**
 * Makes `scale` and `offset` such as can be stored.
 *
 * @param scaleFactor, offsetFactor of the rows; unused for ZERO_POINT
 */
export function toStored(s: v128, m: v128, kind: i32, scaleFactor: v128, offsetFactor: v128): void {
  if (kind === ROW_CODES) {
    const codeS = f32x4.nearest(f32x4.mul(s, inverse(scaleFactor)));
    const codeM = f32x4.nearest(f32x4.mul(m, inverse(offsetFactor)));
    scale = f32x4.mul(clamp(codeS, splat(1), splat(LARGEST_CODE)), scaleFactor);
    offset = f32x4.mul(clamp(codeM, splat(0), splat(LARGEST_CODE)), offsetFactor);
  } else {
    const zeroPoint = clamp(f32x4.nearest(f32x4.mul(m, inverse(s))), splat(0), splat(15));
    scale = toHalf(s);
    offset = f32x4.mul(scale, zeroPoint);
  }
}

/**
 * The scale and offset of least squared error that the search finds, as `toStored` leaves them.
 *
 * @param x 32 vectors of four rows
 * @param weights of the columns, 32 floats
 * @param exact true: not made storable (row codes only)
 */
export function fit(
  x: usize,
  weights: usize,
  levels: f32,
  kind: i32,
  scaleFactor: v128,
  offsetFactor: v128,
  exact: bool,
): void {
  const zero = splat(0);
  const top = splat(levels);
  let lowest = zero;
  let highest = zero;
  if (kind === ROW_CODES) highest = splat(-Infinity);
  let sumX = zero;
  let total: f32 = 0;
  for (let j = 0; j < BLOCK; ++j) {
    const value = v128.load(x + (<usize>j << 4));
    const weight = f32.load(weights + (<usize>j << 2));
    lowest = f32x4.pmin(lowest, value);
    highest = f32x4.pmax(highest, value);
    sumX = multiplyAdd(splat(weight), value, sumX);
    total += weight;
  }
  const range = f32x4.pmax(f32x4.sub(highest, lowest), splat(SMALLEST_SCALE * levels));
  let least = splat(Infinity);
  let bestScale = zero;
  let bestOffset = zero;
  const shifts = kind === ZERO_POINT ? 3 : 1;
  for (let share = 0; share < SHARES; ++share) {
    for (let shift = 0; shift < shifts; ++shift) {
      const factor: f32 = LEAST_SHARE + SHARE_STEP * <f32>share;
      let s = f32x4.mul(range, splat(factor / levels));
      let m = f32x4.mul(lowest, splat(-factor));
      let zeroPoint = zero;
      if (kind === ZERO_POINT) {
        zeroPoint = f32x4.nearest(f32x4.mul(m, inverse(s)));
        zeroPoint = clamp(f32x4.add(zeroPoint, splat(<f32>(shift - 1))), zero, top);
        m = f32x4.mul(s, zeroPoint);
      }
      for (let round = 0; round < ROUNDS; ++round) {
        const inverseScale = inverse(s);
        let sumQ = zero;
        let sumQQ = zero;
        let sumQX = zero;
        for (let j = 0; j < BLOCK; ++j) {
          const value = v128.load(x + (<usize>j << 4));
          const weight = v128.load32_splat(weights + (<usize>j << 2));
          const q = quantOf(value, m, inverseScale, top);
          const weighted = f32x4.mul(weight, q);
          sumQ = f32x4.add(sumQ, weighted);
          sumQQ = multiplyAdd(weighted, q, sumQQ);
          sumQX = multiplyAdd(weighted, value, sumQX);
        }
        if (kind === ZERO_POINT) {
          // Sums of (q - z)^2 and (q - z) x.
          const squares = f32x4.add(
            f32x4.sub(sumQQ, f32x4.mul(f32x4.add(zeroPoint, zeroPoint), sumQ)),
            f32x4.mul(f32x4.mul(zeroPoint, zeroPoint), splat(total)),
          );
          const fitted = f32x4.mul(f32x4.sub(sumQX, f32x4.mul(zeroPoint, sumX)), inverse(squares));
          s = choose(f32x4.gt(fitted, zero), fitted, s);
          m = f32x4.mul(s, zeroPoint);
        } else {
          const determinant = f32x4.sub(f32x4.mul(splat(total), sumQQ), f32x4.mul(sumQ, sumQ));
          const slope = f32x4.sub(f32x4.mul(splat(total), sumQX), f32x4.mul(sumQ, sumX));
          const isSolvable = f32x4.gt(
            determinant,
            f32x4.mul(f32x4.mul(splat(total * 1e-5), sumQQ), splat(1)),
          );
          let fitted = choose(isSolvable, f32x4.mul(slope, inverse(determinant)), s);
          let fittedOffset = f32x4.mul(
            f32x4.sub(f32x4.mul(fitted, sumQ), sumX),
            splat(total > 0 ? 1 / total : 0),
          );
          // An offset below 0 can't be stored: the best scale without one.
          const isBelow = f32x4.lt(fittedOffset, zero);
          fitted = choose(isBelow, f32x4.mul(sumQX, inverse(sumQQ)), fitted);
          fittedOffset = f32x4.pmax(fittedOffset, zero);
          const isBetter = f32x4.gt(fitted, zero);
          s = choose(isBetter, fitted, s);
          m = choose(isBetter, fittedOffset, m);
        }
      }
      if (!exact) {
        toStored(s, m, kind, scaleFactor, offsetFactor);
        s = scale;
        m = offset;
      }
      const inverseScale = inverse(s);
      let error = zero;
      for (let j = 0; j < BLOCK; ++j) {
        const value = v128.load(x + (<usize>j << 4));
        const weight = v128.load32_splat(weights + (<usize>j << 2));
        const q = quantOf(value, m, inverseScale, top);
        const difference = f32x4.sub(f32x4.sub(f32x4.mul(s, q), m), value);
        error = multiplyAdd(f32x4.mul(weight, difference), difference, error);
      }
      const isLess = f32x4.lt(error, least);
      least = choose(isLess, error, least);
      bestScale = choose(isLess, s, bestScale);
      bestOffset = choose(isLess, m, bestOffset);
    }
  }
  scale = bestScale;
  offset = bestOffset;
}
