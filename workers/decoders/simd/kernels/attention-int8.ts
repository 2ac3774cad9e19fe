// One block of an int8 cache. Keys [128 / 8][headSize / 4][8][4], values [128 / 4][headSize][4]:
// four bytes that belong to one sum lie together. Each position's scale of keys goes to its score,
// that of values to its weight.

import {
  multiplyEight,
  operandBytes,
  storeQuery,
  storeWeights,
} from './attention-integers';
import { partialBytes, SCORE_BYTES } from './attention-softmax';
import { exponential } from './exponential';
import { ATTENTION_BLOCK, CAPACITY, HEAD_SIZE, HEADS, KV_HEADS } from './layout';
import { horizontalMax, horizontalSum, larger } from './prepare';

/** The queries of `kvHead`'s group of heads of `rows` rows as operands [rows][heads of the group]. */
export function storeQueries(
  queries: usize,
  stride: usize,
  rows: i32,
  kvHead: i32,
  operands: usize,
): void {
  const headSize = load<i32>(HEAD_SIZE);
  const group = load<i32>(HEADS) / load<i32>(KV_HEADS);
  for (let row = 0; row < rows; ++row) {
    let query = queries + <usize>row * stride + <usize>(kvHead * group * headSize) * 4;
    for (let head = 0; head < group; ++head) {
      storeQuery(query, headSize, operands);
      query += <usize>headSize * 4;
      operands += operandBytes(headSize);
    }
  }
}

/**
 * Scores without the keys' scales to weights with the values' scales, as an operand in the same
 * place, 0 from `count` to `padded`; the block's maximum and the sum of the weights to `result`.
 */
function weighScores(
  scores: usize,
  keyScales: usize,
  valueScales: usize,
  count: i32,
  padded: i32,
  result: usize,
): void {
  const end = scores + <usize>padded * 4;
  let most = f32x4.splat(-Infinity);
  for (let at = scores; at < end; at += 16) {
    v128.store(at, f32x4.mul(v128.load(at), v128.load(keyScales)));
    keyScales += 16;
  }
  // Positions that don't exist weigh nothing, whatever an earlier use left there.
  for (let i = count; i < padded; ++i) store<f32>(scores + <usize>i * 4, -Infinity);
  for (let at = scores; at < end; at += 16) most = larger(most, v128.load(at));
  const maximum = horizontalMax(most);
  const shift = f32x4.splat(maximum);
  const none = f32x4.splat(0);
  let sums = none;
  let largest = none;
  for (let at = scores; at < end; at += 16) {
    const weights = exponential(f32x4.sub(v128.load(at), shift));
    sums = f32x4.add(sums, weights);
    // The scale of a position that doesn't exist may be no number.
    const scaled = larger(none, f32x4.mul(weights, v128.load(valueScales)));
    v128.store(at, scaled);
    largest = larger(largest, scaled);
    valueScales += 16;
  }
  storeWeights(scores, padded, horizontalMax(largest));
  store<f32>(result, maximum);
  store<f32>(result, horizontalSum(sums), 4);
}

/** Scores of `heads` (a constant) queries for `padded` positions, without the keys' scales. */
@inline
function scoreHeads(
  heads: i32,
  queries: usize,
  keys: usize,
  headSize: i32,
  padded: i32,
  scores: usize,
): void {
  const tileBytes = <usize>headSize * 8;
  const end = keys + <usize>padded * <usize>headSize;
  for (; keys < end; keys += tileBytes) {
    multiplyEight(
      heads,
      queries,
      operandBytes(headSize),
      headSize / 4,
      keys,
      32,
      scores,
      SCORE_BYTES,
      true,
    );
    scores += 32;
  }
}

/** Values times the weights of `heads` (a constant) heads, summed over `padded` positions. */
@inline
function weighHeads(
  heads: i32,
  weights: usize,
  values: usize,
  headSize: i32,
  padded: i32,
  results: usize,
): void {
  const stride = <usize>headSize * 4;
  const end = values + stride;
  for (; values < end; values += 32) {
    multiplyEight(
      heads,
      weights,
      SCORE_BYTES,
      padded / 4,
      values,
      stride,
      results,
      partialBytes(headSize),
      false,
    );
    results += 32;
  }
}

/**
 * Partial results of all heads of `kvHead`'s group over one block, for those of `rows` rows from
 * `position` on that reach it, to `results`, [rows][heads of the group].
 *
 * @param queries operands [rows][heads of the group]
 * @param scores scratch f32 [3][128]
 * @returns the first row that reaches the block
 */
export function attendInt8Block(
  queries: usize,
  rows: i32,
  position: i32,
  kvHead: i32,
  block: i32,
  keys: usize,
  values: usize,
  keyScales: usize,
  valueScales: usize,
  results: usize,
  scores: usize,
): i32 {
  const headSize = load<i32>(HEAD_SIZE);
  const group = load<i32>(HEADS) / load<i32>(KV_HEADS);
  const record = partialBytes(headSize);
  const begin = block * ATTENTION_BLOCK;
  const base = <usize>kvHead * <usize>load<i32>(CAPACITY) + <usize>begin;
  const k = keys + base * <usize>headSize;
  const v = values + base * <usize>headSize;
  const firstRow = max(0, begin - position);
  const last = rows * group;
  let together = 0;
  for (let i = firstRow * group; i < last; i += together) {
    together = min(last - i, 3);
    // Later rows reach farther; what the others compute in vain is masked.
    const count = min(position + (i + together - 1) / group + 1 - begin, ATTENTION_BLOCK);
    const padded = (count + 7) & ~7;
    const query = queries + <usize>i * operandBytes(headSize);
    const result = results + <usize>i * record;
    if (together == 3) scoreHeads(3, query, k, headSize, padded, scores);
    else if (together == 2) scoreHeads(2, query, k, headSize, padded, scores);
    else scoreHeads(1, query, k, headSize, padded, scores);
    for (let j = 0; j < together; ++j) {
      weighScores(
        scores + <usize>j * SCORE_BYTES,
        keyScales + base * 4,
        valueScales + base * 4,
        min(position + (i + j) / group + 1 - begin, ATTENTION_BLOCK),
        padded,
        result + <usize>j * record + <usize>headSize * 4,
      );
    }
    if (together == 3) weighHeads(3, scores, v, headSize, padded, result);
    else if (together == 2) weighHeads(2, scores, v, headSize, padded, result);
    else weighHeads(1, scores, v, headSize, padded, result);
  }
  return firstRow;
}
