// Grouped-query attention. The cache is cut into blocks of 128 positions; a block's partial result
// (sum of values weighted by exp(score - block's maximum), that maximum, the sum of the weights)
// depends on nothing outside the block, and partial results are merged in the blocks' order.
// So results don't depend on how work was split. Up to three query heads share each load of the cache.
//
// A partial result is f32 [headSize + 4]: values, maximum, sum, unused.

import {
  ATTENTION_BLOCK,
  ATTENTION_TOKENS,
  CAPACITY,
  HEAD_SIZE,
  HEADS,
  KV_HEADS,
  KV_INT8,
  PARTIALS,
} from './layout';
import { exponential } from './exponential';
import { horizontalMax, horizontalSum, larger } from './prepare';
import { readAhead } from './read-ahead';
import { multiplyAdd } from './tier';

/** Bytes of one head's scores of a block. */
const SCORE_BYTES: usize = <usize>ATTENTION_BLOCK * 4;

@inline
export function partialBytes(headSize: i32): usize {
  return <usize>(headSize + 4) * 4;
}

/** Scores of 16 positions for three heads. */
@inline
function scores3(
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
function scores2(q0: usize, q1: usize, keys: usize, end: usize, scores: usize): void {
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
function scores1(query: usize, keys: usize, end: usize, scores: usize): void {
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

/** Sixteen value components for three heads, summed over positions. */
@inline
function weigh3(scores: usize, count: i32, values: usize, target: usize, stride: usize): void {
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
function weigh2(scores: usize, count: i32, values: usize, target: usize, stride: usize): void {
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

@inline
function weigh1(scores: usize, count: i32, values: usize, target: usize): void {
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

/**
 * Scores to weights in place, 0 from `count` to `padded`; the block's maximum and the sum of the
 * weights to `result`.
 */
function softmaxBlock(scores: usize, count: i32, padded: i32, result: usize): void {
  // Positions that don't exist weigh nothing, whatever an earlier use left there.
  for (let i = count; i < padded; ++i) store<f32>(scores + <usize>i * 4, -Infinity);
  const end = scores + <usize>padded * 4;
  let largest = v128.load(scores);
  for (let at = scores + 16; at < end; at += 16) largest = larger(largest, v128.load(at));
  const maximum = horizontalMax(largest);
  const shift = f32x4.splat(maximum);
  let sums = f32x4.splat(0);
  for (let at = scores; at < end; at += 16) {
    const weights = exponential(f32x4.sub(v128.load(at), shift));
    v128.store(at, weights);
    sums = f32x4.add(sums, weights);
  }
  store<f32>(result, maximum);
  store<f32>(result, horizontalSum(sums), 4);
}

/** Merges one head's partial result of the next block into `running`. */
function merge(running: usize, partial: usize, headSize: i32): void {
  const headBytes = <usize>headSize * 4;
  const a = v128.load32_splat(running + headBytes);
  const b = v128.load32_splat(partial + headBytes);
  const maximum = larger(a, b);
  const scaleA = exponential(f32x4.sub(a, maximum));
  const scaleB = exponential(f32x4.sub(b, maximum));
  // The last vector holds maximum and sum; the maximum is put right afterwards.
  for (let i: usize = 0; i <= headBytes; i += 16) {
    v128.store(
      running + i,
      multiplyAdd(
        v128.load(running + i),
        scaleA,
        f32x4.mul(v128.load(partial + i), scaleB),
      ),
    );
  }
  store<f32>(running + headBytes, f32x4.extract_lane(maximum, 0));
}

/** The attention's result of one head: values over sum. */
function finish(running: usize, target: usize, headSize: i32): void {
  const headBytes = <usize>headSize * 4;
  const factor = f32x4.splat(<f32>1.0 / load<f32>(running + headBytes, 4));
  for (let i: usize = 0; i < headBytes; i += 16) {
    v128.store(target + i, f32x4.mul(v128.load(running + i), factor));
  }
}

/** One block of int8 keys to f32 [8][headSize][16]. */
function expandKeys(keys: usize, scales: usize, headSize: i32, target: usize): void {
  for (let tile = 0; tile < ATTENTION_BLOCK / 16; ++tile) {
    const s0 = v128.load(scales);
    const s1 = v128.load(scales, 16);
    const s2 = v128.load(scales, 32);
    const s3 = v128.load(scales, 48);
    for (let i = 0; i < headSize; ++i) {
      const bytes = v128.load(keys);
      const low = i16x8.extend_low_i8x16_s(bytes);
      const high = i16x8.extend_high_i8x16_s(bytes);
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low)), s0));
      v128.store(
        target,
        f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low)), s1),
        16,
      );
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high)), s2), 32);
      v128.store(
        target,
        f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high)), s3),
        48,
      );
      keys += 16;
      target += 64;
    }
    scales += 64;
  }
}

