import type { GptqCompute } from './compute.ts';

const panel = 32;

/**
 * The Cholesky factor L of a symmetric matrix A = L L^T, in place of A's lower triangle; what lies
 * above the diagonal is undefined. Blocked and right-looking (Golub and Van Loan, "Matrix
 * Computations", algorithm 4.2.1 by blocks), so that nearly all work is matrix products.
 *
 * @param matrix [size, size], its lower triangle
 * @returns whether the matrix is positive definite, as far as 32 bits can tell
 */
export function cholesky(compute: GptqCompute, matrix: Float32Array, size: number): boolean {
  for (let first = 0; first < size; first += panel) {
    const end = Math.min(first + panel, size);
    if (!factorPanel(matrix, size, first, end)) return false;
    const rest = size - end;
    if (rest === 0) break;
    const below = { data: matrix, start: end * size + first };
    compute.multiply({
      left: { ...below, rowStride: size, columnStride: 1 },
      right: { ...below, rowStride: 1, columnStride: size },
      result: { data: matrix, start: end * size + end, rowStride: size },
      ...{ m: rest, n: rest, k: end - first },
      ...{ factor: -1, accumulate: true, lower: true },
    });
  }
  return true;
}

/** Columns [first, end) of the factor, from a matrix that has what's left of them taken away. */
function factorPanel(matrix: Float32Array, size: number, first: number, end: number): boolean {
  for (let row = first; row < size; row++) {
    const own = row * size;
    for (let column = first; column < Math.min(end, row + 1); column++) {
      const other = column * size;
      let sum = matrix[own + column] as number;
      for (let i = first; i < column; i++)
        sum -= (matrix[own + i] as number) * (matrix[other + i] as number);
      if (column < row) matrix[own + column] = sum / (matrix[other + column] as number);
      else {
        // Also false for what isn't a number.
        if (!(sum > 0)) return false;
        matrix[own + column] = Math.sqrt(sum);
      }
    }
  }
  return true;
}
