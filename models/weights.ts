/**
 * Decoders of one family, known here by what they add to Llama:
 * - `qwen2`: queries, keys and values have biases (Qwen2, Qwen2.5)
 * - `qwen3`: each head of queries and keys is RMS-normalized before it is rotated, no biases
 */
export const architectures = ['llama', 'qwen2', 'qwen3'] as const;
export type Architecture = (typeof architectures)[number];

export const isArchitecture = (value: unknown): value is Architecture =>
  (architectures as readonly unknown[]).includes(value);

/** Shape of a Llama-family decoder. */
export interface LlamaConfig {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Independent of `hiddenSize / heads`. */
  readonly headSize: number;
  readonly contextLength: number;
  readonly ropeTheta: number;
  /**
   * Divides each of the headSize / 2 frequencies of the rotary embedding: what linear scaling and
   * Llama 3's come to. Absent: not scaled.
   */
  readonly ropeFactors?: readonly number[];
  readonly rmsNormEpsilon: number;
  /** The output head reads the token embedding. */
  readonly tiedHead: boolean;
}

/** Plain floating-point values, row-major, little-endian bytes as stored. */
export interface FloatTensor {
  readonly encoding: 'f32' | 'f16' | 'bf16';
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * How a quantized value q becomes a weight, d being its block's scale:
 * - `constant`: w = d * (q - zeroPoint), the same zero point everywhere
 * - `integer`: w = d * (q - z), a zero point per block (`values`: one byte a block)
 * - `float`: w = d * q + m, an offset m per block
 */
export type BlockOffset =
  | { readonly kind: 'constant'; readonly zeroPoint: number }
  | { readonly kind: 'integer'; readonly values: Uint8Array }
  | { readonly kind: 'float'; readonly values: Uint16Array | Float32Array };

/**
 * A matrix [rows, columns] cut along columns into blocks of `blockSize`, each with a scale.
 * `quants` is row-major and unsigned: at 8 bits one byte a value; at 4 bits two values a byte, the
 * even column in the low half. Scales and float offsets are [rows, columns / blockSize]; a
 * Uint16Array holds IEEE half-precision bits.
 */
export interface BlockTensor {
  readonly encoding: 'blocks';
  readonly shape: readonly [rows: number, columns: number];
  readonly bits: 4 | 8;
  readonly blockSize: number;
  readonly quants: Uint8Array;
  readonly scales: Uint16Array | Float32Array;
  readonly offset: BlockOffset;
}

/** Columns of a block of a `RowCodedTensor`. */
export const codedBlockSize = 32;

/** A value per block, factor[row] * code[row, block]: exact in 32-bit floating point. */
export interface RowCodes {
  /** [rows], bits of IEEE half-precision numbers, at least 0. */
  readonly factors: Uint16Array;
  /** [rows, columns / 32] */
  readonly codes: Uint8Array;
}

/**
 * A matrix [rows, columns] of 2- or 3-bit integers in blocks of 32 columns, whose scales and offsets
 * are themselves quantized, so that they don't take what the low bits save:
 *
 *     w = (scales.factors[row] * scales.codes[row, block]) * q
 *       - (offsets.factors[row] * offsets.codes[row, block])
 *
 * In 32-bit arithmetic both products and the first times q are exact, so that the subtraction's is
 * the only rounding. `bits + 0.5 + 32 / columns` bits a weight.
 *
 * `quants` is row-major, a little-endian bit stream: value i of a row in its bits `bits * i` and up,
 * bit 0 the lowest of the first byte. At 2 bits four values a byte, at 3 bits eight values in three
 * bytes; a block takes 8 or 12 bytes, a row `columns * bits / 8`.
 */
export interface RowCodedTensor {
  readonly encoding: 'row-coded';
  /** `columns` is a multiple of 32. */
  readonly shape: readonly [rows: number, columns: number];
  readonly bits: 2 | 3;
  readonly quants: Uint8Array;
  readonly scales: RowCodes;
  readonly offsets: RowCodes;
}

/** Whether queries, keys and values have biases, `self_attn.q_proj.bias` and so on. */
export const hasBiases = ({ architecture }: Pick<LlamaConfig, 'architecture'>): boolean =>
  architecture === 'qwen2';

/** Whether heads of queries and keys are normalized, by `self_attn.q_norm.weight` [headSize]. */
export const hasHeadNorms = ({ architecture }: Pick<LlamaConfig, 'architecture'>): boolean =>
  architecture === 'qwen3';

export type WeightTensor = FloatTensor | BlockTensor | RowCodedTensor;

/**
 * A model's weights, read tensor by tensor so that a file need not be in memory whole.
 * Names are those of Hugging Face checkpoints (`model.layers.0.self_attn.q_proj.weight`), linear
 * layers [outputs, inputs], query and key rows in the order of the split-half rotary embedding.
 */
export interface ModelWeights {
  readonly config: LlamaConfig;
  /** In the order in which the file holds them. */
  readonly names: readonly string[];
  read(name: string): Promise<WeightTensor>;
}
