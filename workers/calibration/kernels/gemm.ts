// Matrix product of 32-bit floats with any strides: operands are packed into narrow panels, so that
// one inner loop serves products with and without transposition (Goto and van de Geijn, "Anatomy of
// High-Performance Matrix Multiplication", 2008).

import { multiplyAdd } from '../../decoders/simd/kernels/tier';
import { ACCUMULATE, DEPTH, LOWER, TILE_COLUMNS, TILE_ROWS, WIDTH } from './layout';

@inline
function float(address: usize, index: i32): usize {
  return address + (<usize>index << 2);
}

/** `count` rows of A, interleaved: [depth][TILE_ROWS]; rows that don't exist are 0. */
function packRows(
  from: usize,
  rowStride: i32,
  columnStride: i32,
  count: i32,
  depth: i32,
  factor: f32,
  to: usize,
): void {
  if (count < TILE_ROWS) memory.fill(to, 0, float(0, depth * TILE_ROWS));
  for (let row = 0; row < count; ++row) {
    let source = float(from, row * rowStride);
    let target = float(to, row);
    const step = <usize>columnStride << 2;
    for (let i = 0; i < depth; ++i) {
      f32.store(target, f32.load(source) * factor);
      source += step;
      target += TILE_ROWS * 4;
    }
  }
}

/** Columns of B in panels of TILE_COLUMNS, each [depth][TILE_COLUMNS]; missing columns are 0. */
function packColumns(
  from: usize,
  rowStride: i32,
  columnStride: i32,
  count: i32,
  depth: i32,
  to: usize,
): void {
  for (let first = 0; first < count; first += TILE_COLUMNS) {
    const width = min(TILE_COLUMNS, count - first);
    const source = from + (<usize>(first * columnStride) << 2);
    const rowStep = <usize>rowStride << 2;
    if (width < TILE_COLUMNS) memory.fill(to, 0, float(0, depth * TILE_COLUMNS));
    if (width === TILE_COLUMNS && columnStride === 1) {
      let row = source;
      for (let i = 0; i < depth; ++i) {
        v128.store(to, v128.load(row));
        v128.store(to, v128.load(row, 16), 16);
        row += rowStep;
        to += 32;
      }
    } else {
      const columnStep = <usize>columnStride << 2;
      for (let column = 0; column < width; ++column) {
        let at = source + columnStep * column;
        let target = float(to, column);
        for (let i = 0; i < depth; ++i) {
          f32.store(target, f32.load(at));
          at += rowStep;
          target += TILE_COLUMNS * 4;
        }
      }
      to += float(0, depth * TILE_COLUMNS);
    }
  }
}

@inline
function storeRow(target: usize, left: v128, right: v128, accumulate: bool): void {
  if (accumulate) {
    left = f32x4.add(left, v128.load(target));
    right = f32x4.add(right, v128.load(target, 16));
  }
  v128.store(target, left);
  v128.store(target, right, 16);
}

/** One tile [TILE_ROWS, TILE_COLUMNS] of the result. */
function tile(a: usize, b: usize, depth: i32, c: usize, stride: usize, accumulate: bool): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
  let c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
  for (const end = a + <usize>depth * TILE_ROWS * 4; a < end; a += TILE_ROWS * 4, b += 32) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = multiplyAdd(x, left, c00);
    c01 = multiplyAdd(x, right, c01);
    x = v128.load32_splat(a, 4);
    c10 = multiplyAdd(x, left, c10);
    c11 = multiplyAdd(x, right, c11);
    x = v128.load32_splat(a, 8);
    c20 = multiplyAdd(x, left, c20);
    c21 = multiplyAdd(x, right, c21);
    x = v128.load32_splat(a, 12);
    c30 = multiplyAdd(x, left, c30);
    c31 = multiplyAdd(x, right, c31);
    x = v128.load32_splat(a, 16);
    c40 = multiplyAdd(x, left, c40);
    c41 = multiplyAdd(x, right, c41);
    x = v128.load32_splat(a, 20);
    c50 = multiplyAdd(x, left, c50);
    c51 = multiplyAdd(x, right, c51);
  }
  storeRow(c, c00, c01, accumulate);
  storeRow((c += stride), c10, c11, accumulate);
  storeRow((c += stride), c20, c21, accumulate);
  storeRow((c += stride), c30, c31, accumulate);
  storeRow((c += stride), c40, c41, accumulate);
  storeRow((c += stride), c50, c51, accumulate);
}

/** A tile at the result's edge: by way of scratch memory, so that nothing is written beyond it. */
function edgeTile(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  stride: usize,
  accumulate: bool,
  rows: i32,
  columns: i32,
  scratch: usize,
): void {
  tile(a, b, depth, scratch, TILE_COLUMNS * 4, false);
  for (let row = 0; row < rows; ++row) {
    for (let column = 0; column < columns; ++column) {
      const value = f32.load(float(scratch, row * TILE_COLUMNS + column));
      const target = float(c, column);
      f32.store(target, accumulate ? f32.load(target) + value : value);
    }
    c += stride;
  }
}

/**
 * C [m, n] = factor * A [m, k] B [k, n], or added to C. Element (i, j) of A lies at
 * i * aRow + j * aColumn, likewise B; rows of C lie `cRow` apart. Strides count floats. Thread
 * `thread` of `threads` computes every so manieth tile row; what each computes, and so the result,
 * doesn't depend on their number.
 *
 * @param flags ACCUMULATE, LOWER
 * @param scratch GEMM_SCRATCH_BYTES of this thread's own, aligned to 16 bytes
 */
export function gemm(
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, cRow: i32,
  m: i32, n: i32, k: i32,
  factor: f32,
  flags: i32,
  scratch: usize,
  thread: i32, threads: i32,
): void {
  const packedB = scratch;
  const packedA = packedB + 4 * DEPTH * WIDTH;
  const edge = packedA + 4 * DEPTH * TILE_ROWS;
  const stride = <usize>cRow << 2;
  const isLower = (flags & LOWER) !== 0;
  for (let column0 = 0; column0 < n; column0 += WIDTH) {
    const width = min(WIDTH, n - column0);
    for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const depth = min(DEPTH, k - k0);
      const accumulate = k0 > 0 || (flags & ACCUMULATE) !== 0;
      packColumns(b + (<usize>(k0 * bRow + column0 * bColumn) << 2), bRow, bColumn, width, depth, packedB);
      for (let row0 = thread * TILE_ROWS; row0 < m; row0 += threads * TILE_ROWS) {
        const rows = min(TILE_ROWS, m - row0);
        const end = isLower ? min(width, row0 + rows - column0) : width;
        if (end <= 0) continue;
        packRows(a + (<usize>(row0 * aRow + k0 * aColumn) << 2), aRow, aColumn, rows, depth, factor, packedA);
        let panel = packedB;
        for (let column = 0; column < end; column += TILE_COLUMNS) {
          const target = c + <usize>row0 * stride + (<usize>(column0 + column) << 2);
          const columns = min(TILE_COLUMNS, width - column);
          if (rows === TILE_ROWS && columns === TILE_COLUMNS) {
            tile(packedA, panel, depth, target, stride, accumulate);
          } else {
            edgeTile(packedA, panel, depth, target, stride, accumulate, rows, columns, edge);
          }
          panel += float(0, depth * TILE_COLUMNS);
        }
      }
    }
  }
}
