// Finds large logits, for sampling. Run by one thread between steps.

import { larger } from './prepare';

/** Logits of which one maximum is kept. */
const SPAN: i32 = 64;

/** The largest of `count` values from `at` on; -Infinity where none is a larger number. */
@inline
function maximum(at: usize, count: i32): f32 {
  const end = at + <usize>count * 4;
  const vectors = at + <usize>(count & ~15) * 4;
  let a = f32x4.splat(-Infinity);
  let b = a;
  let c = a;
  let d = a;
  for (; at < vectors; at += 64) {
    a = larger(a, v128.load(at));
    b = larger(b, v128.load(at, 16));
    c = larger(c, v128.load(at, 32));
    d = larger(d, v128.load(at, 48));
  }
  a = larger(larger(a, b), larger(c, d));
  a = larger(a, i32x4.shuffle(a, a, 2, 3, 0, 1));
  a = larger(a, i32x4.shuffle(a, a, 1, 0, 3, 2));
  let largest = f32x4.extract_lane(a, 0);
  for (; at < end; at += 4) {
    const value = load<f32>(at);
    if (value > largest) largest = value;
  }
  return largest;
}

/** Index of the largest of `count` values, of equal ones the lowest; -1 where none is above -Infinity. */
export function argmax(values: usize, count: i32): i32 {
  const largest = maximum(values, count);
  if (largest == -Infinity) return -1;
  const wanted = f32x4.splat(largest);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const equal = f32x4.eq(v128.load(values + <usize>i * 4), wanted);
    if (v128.any_true(equal)) return i + ctz(i32x4.bitmask(equal));
  }
  for (; i < count; ++i) if (load<f32>(values + <usize>i * 4) == largest) return i;
  return -1;
}

/**
 * The maximum of each 64 of `count` values to `target`: the n-th largest of them is at most the n-th
 * largest value.
 *
 * @returns how many they are
 */
export function spanMaxima(values: usize, count: i32, target: usize): i32 {
  let spans = 0;
  for (let i = 0; i < count; i += SPAN) {
    store<f32>(target, maximum(values + <usize>i * 4, min(SPAN, count - i)));
    target += 4;
    ++spans;
  }
  return spans;
}

/**
 * Indices of the values that are at least `least` to `target`, ascending.
 *
 * @returns how many they are
 */
export function collect(values: usize, count: i32, least: f32, target: usize): i32 {
  const begin = target;
  const limit = f32x4.splat(least);
  let i = 0;
  for (; i + 16 <= count; i += 16) {
    const at = values + <usize>i * 4;
    const a = f32x4.ge(v128.load(at), limit);
    const b = f32x4.ge(v128.load(at, 16), limit);
    const c = f32x4.ge(v128.load(at, 32), limit);
    const d = f32x4.ge(v128.load(at, 48), limit);
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    for (let j = i; j < i + 16; ++j) {
      if (load<f32>(values + <usize>j * 4) >= least) {
        store<i32>(target, j);
        target += 4;
      }
    }
  }
  for (; i < count; ++i) {
    if (load<f32>(values + <usize>i * 4) >= least) {
      store<i32>(target, i);
      target += 4;
    }
  }
  return <i32>((target - begin) >> 2);
}
