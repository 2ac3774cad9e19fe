// Softmax in parts: within a block, and from block to block. A partial result is
// f32 [headSize + 4]: values, maximum, sum, unused.

import { exponential } from './exponential';
import { ATTENTION_BLOCK } from './layout';
import { horizontalMax, horizontalSum, larger } from './prepare';
import { spread, spreadSize } from './spread';
import { multiplyAdd } from './tier';

/** Bytes of one head's scores of a block. */
@inline
export const SCORE_BYTES: usize = <usize>ATTENTION_BLOCK * 4;

@inline
export function partialBytes(headSize: i32): usize {
  return <usize>(headSize + 4) * 4;
}

/**
 * Scores to weights in place, 0 from `count` to `padded`; the block's maximum and the sum of the
 * weights to `result`.
 */
export function softmaxBlock(scores: usize, count: i32, padded: i32, result: usize): void {
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
export function merge(running: usize, partial: usize, headSize: i32): void {
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

/** The attention's result of one head: values over sum. `int8`: of spread values. */
export function finish(running: usize, target: usize, headSize: i32, int8: bool): void {
  const headBytes = <usize>headSize * 4;
  const spreading: f32 = int8 ? <f32>spreadSize(headSize) : 1;
  const factor = f32x4.splat(<f32>1.0 / (load<f32>(running + headBytes, 4) * spreading));
  for (let i: usize = 0; i < headBytes; i += 16) {
    v128.store(target + i, f32x4.mul(v128.load(running + i), factor));
  }
  if (int8) spread(target, headSize);
}