/** One block of int8 values to f32 [headSize / 16][128][16]. */
function expandValues(
  values: usize,
  valueStride: usize,
  scales: usize,
  headSize: i32,
  target: usize,
): void {
  for (let component = 0; component < headSize; component += 16) {
    let from = values;
    let scale = scales;
    for (let i = 0; i < ATTENTION_BLOCK; ++i) {
      const bytes = v128.load(from);
      const s = v128.load32_splat(scale);
      const low = i16x8.extend_low_i8x16_s(bytes);
      const high = i16x8.extend_high_i8x16_s(bytes);
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low)), s));
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low)), s), 16);
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high)), s), 32);
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high)), s), 48);
      from += 16;
      scale += 4;
      target += 64;
    }
    values += valueStride;
  }
}

/** Heads that are computed on together: three share most loads, two fit in the registers. */
@inline
function headsTogether(left: i32, rows: i32): i32 {
  // A single row waits for memory, several rows find the block in the cache.
  return rows == 1 && left >= 3 ? 3 : min(left, 2);
}

/**
 * Partial results of all heads of `kvHead`'s group over one block, for those of `rows` rows from
 * `position` on that reach it, to `results`, [rows][heads of the group].
 *
 * @param queries f32 rows, `stride` bytes apart
 * @param scores scratch f32 [rows][heads of the group][128]
 * @param expanded scratch for an int8 block
 * @returns the first row that reaches the block
 */
function attendBlock(
  queries: usize,
  stride: usize,
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
  expanded: usize,
): i32 {
  const headSize = load<i32>(HEAD_SIZE);
  const headBytes = <usize>headSize * 4;
  const tileBytes = headBytes * 16;
  const capacity = <usize>load<i32>(CAPACITY);
  const group = load<i32>(HEADS) / load<i32>(KV_HEADS);
  const record = partialBytes(headSize);
  const begin = block * ATTENTION_BLOCK;
  const base = <usize>kvHead * capacity;
  // f32 [8][headSize][16], and [headSize / 16][.][16] with `valueStride` between groups of 16.
  let k: usize;
  let v: usize;
  let valueStride: usize;
  if (load<i32>(KV_INT8) != 0) {
    const scale = (base + <usize>begin) * 4;
    k = expanded;
    v = expanded + <usize>ATTENTION_BLOCK * headBytes;
    valueStride = <usize>ATTENTION_BLOCK * 64;
    expandKeys(keys + (base + <usize>begin) * <usize>headSize, keyScales + scale, headSize, k);
    expandValues(
      values + base * <usize>headSize + <usize>begin * 16,
      capacity * 16,
      valueScales + scale,
      headSize,
      v,
    );
  } else {
    k = keys + (base + <usize>begin) * headBytes;
    v = values + (base * <usize>headSize + <usize>begin * 16) * 4;
    valueStride = capacity * 64;
  }
  const firstRow = max(0, begin - position);
  const first = firstRow * group;
  const last = rows * group;
  queries += <usize>(kvHead * group) * headBytes;
  let together = 0;
  for (let i = first; i < last; i += together) {
    together = headsTogether(last - i, rows);
    // Later rows reach farther; what the others compute in vain is masked.
    const row = (i + together - 1) / group;
    const count = min(position + row + 1 - begin, ATTENTION_BLOCK);
    const q0 = queries + <usize>(i / group) * stride + <usize>(i % group) * headBytes;
    let to = scores + <usize>i * SCORE_BYTES;
    let tile = k;
    if (together == 3) {
      for (let at = 0; at < count; at += 16) {
        scores3(q0, q0 + headBytes, q0 + 2 * headBytes, tile, tile + tileBytes, to);
        tile += tileBytes;
        to += 64;
      }
    } else if (together == 2) {
      const j = i + 1;
      const q1 = queries + <usize>(j / group) * stride + <usize>(j % group) * headBytes;
      for (let at = 0; at < count; at += 16) {
        scores2(q0, q1, tile, tile + tileBytes, to);
        tile += tileBytes;
        to += 64;
      }
    } else {
      for (let at = 0; at < count; at += 16) {
        scores1(q0, tile, tile + tileBytes, to);
        tile += tileBytes;
        to += 64;
      }
    }
  }
  for (let i = first; i < last; i += together) {
    together = headsTogether(last - i, rows);
    const lastCount = min(position + (i + together - 1) / group + 1 - begin, ATTENTION_BLOCK);
    const padded = (lastCount + 15) & ~15;
    const weights = scores + <usize>i * SCORE_BYTES;
    const result = results + <usize>i * record;
    for (let j = 0; j < together; ++j) {
      softmaxBlock(
        weights + <usize>j * SCORE_BYTES,
        min(position + (i + j) / group + 1 - begin, ATTENTION_BLOCK),
        padded,
        result + <usize>j * record + headBytes,
      );
    }
    let from = v;
    const end = result + headBytes;
    for (let to = result; to < end; to += 64) {
      if (together == 3) weigh3(weights, lastCount, from, to, record);
      else if (together == 2) weigh2(weights, lastCount, from, to, record);
      else weigh1(weights, lastCount, from, to);
      from += valueStride;
    }
  }
  return firstRow;
}

