// One block of an f32 cache: keys [8][headSize][16], values [headSize / 16][128][16].

import { scores1, scores2, scores3 } from './attention-scores';
import { partialBytes, SCORE_BYTES, softmaxBlock } from './attention-softmax';
import { weigh1, weigh2, weigh3 } from './attention-weigh';
import { ATTENTION_BLOCK, CAPACITY, HEAD_SIZE, HEADS, KV_HEADS } from './layout';

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
 * @returns the first row that reaches the block
 */
export function attendF32Block(
  queries: usize,
  stride: usize,
  rows: i32,
  position: i32,
  kvHead: i32,
  block: i32,
  keys: usize,
  values: usize,
  results: usize,
  scores: usize,
): i32 {
  const headSize = load<i32>(HEAD_SIZE);
  const headBytes = <usize>headSize * 4;
  const tileBytes = headBytes * 16;
  const capacity = <usize>load<i32>(CAPACITY);
  const group = load<i32>(HEADS) / load<i32>(KV_HEADS);
  const record = partialBytes(headSize);
  const begin = block * ATTENTION_BLOCK;
  const base = <usize>kvHead * capacity;
  const k = keys + (base + <usize>begin) * headBytes;
  const v = values + (base * <usize>headSize + <usize>begin * 16) * 4;
  const valueStride = capacity * 64;
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
