// Biases of queries, keys and values, norms of query and key heads where the model has them, rotary
// embedding (split halves) of queries and keys, and the way of keys and values to the cache.
//
// f32 cache: keys [kvHead][position / 16][headSize][16], values [kvHead][headSize / 16][position][16].
// int8 cache: the same order in bytes, and scales f32 [kvHead][position] for each.

import { CAPACITY, HEAD_SIZE, HEADS, KV_HEADS, KV_INT8, ROPE_TABLE } from './layout';
import { horizontalMax, larger, normalizeRow, roundToInteger } from './prepare';

/** Rotates [headSize] in place; position's cosines and sines at `table`. Pairs are (i, i + headSize / 2). */
function rotate(vector: usize, table: usize, headSize: i32, scale: f32): void {
  const half = <usize>headSize * 2;
  const factor = f32x4.splat(scale);
  for (let i: usize = 0; i < half; i += 16) {
    const cosine = v128.load(table + i);
    const sine = v128.load(table + half + i);
    const x = v128.load(vector + i);
    const y = v128.load(vector + half + i);
    v128.store(
      vector + i,
      f32x4.mul(f32x4.sub(f32x4.mul(x, cosine), f32x4.mul(y, sine)), factor),
    );
    v128.store(
      vector + half + i,
      f32x4.mul(f32x4.add(f32x4.mul(y, cosine), f32x4.mul(x, sine)), factor),
    );
  }
}

/** vector [headSize] += added */
function addTo(vector: usize, added: usize, headSize: i32): void {
  const bytes = <usize>headSize * 4;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(vector + i, f32x4.add(v128.load(vector + i), v128.load(added + i)));
  }
}

/** Symmetric int8 of [headSize] in place as i32 words; returns the scale. */
function quantizeHead(vector: usize, headSize: i32): f32 {
  const end = vector + <usize>headSize * 4;
  let largest = f32x4.splat(0);
  for (let at = vector; at < end; at += 16) {
    largest = larger(largest, f32x4.abs(v128.load(at)));
  }
  const magnitude = horizontalMax(largest);
  const zero = magnitude < 1e-30;
  const inverse = f32x4.splat(zero ? 0 : <f32>127.0 / magnitude);
  for (let at = vector; at < end; at += 16) {
    v128.store(at, roundToInteger(f32x4.mul(v128.load(at), inverse)));
  }
  return zero ? 0 : magnitude / 127.0;
}

function storeKey(keys: usize, scales: usize, kvHead: usize, position: usize, key: usize): void {
  const headSize = <usize>load<i32>(HEAD_SIZE);
  const capacity = <usize>load<i32>(CAPACITY);
  const int8 = load<i32>(KV_INT8) != 0;
  let at = (kvHead * capacity + (position & ~15)) * headSize + (position & 15);
  if (int8) {
    store<f32>(
      scales + (kvHead * capacity + position) * 4,
      quantizeHead(key, <i32>headSize),
    );
    at += keys;
    for (let i: usize = 0; i < headSize; ++i) store<u8>(at + i * 16, load<u8>(key + i * 4));
  } else {
    at = keys + at * 4;
    for (let i: usize = 0; i < headSize; ++i) store<f32>(at + i * 64, load<f32>(key + i * 4));
  }
}

function storeValue(
  values: usize,
  scales: usize,
  kvHead: usize,
  position: usize,
  value: usize,
): void {
  const headSize = <usize>load<i32>(HEAD_SIZE);
  const capacity = <usize>load<i32>(CAPACITY);
  const int8 = load<i32>(KV_INT8) != 0;
  const begin = kvHead * capacity * headSize + position * 16;
  if (int8) {
    store<f32>(
      scales + (kvHead * capacity + position) * 4,
      quantizeHead(value, <i32>headSize),
    );
    for (let i: usize = 0; i < headSize; ++i) {
      store<u8>(
        values + begin + (i >> 4) * capacity * 16 + (i & 15),
        load<u8>(value + i * 4),
      );
    }
  } else {
    for (let i: usize = 0; i < headSize; i += 4) {
      v128.store(
        values + (begin + (i >> 4) * capacity * 16 + (i & 15)) * 4,
        v128.load(value + i * 4),
      );
    }
  }
}

/**
 * Units are heads of a row: `heads` queries, then `kvHeads` keys with their values. A row of `rows`
 * is f32 [heads + 2 kvHeads][headSize]. `biases` and `headNorms` as in `layout.ts`.
 */
export function ropeUnits(
  firstUnit: i32,
  lastUnit: i32,
  rows: usize,
  stride: usize,
  position: i32,
  keys: usize,
  values: usize,
  keyScales: usize,
  valueScales: usize,
  queryScale: f32,
  biases: usize,
  headNorms: usize,
  epsilon: f32,
): void {
  const heads = load<i32>(HEADS);
  const kvHeads = load<i32>(KV_HEADS);
  const headSize = load<i32>(HEAD_SIZE);
  const headBytes = <usize>headSize * 4;
  const table = <usize>load<u32>(ROPE_TABLE);
  const units = heads + kvHeads;
  for (let unit = firstUnit; unit < lastUnit; ++unit) {
    const row = unit / units;
    const head = unit % units;
    const at = <usize>(position + row);
    const vector = rows + <usize>row * stride + <usize>head * headBytes;
    const value = vector + <usize>kvHeads * headBytes;
    if (biases != 0) {
      const bias = biases + <usize>head * headBytes;
      addTo(vector, bias, headSize);
      if (head >= heads) addTo(value, bias + <usize>kvHeads * headBytes, headSize);
    }
    if (headNorms != 0) {
      const norm = head < heads ? headNorms : headNorms + headBytes;
      normalizeRow(vector, norm, epsilon, vector, headSize);
    }
    rotate(vector, table + at * headBytes, headSize, head < heads ? queryScale : 1);
    if (head >= heads) {
      const kvHead = <usize>(head - heads);
      storeKey(keys, keyScales, kvHead, at, vector);
      storeValue(values, valueScales, kvHead, at, value);
    }
  }
}
