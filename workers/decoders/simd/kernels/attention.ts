// Grouped-query attention. The cache is cut into blocks of 128 positions; a block's partial result
// (sum of values weighted by exp(score - block's maximum), that maximum, the sum of the weights)
// depends on nothing outside the block, and partial results are merged in the blocks' order.
// So results don't depend on how work was split. Up to three query heads share each load of the cache.

import { attendF32Block } from './attention-f32';
import { attendInt8Block, storeQueries } from './attention-int8';
import { operandBytes } from './attention-integers';
import { finish, merge, partialBytes, SCORE_BYTES } from './attention-softmax';
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
import { readAhead } from './read-ahead';

/** Brings a block of keys and values of one head near; whole blocks. */
function readBlockAhead(keys: usize, values: usize, kvHead: i32, block: i32): void {
  const headSize = <usize>load<i32>(HEAD_SIZE);
  const capacity = <usize>load<i32>(CAPACITY);
  const first = <usize>kvHead * capacity;
  const blockBytes = <usize>ATTENTION_BLOCK * headSize;
  if (load<i32>(KV_INT8) != 0) {
    const at = first * headSize + <usize>block * blockBytes;
    readAhead(keys + at, keys + at + blockBytes);
    readAhead(values + at, values + at + blockBytes);
    return;
  }
  const k = keys + (first * headSize + <usize>block * blockBytes) * 4;
  readAhead(k, k + blockBytes * 4);
  const piece = <usize>ATTENTION_BLOCK * 64;
  let v = values + first * headSize * 4 + <usize>block * piece;
  for (let i: usize = 0; i < headSize; i += 16) {
    readAhead(v, v + piece);
    v += capacity * 64;
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
  const int8 = load<i32>(KV_INT8) != 0;
  const scores = work;
  const operands = scores + <usize>max(group, 3) * SCORE_BYTES;
  const record = partialBytes(headSize);
  let prepared = -1;
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
    if (int8) {
      if (kvHead != prepared) storeQueries(queries, 0, 1, kvHead, operands);
      prepared = kvHead;
      attendInt8Block(
        operands,
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
      );
    } else {
      attendF32Block(queries, 0, 1, position, kvHead, block, keys, values, result, scores);
    }
  }
}

/** Merges one row's partial results of all blocks into `target`, f32 [heads][headSize]. */
export function mergePartials(position: i32, target: usize, work: usize): void {
  const headSize = load<i32>(HEAD_SIZE);
  const heads = load<i32>(HEADS);
  const blocks = position / ATTENTION_BLOCK + 1;
  const record = partialBytes(headSize);
  const blockStride = <usize>heads * record;
  const int8 = load<i32>(KV_INT8) != 0;
  for (let head: usize = 0; head < <usize>heads; ++head) {
    let partial = <usize>load<u32>(PARTIALS) + head * record;
    memory.copy(work, partial, record);
    for (let block = 1; block < blocks; ++block) {
      partial += blockStride;
      merge(work, partial, headSize);
    }
    finish(work, target + head * (<usize>headSize * 4), headSize, int8);
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
  const operands = results + <usize>ATTENTION_TOKENS * rowRecords;
  const int8 = load<i32>(KV_INT8) != 0;
  const tiles = (rows + ATTENTION_TOKENS - 1) / ATTENTION_TOKENS;
  for (let unit = thread; unit < tiles * kvHeads; unit += threads) {
    const kvHead = unit % kvHeads;
    const first = (tiles - 1 - unit / kvHeads) * ATTENTION_TOKENS;
    const count = min(ATTENTION_TOKENS, rows - first);
    const q = queries + <usize>first * stride;
    const blocks = (position + first + count - 1) / ATTENTION_BLOCK + 1;
    if (int8) storeQueries(q, stride, count, kvHead, operands);
    for (let block = 0; block < blocks; ++block) {
      const target = block == 0 ? results : temporary;
      let firstRow: i32;
      if (int8) {
        firstRow = attendInt8Block(
          operands,
          count,
          position + first,
          kvHead,
          block,
          keys,
          values,
          keyScales,
          valueScales,
          target,
          scores,
        );
      } else {
        firstRow = attendF32Block(
          q,
          stride,
          count,
          position + first,
          kvHead,
          block,
          keys,
          values,
          target,
          scores,
        );
      }
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
          int8,
        );
      }
    }
  }
}
