// Scores of an f32 cache: queries times keys, [headSize][16] of 16 positions, so that a register
// holds 4 positions. One to three queries share each load.

import { SCORE_BYTES } from './attention-softmax';
import { multiplyAdd } from './tier';

/** Scores of 16 positions for three heads. */
@inline
export function scores3(
  q0: usize,
  q1: usize,
  q2: usize,
  keys: usize,
  end: usize,
  scores: usize,
): void {
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
  while (keys < end) {
    const a = v128.load32_splat(q0);
    const b = v128.load32_splat(q1);
    const c = v128.load32_splat(q2);
    let k = v128.load(keys);
    a0 = multiplyAdd(k, a, a0);
    b0 = multiplyAdd(k, b, b0);
    c0 = multiplyAdd(k, c, c0);
    k = v128.load(keys, 16);
    a1 = multiplyAdd(k, a, a1);
    b1 = multiplyAdd(k, b, b1);
    c1 = multiplyAdd(k, c, c1);
    k = v128.load(keys, 32);
    a2 = multiplyAdd(k, a, a2);
    b2 = multiplyAdd(k, b, b2);
    c2 = multiplyAdd(k, c, c2);
    k = v128.load(keys, 48);
    a3 = multiplyAdd(k, a, a3);
    b3 = multiplyAdd(k, b, b3);
    c3 = multiplyAdd(k, c, c3);
    q0 += 4;
    q1 += 4;
    q2 += 4;
    keys += 64;
  }
  v128.store(scores, a0);
  v128.store(scores, a1, 16);
  v128.store(scores, a2, 32);
  v128.store(scores, a3, 48);
  scores += SCORE_BYTES;
  v128.store(scores, b0);
  v128.store(scores, b1, 16);
  v128.store(scores, b2, 32);
  v128.store(scores, b3, 48);
  scores += SCORE_BYTES;
  v128.store(scores, c0);
  v128.store(scores, c1, 16);
  v128.store(scores, c2, 32);
  v128.store(scores, c3, 48);
}

/** Scores of 16 positions for two heads: eight sums and their operands fit in the registers. */
@inline
export function scores2(q0: usize, q1: usize, keys: usize, end: usize, scores: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  while (keys < end) {
    const a = v128.load32_splat(q0);
    const b = v128.load32_splat(q1);
    let k = v128.load(keys);
    a0 = multiplyAdd(k, a, a0);
    b0 = multiplyAdd(k, b, b0);
    k = v128.load(keys, 16);
    a1 = multiplyAdd(k, a, a1);
    b1 = multiplyAdd(k, b, b1);
    k = v128.load(keys, 32);
    a2 = multiplyAdd(k, a, a2);
    b2 = multiplyAdd(k, b, b2);
    k = v128.load(keys, 48);
    a3 = multiplyAdd(k, a, a3);
    b3 = multiplyAdd(k, b, b3);
    q0 += 4;
    q1 += 4;
    keys += 64;
  }
  v128.store(scores, a0);
  v128.store(scores, a1, 16);
  v128.store(scores, a2, 32);
  v128.store(scores, a3, 48);
  scores += SCORE_BYTES;
  v128.store(scores, b0);
  v128.store(scores, b1, 16);
  v128.store(scores, b2, 32);
  v128.store(scores, b3, 48);
}

/** Scores of 16 positions for one head. */
@inline
export function scores1(query: usize, keys: usize, end: usize, scores: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  while (keys < end) {
    const a = v128.load32_splat(query);
    a0 = multiplyAdd(v128.load(keys), a, a0);
    a1 = multiplyAdd(v128.load(keys, 16), a, a1);
    a2 = multiplyAdd(v128.load(keys, 32), a, a2);
    a3 = multiplyAdd(v128.load(keys, 48), a, a3);
    query += 4;
    keys += 64;
  }
  v128.store(scores, a0);
  v128.store(scores, a1, 16);
  v128.store(scores, a2, 32);
  v128.store(scores, a3, 48);
}
