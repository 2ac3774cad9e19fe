import { halfToFloat } from '../../half.ts';
import { codedBlockSize } from '../../weights.ts';
import { rowFactor } from '../row-coded.ts';
import { cholesky } from './cholesky.ts';
import type { BlockRows, GptqCompute, PerRow, ScaleKind } from './compute.ts';
import { columnStride, type GptqWorkspace, type MatrixSize } from './workspace.ts';

export interface RoundOptions {
  readonly bits: 2 | 3 | 4;
  readonly kind: ScaleKind;
  /** Added to the Hessian's diagonal while errors are fed back, as a share of its mean. */
  readonly feedbackDamping: number;
  /** The same while quants are improved. */
  readonly improveDamping: number;
  /** How often all blocks are improved after the first rounding. */
  readonly passes: number;
  /** Awaited between steps; throws to stop. */
  readonly pause: () => Promise<void>;
}

/** Figures that the embedded model was tried with. */
export const roundingDefaults = {
  feedbackDamping: 0.01,
  improveDamping: 0.001,
  passes: 4,
} as const;

/** A row's largest code, of scales found before errors are fed back, leaves room for larger ones. */
const factorRoom = 1.08;

/**
 * Rounds a matrix so that its products with inputs x change little: the error is
 * tr((W - R) H (W - R)^T) with H = sum of x x^T. Block scales are found by a search weighted with
 * H's diagonal and fixed, as stored, before the block's columns are rounded with error feedback
 * (GPTQ, Frantar et al. 2022, arXiv:2210.17323); coordinate descent over quants and scales follows.
 *
 * @param workspace `hessian`: H, lower triangle, [columns, columns]; `weights`: the matrix by columns,
 *   [columns][columnStride(rows)]. Holds the result in `rounded`, `scales`, `offsets` and the factors.
 */
export async function roundMatrix(
  compute: GptqCompute,
  workspace: GptqWorkspace,
  size: MatrixSize,
  options: RoundOptions,
): Promise<void> {
  const matrix = new MatrixRounding(compute, workspace, size, options);
  matrix.mirrorHessian();
  matrix.factorHessian();
  await options.pause();
  if (options.kind === 'row-codes') matrix.findRowFactors();
  await matrix.feedErrorsBack();
  await matrix.improve();
}

class MatrixRounding {
  readonly #compute: GptqCompute;
  readonly #space: GptqWorkspace;
  readonly #options: RoundOptions;
  readonly #columns: number;
  readonly #stride: number;
  readonly #block: BlockRows;
  readonly #meanDiagonal: number;

  constructor(
    compute: GptqCompute,
    space: GptqWorkspace,
    { rows, columns }: MatrixSize,
    options: RoundOptions,
  ) {
    this.#compute = compute;
    this.#space = space;
    this.#options = options;
    this.#columns = columns;
    this.#stride = columnStride(rows);
    const { bits, kind } = options;
    this.#block = { stride: this.#stride, rows, top: 2 ** bits - 1, kind };
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += space.hessian[i * columns + i] as number;
    // Inputs that are all 0 leave nothing to weigh: then every column counts the same.
    this.#meanDiagonal = sum > 0 ? sum / columns : 0;
    this.#weighColumns();
  }

  /** The Hessian's diagonal, a little of its mean added so that columns never used are rounded too. */
  #weighColumns(): void {
    const { hessian, columnWeights } = this.#space;
    const mean = this.#meanDiagonal;
    for (let i = 0; i < this.#columns; i++) {
      const own = hessian[i * this.#columns + i] as number;
      columnWeights[i] = mean > 0 ? own / mean + 1e-6 : 1;
    }
  }

  mirrorHessian(): void {
    const { hessian } = this.#space;
    const size = this.#columns;
    for (let row = 0; row < size; row++)
      for (let column = 0; column < row; column++)
        hessian[column * size + row] = hessian[row * size + column] as number;
  }

