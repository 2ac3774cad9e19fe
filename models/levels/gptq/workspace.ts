import { codedBlockSize } from '../../weights.ts';
import type { GptqCompute } from './compute.ts';

/** Rows and columns of a matrix to quantize. */
export interface MatrixSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Distance of two columns of a matrix that is held by columns, in floats: rows in whole vectors of
 * 16, and one more of them so that the columns of a block don't fall into the same cache lines.
 */
export const columnStride = (rows: number): number => Math.ceil(rows / 16) * 16 + 16;

/** Buffers for quantizing one matrix after the other, each as long as the largest needs. */
export interface GptqWorkspace {
  /** [columns, columns]; the lower triangle of the sum of x x^T over the inputs is put there first. */
  readonly hessian: Float32Array;
  /** [columns, columns] */
  readonly factor: Float32Array;
  /** [columns][stride]; the matrix is put here first, later the error. */
  readonly weights: Float32Array;
  /** [columns][stride]: weights with feedback, later gradients. */
  readonly targets: Float32Array;
  /** [columns][stride] */
  readonly rounded: Float32Array;
  /** [32][stride] */
  readonly errors: Float32Array;
  /** [columns / 32][stride] */
  readonly scales: Float32Array;
  readonly offsets: Float32Array;
  /** [stride] */
  readonly scaleFactors: Float32Array;
  readonly offsetFactors: Float32Array;
  /** [columns] */
  readonly columnWeights: Float32Array;
}

/** @param sizes of all matrices that are to be quantized in it */
export function gptqWorkspace(
  { allocate }: Pick<GptqCompute, 'allocate'>,
  sizes: readonly MatrixSize[],
): GptqWorkspace {
  const most = (count: (size: MatrixSize) => number): number => Math.max(...sizes.map(count));
  const square = most(({ columns }) => columns * columns);
  const matrix = most(({ rows, columns }) => columns * columnStride(rows));
  const stride = most(({ rows }) => columnStride(rows));
  const columns = most((size) => size.columns);
  const perBlock = matrix / codedBlockSize;
  return {
    hessian: allocate(square),
    factor: allocate(square),
    weights: allocate(matrix),
    targets: allocate(matrix),
    rounded: allocate(matrix),
    errors: allocate(codedBlockSize * stride),
    scales: allocate(perBlock),
    offsets: allocate(perBlock),
    scaleFactors: allocate(stride),
    offsetFactors: allocate(stride),
    columnWeights: allocate(columns),
  };
}
