/** A matrix within a buffer: element (i, j) at start + i * rowStride + j * columnStride. */
export interface Strided {
  readonly data: Float32Array;
  readonly start: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** result [m, n] = factor * left [m, k] right [k, n] */
export interface Product {
  readonly left: Strided;
  readonly right: Strided;
  /** Columns lie next to each other. */
  readonly result: Omit<Strided, 'columnStride'>;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly factor: number;
  /** Added to what the result holds. */
  readonly accumulate: boolean;
  /** Only the result's lower triangle need be computed; what lies above it is undefined. */
  readonly lower: boolean;
}

/**
 * How a block's scale s and offset m (w = s q - m, both at least 0) are stored:
 * - `row-codes`: whole numbers up to 255, times a factor of the row each; a scale's is at least 1
 * - `zero-point`: a half-precision scale, m = s z with z a whole number from 0 to 15
 */
export type ScaleKind = 'row-codes' | 'zero-point';

/**
 * The columns of one block, for all rows of a matrix held by columns: column j of the block is
 * `data[start + j * stride + row]`. Rows up to the next multiple of 4 are computed as well.
 */
export interface BlockRows {
  readonly stride: number;
  readonly rows: number;
  /** Greatest quant: 2 ** bits - 1. */
  readonly top: number;
  readonly kind: ScaleKind;
}

/** One value per row, from `start`. */
export interface PerRow {
  readonly data: Float32Array;
  readonly start: number;
}

/** Finds scale and offset of least squared error, weighted by column, not yet as stored. */
export interface FitTask extends BlockRows {
  readonly weights: PerRow;
  /** [32], above 0. */
  readonly columnWeights: PerRow;
  readonly scales: PerRow;
  readonly offsets: PerRow;
}

/**
 * Finds the block's scales and offsets as stored, then rounds its columns from the last to the
 * first, feeding the error of each back to those before it.
 */
export interface RoundTask extends FitTask {
  /** The block's weights with the feedback of later blocks; `weights` are the original ones. */
  readonly targets: PerRow;
  /** Results: rounded weights, and original less rounded. */
  readonly rounded: PerRow;
  readonly errors: PerRow;
  /** [32, 32]: what a unit of error in column i puts on column j < i. */
  readonly feedback: Strided;
  readonly scaleFactors: Float32Array;
  readonly offsetFactors: Float32Array;
}

/**
 * Refits scale and offset of a block to its quants where that lowers the error of the row, then
 * moves each quant to where the error is least with all others fixed.
 */
export interface ImproveTask extends BlockRows {
  /** Columns of the block of H (w - rounded), H being the whole damped Hessian. */
  readonly gradients: PerRow;
  /** Changed in place, as are `scales` and `offsets`. */
  readonly rounded: PerRow;
  readonly scales: PerRow;
  readonly offsets: PerRow;
  /** Result: rounded weights, new less old. */
  readonly changes: PerRow;
  /** [32, 32] of H. */
  readonly hessian: Strided;
  /** [32]: its row sums. */
  readonly hessianSums: PerRow;
  readonly scaleFactors: Float32Array;
  readonly offsetFactors: Float32Array;
}

/** What quantizing by GPTQ spends its time on, passed in: WebAssembly and threads are no matter of this folder. */
export interface GptqCompute {
  /** `length` zeros that the other functions can work on. */
  allocate(length: number): Float32Array;
  multiply(product: Product): void;
  fitBlock(task: FitTask): void;
  roundBlock(task: RoundTask): void;
  improveBlock(task: ImproveTask): void;
}