  /** `factor`: L with a unit diagonal, its columns divided by what was there; H + damping = L D L^T. */
  factorHessian(): void {
    const { hessian, factor } = this.#space;
    const size = this.#columns;
    const mean = this.#meanDiagonal > 0 ? this.#meanDiagonal : 1;
    for (let damping = this.#options.feedbackDamping; ; damping = 4 * damping + 1e-4) {
      factor.set(hessian.subarray(0, size * size));
      for (let i = 0; i < size; i++)
        factor[i * size + i] = (hessian[i * size + i] as number) + damping * mean;
      if (cholesky(this.#compute, factor, size)) break;
      if (!(damping < 1e6)) throw new RangeError('the Hessian is not finite');
    }
    const inverses = Float32Array.from(
      { length: size },
      (_, i) => 1 / (factor[i * size + i] as number),
    );
    for (let row = 0; row < size; row++)
      for (let column = 0; column <= row; column++)
        factor[row * size + column] =
          (factor[row * size + column] as number) * (inverses[column] as number);
  }

  findRowFactors(): void {
    const { scales, offsets, scaleFactors, offsetFactors } = this.#space;
    for (let block = 0; block < this.#blocks; block++)
      this.#compute.fitBlock({
        ...this.#block,
        ...this.#fitted(block),
        weights: this.#rows('weights', block),
      });
    const factor = (values: Float32Array, row: number): number => {
      let largest = 0;
      for (let block = 0; block < this.#blocks; block++)
        largest = Math.max(largest, values[block * this.#stride + row] as number);
      return halfToFloat(rowFactor(largest * factorRoom));
    };
    for (let row = 0; row < this.#stride; row++) {
      scaleFactors[row] = factor(scales, row);
      offsetFactors[row] = factor(offsets, row);
    }
  }

  /** Blocks from the last to the first, each by `roundBlock`. */
  async feedErrorsBack(): Promise<void> {
    const { weights, targets, errors, factor, scaleFactors, offsetFactors } = this.#space;
    const size = this.#columns;
    const stride = this.#stride;
    targets.set(weights.subarray(0, size * stride));
    for (let block = this.#blocks - 1; block >= 0; block--) {
      const first = block * codedBlockSize;
      this.#compute.roundBlock({
        ...this.#block,
        ...this.#fitted(block),
        ...{ scaleFactors, offsetFactors },
        weights: this.#rows('weights', block),
        targets: this.#rows('targets', block),
        rounded: this.#rows('rounded', block),
        errors: { data: errors, start: 0 },
        feedback: { data: factor, start: first * (size + 1), rowStride: size, columnStride: 1 },
      });
      if (block > 0)
        this.#compute.multiply({
          left: { data: factor, start: first * size, rowStride: 1, columnStride: size },
          right: { data: errors, start: 0, rowStride: stride, columnStride: 1 },
          result: { data: targets, start: 0, rowStride: stride },
          ...{ m: first, n: this.#block.rows, k: codedBlockSize },
          ...{ factor: 1, accumulate: true, lower: false },
        });
      await this.#options.pause();
    }
  }

  async improve(): Promise<void> {
    const { weights, rounded, targets, hessian } = this.#space;
    const { passes, improveDamping, pause } = this.#options;
    if (passes === 0) return;
    const size = this.#columns;
    const stride = this.#stride;
    const mean = this.#meanDiagonal > 0 ? this.#meanDiagonal : 1;
    for (let i = 0; i < size; i++)
      hessian[i * size + i] = (hessian[i * size + i] as number) + improveDamping * mean;
    for (let i = 0; i < size * stride; i++)
      weights[i] = (weights[i] as number) - (rounded[i] as number);
    this.#compute.multiply({
      left: { data: hessian, start: 0, rowStride: size, columnStride: 1 },
      right: { data: weights, start: 0, rowStride: stride, columnStride: 1 },
      result: { data: targets, start: 0, rowStride: stride },
      ...{ m: size, n: this.#block.rows, k: size },
      ...{ factor: 1, accumulate: false, lower: false },
    });
    await pause();
    for (let pass = 0; pass < passes; pass++)
      for (let block = 0; block < this.#blocks; block++) {
        this.#improveBlock(block);
        await pause();
      }
  }

  #improveBlock(block: number): void {
    const { hessian, targets, errors, columnWeights, scaleFactors, offsetFactors } = this.#space;
    const size = this.#columns;
    const stride = this.#stride;
    const first = block * codedBlockSize;
    // The weights of columns are no longer needed: their place takes the sums.
    for (let row = first; row < first + codedBlockSize; row++) {
      let sum = 0;
      for (let i = 0; i < codedBlockSize; i++) sum += hessian[row * size + first + i] as number;
      columnWeights[row] = sum;
    }
    const { scales, offsets } = this.#fitted(block);
    this.#compute.improveBlock({
      ...this.#block,
      ...{ scales, offsets, scaleFactors, offsetFactors },
      gradients: this.#rows('targets', block),
      rounded: this.#rows('rounded', block),
      changes: { data: errors, start: 0 },
      hessian: { data: hessian, start: first * (size + 1), rowStride: size, columnStride: 1 },
      hessianSums: { data: columnWeights, start: first },
    });
    this.#compute.multiply({
      left: { data: hessian, start: first, rowStride: size, columnStride: 1 },
      right: { data: errors, start: 0, rowStride: stride, columnStride: 1 },
      result: { data: targets, start: 0, rowStride: stride },
      ...{ m: size, n: this.#block.rows, k: codedBlockSize },
      ...{ factor: -1, accumulate: true, lower: false },
    });
  }

  get #blocks(): number {
    return this.#columns / codedBlockSize;
  }

  #rows(name: 'weights' | 'targets' | 'rounded', block: number): PerRow {
    return { data: this.#space[name], start: block * codedBlockSize * this.#stride };
  }

  #fitted(block: number) {
    const { scales, offsets, columnWeights } = this.#space;
    const start = block * this.#stride;
    return {
      columnWeights: { data: columnWeights, start: block * codedBlockSize },
      scales: { data: scales, start },
      offsets: { data: offsets, start },
    };
  }
}
