// Values of an f32 cache times weights, [position][16] of 16 components, summed over positions. One
// to three heads' weights share each load.

import { SCORE_BYTES } from './attention-softmax';
import { multiplyAdd } from './tier';

/** Sixteen value components for three heads, summed over positions. */
@inline
export function weigh3(scores: usize, count: i32, values: usize, target: usize, stride: usize): void {
  let a0 = f32x4.splat(0);
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
  const end = scores + <usize>count * 4;
  while (scores < end) {
    const a = v128.load32_splat(scores);
    const b = v128.load32_splat(scores + SCORE_BYTES);
    const c = v128.load32_splat(scores + 2 * SCORE_BYTES);
    let v = v128.load(values);
    a0 = multiplyAdd(v, a, a0);
    b0 = multiplyAdd(v, b, b0);
    c0 = multiplyAdd(v, c, c0);
    v = v128.load(values, 16);
    a1 = multiplyAdd(v, a, a1);
    b1 = multiplyAdd(v, b, b1);
    c1 = multiplyAdd(v, c, c1);
    v = v128.load(values, 32);
    a2 = multiplyAdd(v, a, a2);
    b2 = multiplyAdd(v, b, b2);
    c2 = multiplyAdd(v, c, c2);
    v = v128.load(values, 48);
    a3 = multiplyAdd(v, a, a3);
    b3 = multiplyAdd(v, b, b3);
    c3 = multiplyAdd(v, c, c3);
    scores += 4;
    values += 64;
  }
  v128.store(target, a0);
  v128.store(target, a1, 16);
  v128.store(target, a2, 32);
  v128.store(target, a3, 48);
  target += stride;
  v128.store(target, b0);
  v128.store(target, b1, 16);
  v128.store(target, b2, 32);
  v128.store(target, b3, 48);
  target += stride;
  v128.store(target, c0);
  v128.store(target, c1, 16);
  v128.store(target, c2, 32);
  v128.store(target, c3, 48);
}

/** Sixteen value components for two heads. */
@inline
export function weigh2(scores: usize, count: i32, values: usize, target: usize, stride: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  const end = scores + <usize>count * 4;
  while (scores < end) {
    const a = v128.load32_splat(scores);
    const b = v128.load32_splat(scores + SCORE_BYTES);
    let v = v128.load(values);
    a0 = multiplyAdd(v, a, a0);
    b0 = multiplyAdd(v, b, b0);
    v = v128.load(values, 16);
    a1 = multiplyAdd(v, a, a1);
    b1 = multiplyAdd(v, b, b1);
    v = v128.load(values, 32);
    a2 = multiplyAdd(v, a, a2);
    b2 = multiplyAdd(v, b, b2);
    v = v128.load(values, 48);
    a3 = multiplyAdd(v, a, a3);
    b3 = multiplyAdd(v, b, b3);
    scores += 4;
    values += 64;
  }
  v128.store(target, a0);
  v128.store(target, a1, 16);
  v128.store(target, a2, 32);
  v128.store(target, a3, 48);
  target += stride;
  v128.store(target, b0);
  v128.store(target, b1, 16);
  v128.store(target, b2, 32);
  v128.store(target, b3, 48);
}

/** Sixteen value components for one head. */
@inline
export function weigh1(scores: usize, count: i32, values: usize, target: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  const end = scores + <usize>count * 4;
  while (scores < end) {
    const a = v128.load32_splat(scores);
    a0 = multiplyAdd(v128.load(values), a, a0);
    a1 = multiplyAdd(v128.load(values, 16), a, a1);
    a2 = multiplyAdd(v128.load(values, 32), a, a2);
    a3 = multiplyAdd(v128.load(values, 48), a, a3);
    scores += 4;
    values += 64;
  }
  v128.store(target, a0);
  v128.store(target, a1, 16);
  v128.store(target, a2, 32);
  v128.store(target, a3, 48);
}