/** Brings a block of keys and values of one head near; both cache formats, whole blocks. */
function readBlockAhead(keys: usize, values: usize, kvHead: i32, block: i32): void {
  const headSize = <usize>load<i32>(HEAD_SIZE);
  const capacity = <usize>load<i32>(CAPACITY);
  const size: usize = load<i32>(KV_INT8) != 0 ? 1 : 4;
  const first = <usize>kvHead * capacity * headSize;
  const k = keys + (first + <usize>block * ATTENTION_BLOCK * headSize) * size;
  readAhead(k, k + <usize>ATTENTION_BLOCK * headSize * size);
  const piece = <usize>ATTENTION_BLOCK * 16 * size;
  let v = values + (first + <usize>block * ATTENTION_BLOCK * 16) * size;
  for (let i: usize = 0; i < headSize; i += 16) {
    readAhead(v, v + piece);
    v += capacity * 16 * size;
  }
}

/** One row: threads take (kv head, block) pairs and leave partial results. */
export function attendPartial(
  thread: i32,
  threads: i32,
  queries: usize,
  position: i32,
  keys: usize,
  values: usize,
  keyScales: usize,
  valueScales: usize,
  work: usize,
): void {
  const headSize = load<i32>(HEAD_SIZE);
  const kvHeads = load<i32>(KV_HEADS);
  const group = load<i32>(HEADS) / kvHeads;
  const blocks = position / ATTENTION_BLOCK + 1;
  const units = kvHeads * blocks;
  const scores = work;
  const expanded = scores + <usize>group * SCORE_BYTES;
  const record = partialBytes(headSize);
  const end = (units * (thread + 1)) / threads;
  for (let unit = (units * thread) / threads; unit < end; ++unit) {
    const kvHead = unit / blocks;
    const block = unit % blocks;
    // Keys and values come from main memory in many short runs, which processors don't foresee.
    if (blocks > 1) readBlockAhead(keys, values, kvHead, block);
    // [block][head] so that a group's records follow one another.
    const result =
      <usize>load<u32>(PARTIALS) +
      <usize>(block * load<i32>(HEADS) + kvHead * group) * record;
    attendBlock(
      queries,
      0,
      1,
      position,
      kvHead,
      block,
      keys,
      values,
      keyScales,
      valueScales,
      result,
      scores,
      expanded,
    );
  }
}

/** Merges one row's partial results of all blocks into `target`, f32 [heads][headSize]. */
export function mergePartials(position: i32, target: usize, work: usize): void {
  const headSize = load<i32>(HEAD_SIZE);
  const heads = load<i32>(HEADS);
  const blocks = position / ATTENTION_BLOCK + 1;
  const record = partialBytes(headSize);
  const blockStride = <usize>heads * record;
  for (let head: usize = 0; head < <usize>heads; ++head) {
    let partial = <usize>load<u32>(PARTIALS) + head * record;
    memory.copy(work, partial, record);
    for (let block = 1; block < blocks; ++block) {
      partial += blockStride;
      merge(work, partial, headSize);
    }
    finish(work, target + head * (<usize>headSize * 4), headSize);
  }
}

/** Several rows: threads take (tile of rows, kv head) pairs in turn, the longest first. */
export function attendTiles(
  thread: i32,
  threads: i32,
  queries: usize,
  stride: usize,
  rows: i32,
  position: i32,
  keys: usize,
  values: usize,
  keyScales: usize,
  valueScales: usize,
  output: usize,
  outputStride: usize,
  work: usize,
): void {
  const headSize = load<i32>(HEAD_SIZE);
  const kvHeads = load<i32>(KV_HEADS);
  const group = load<i32>(HEADS) / kvHeads;
  const record = partialBytes(headSize);
  const rowRecords = <usize>group * record;
  const scores = work;
  const temporary = scores + <usize>(ATTENTION_TOKENS * group) * SCORE_BYTES;
  const results = temporary + <usize>ATTENTION_TOKENS * rowRecords;
  const expanded = results + <usize>ATTENTION_TOKENS * rowRecords;
  const tiles = (rows + ATTENTION_TOKENS - 1) / ATTENTION_TOKENS;
  for (let unit = thread; unit < tiles * kvHeads; unit += threads) {
    const kvHead = unit % kvHeads;
    const first = (tiles - 1 - unit / kvHeads) * ATTENTION_TOKENS;
    const count = min(ATTENTION_TOKENS, rows - first);
    const q = queries + <usize>first * stride;
    const blocks = (position + first + count - 1) / ATTENTION_BLOCK + 1;
    for (let block = 0; block < blocks; ++block) {
      const firstRow = attendBlock(
        q,
        stride,
        count,
        position + first,
        kvHead,
        block,
        keys,
        values,
        keyScales,
        valueScales,
        block == 0 ? results : temporary,
        scores,
        expanded,
      );
      if (block == 0) continue;
      for (let i = <usize>(firstRow * group); i < <usize>(count * group); ++i) {
        merge(results + i * record, temporary + i * record, headSize);
      }
    }
    for (let row = 0; row < count; ++row) {
      for (let head = 0; head < group; ++head) {
        finish(
          results + <usize>row * rowRecords + <usize>head * record,
          output +
            <usize>(first + row) * outputStride +
            <usize>(kvHead * group + head) * (<usize>headSize * 4),
          headSize,
        );
      }
    }
  }
}
