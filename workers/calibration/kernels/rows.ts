// What a Llama layer does between its matrix products, on rows of 32-bit floats.

import { exponential, silu } from '../../decoders/simd/kernels/exponential';
import { horizontalMax, horizontalSum } from '../../decoders/simd/kernels/prepare';
import { multiplyAdd } from '../../decoders/simd/kernels/tier';
import { gemm } from './gemm';
import { BAND, GEMM_SCRATCH_BYTES } from './layout';

@inline
function float(array: usize, i: i32): usize {
  return array + (<usize>i << 2);
}

/** RMS norm of rows [rows][columns]; `columns` a multiple of 4. */
export function normRows(
  from: usize, to: usize, weights: usize, rows: i32, columns: i32, epsilon: f32,
  _scratch: usize, thread: i32, threads: i32,
): void {
  const bytes = <usize>columns << 2;
  for (let row = thread; row < rows; row += threads) {
    const source = from + bytes * row;
    const target = to + bytes * row;
    let squares = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const x = v128.load(source + i);
      squares = multiplyAdd(x, x, squares);
    }
    const mean = horizontalSum(squares) / <f32>columns;
    const factor = f32x4.splat(<f32>(1 / Math.sqrt(<f64>(mean + epsilon))));
    for (let i: usize = 0; i < bytes; i += 16) {
      const x = f32x4.mul(v128.load(source + i), factor);
      v128.store(target + i, f32x4.mul(x, v128.load(weights + i)));
    }
  }
}

/** SiLU of the first half of each row times the second half: [rows][2 * columns] to [rows][columns]. */
export function gateRows(
  from: usize, to: usize, rows: i32, columns: i32,
  _scratch: usize, thread: i32, threads: i32,
): void {
  const bytes = <usize>columns << 2;
  for (let row = thread; row < rows; row += threads) {
    const gate = from + 2 * bytes * row;
    const target = to + bytes * row;
    for (let i: usize = 0; i < bytes; i += 16) {
      const up = v128.load(gate + bytes + i);
      v128.store(target + i, f32x4.mul(silu(v128.load(gate + i)), up));
    }
  }
}

/**
 * Turns the pairs (i, i + headSize / 2) of the first `heads` heads of each row by its position.
 *
 * @param table [rows][2][headSize / 2]: cosines, sines
 */
export function rotateRows(
  at: usize, stride: i32, rows: i32, heads: i32, headSize: i32, table: usize,
  _scratch: usize, thread: i32, threads: i32,
): void {
  const half = <usize>headSize << 1;
  for (let row = thread; row < rows; row += threads) {
    const cosines = table + 2 * half * row;
    for (let head = 0; head < heads; ++head) {
      const first = float(at, row * stride + head * headSize);
      for (let i: usize = 0; i < half; i += 16) {
        const c = v128.load(cosines + i);
        const s = v128.load(cosines + half + i);
        const x = v128.load(first + i);
        const y = v128.load(first + half + i);
        v128.store(first + i, f32x4.sub(f32x4.mul(x, c), f32x4.mul(y, s)));
        v128.store(first + half + i, f32x4.add(f32x4.mul(y, c), f32x4.mul(x, s)));
      }
    }
  }
}

/** Probabilities of the first `row + 1` values of a row; 0 up to `width`, a multiple of 4. */
function causalSoftmax(row: usize, count: i32, width: i32): void {
  for (let i = count; i < width; ++i) f32.store(float(row, i), -Infinity);
  const bytes = <usize>width << 2;
  let most = f32x4.splat(-Infinity);
  for (let i: usize = 0; i < bytes; i += 16) most = f32x4.pmax(most, v128.load(row + i));
  const largest = f32x4.splat(horizontalMax(most));
  let total = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const p = exponential(f32x4.sub(v128.load(row + i), largest));
    v128.store(row + i, p);
    total = f32x4.add(total, p);
  }
  const factor = f32x4.splat(<f32>1 / horizontalSum(total));
  for (let i: usize = 0; i < bytes; i += 16) v128.store(row + i, f32x4.mul(v128.load(row + i), factor));
}

/**
 * Causal attention of one sequence. Rows hold queries, keys, values: [heads + 2 * kvHeads][headSize].
 * Threads take query heads in turn.
 *
 * @param length positions, a multiple of 4
 * @param scratch GEMM_SCRATCH_BYTES and [BAND][length] floats
 */
export function attend(
  rows: usize, stride: i32, length: i32, heads: i32, kvHeads: i32, headSize: i32,
  to: usize, toStride: i32,
  scratch: usize,
  thread: i32, threads: i32,
): void {
  const scores = scratch + GEMM_SCRATCH_BYTES;
  const factor: f32 = <f32>(1 / Math.sqrt(<f64>headSize));
  for (let head = thread; head < heads; head += threads) {
    const group = head * kvHeads / heads;
    const queries = float(rows, head * headSize);
    const keys = float(rows, (heads + group) * headSize);
    const values = float(rows, (heads + kvHeads + group) * headSize);
    for (let first = 0; first < length; first += BAND) {
      const count = min(BAND, length - first);
      const width = first + count;
      gemm(
        float(queries, first * stride), stride, 1, keys, 1, stride, scores, width,
        count, width, headSize, factor, 0, scratch, 0, 1,
      );
      for (let i = 0; i < count; ++i) causalSoftmax(float(scores, i * width), first + i + 1, width);
      gemm(
        scores, width, 1, values, stride, 1,
        float(to, first * toStride + head * headSize), toStride,
        count, headSize, width, 1, 0, scratch, 0, 1,
      );
    }
  }
}
