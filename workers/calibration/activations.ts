import type { GptqCompute, Strided } from '../../models/levels/gptq/compute.ts';
import { columnStride, type MatrixSize } from '../../models/levels/gptq/workspace.ts';
import type { LlamaConfig } from '../../models/weights.ts';
import { writeRotaryTable } from '../decoders/simd/rotary-table.ts';
import type { AttentionVectors } from './attention-vectors.ts';
import type { WasmCompute } from './wasm-compute.ts';

/** Calibration sequences: all of one length. */
export interface Sequences {
  readonly count: number;
  /** Tokens of each, a multiple of 4. */
  readonly length: number;
}

/** Buffers of the forward pass. */
export interface ActivationBuffers {
  /** [tokens, hiddenSize]: the residual stream of all sequences. */
  readonly residual: Float32Array;
  /** [tokens, widest]: inputs of the matrix at hand, of all sequences. */
  readonly inputs: Float32Array;
  /** [length, widest output]: outputs of one sequence. */
  readonly outputs: Float32Array;
  /** [length, hiddenSize]: normed rows of one sequence. */
  readonly normed: Float32Array;
  /** [hiddenSize] */
  readonly norm: Float32Array;
  /** [length][2][headSize / 2] */
  readonly rotary: Float32Array;
}

export function activationBuffers(
  { allocate }: Pick<GptqCompute, 'allocate'>,
  config: LlamaConfig,
  { count, length }: Sequences,
): ActivationBuffers {
  const { hiddenSize, intermediateSize, heads, kvHeads, headSize } = config;
  const attended = heads * headSize;
  return {
    residual: allocate(count * length * hiddenSize),
    inputs: allocate(count * length * Math.max(intermediateSize, attended, hiddenSize)),
    outputs: allocate(length * Math.max(2 * intermediateSize, attended + 2 * kvHeads * headSize)),
    normed: allocate(length * hiddenSize),
    norm: allocate(hiddenSize),
    rotary: allocate(length * headSize),
  };
}

const rowMajor = (data: Float32Array, start: number, columns: number): Strided => ({
  ...{ data, start, rowStride: columns, columnStride: 1 },
});

/**
 * The sequences on their way through the model, one matrix after the other: what goes into each,
 * and on through it once it is rounded.
 */
export class Activations {
  readonly #compute: WasmCompute;
  readonly #config: LlamaConfig;
  readonly #sequences: Sequences;
  readonly #buffers: ActivationBuffers;
  #vectors: AttentionVectors = {};

  constructor(
    compute: WasmCompute,
    config: LlamaConfig,
    sequences: Sequences,
    buffers: ActivationBuffers,
  ) {
    this.#compute = compute;
    this.#config = config;
    this.#sequences = sequences;
    this.#buffers = buffers;
    writeRotaryTable(buffers.rotary, sequences.length, config);
  }

  /** Rows of the embedding [vocabulary, hiddenSize] to the residual stream. */
  embed(embedding: Float32Array, tokens: readonly number[]): void {
    const { hiddenSize } = this.#config;
    const { count, length } = this.#sequences;
    for (let i = 0; i < count * length; i++) {
      const from = (tokens[i] as number) * hiddenSize;
      this.#buffers.residual.set(embedding.subarray(from, from + hiddenSize), i * hiddenSize);
    }
  }

  /** The norm that `normed` applies from now on. */
  setNorm(weights: Float32Array): void {
    this.#buffers.norm.set(weights);
  }

  /** What `attend` adds to queries, keys and values, and norms their heads with, from now on. */
  setAttention(vectors: AttentionVectors): void {
    this.#vectors = vectors;
  }

  /** Adds the products x x^T of one sequence's normed rows to a Hessian, or begins it. */
  observeNormed(sequence: number, hessian: Float32Array): void {
    this.#normed(sequence);
    const { hiddenSize } = this.#config;
    this.#addProducts(rowMajor(this.#buffers.normed, 0, hiddenSize), hiddenSize, sequence, hessian);
  }

  /** The same of what `attend` or `gate` left. */
  observeInputs(sequence: number, columns: number, hessian: Float32Array): void {
    const start = sequence * this.#sequences.length * columns;
    const inputs = rowMajor(this.#buffers.inputs, start, columns);
    this.#addProducts(inputs, columns, sequence, hessian);
  }

  /** Normed rows times the stacked query, key and value matrix, through attention, to the inputs. */
  attend(sequence: number, matrix: Float32Array): void {
    const { heads, kvHeads, headSize, hiddenSize } = this.#config;
    const { length } = this.#sequences;
    const { normed, outputs, inputs, rotary } = this.#buffers;
    const rows = (heads + 2 * kvHeads) * headSize;
    this.#normed(sequence);
    this.#multiply(rowMajor(normed, 0, hiddenSize), matrix, { rows, columns: hiddenSize }, outputs);
    this.#finishProjections(rows);
    const turned = [rows, length, heads + kvHeads, headSize];
    this.#compute.run('rotateRows', outputs.byteOffset, ...turned, rotary.byteOffset);
    const width = heads * headSize;
    const target = inputs.byteOffset + 4 * sequence * length * width;
    const shape = [rows, length, heads, kvHeads, headSize];
    this.#compute.run('attend', outputs.byteOffset, ...shape, target, width);
  }

  #finishProjections(rows: number): void {
    const { heads, kvHeads, headSize, rmsNormEpsilon } = this.#config;
    const { biases, headNorms } = this.#vectors;
    const { outputs } = this.#buffers;
    for (let row = 0; row < this.#sequences.length; row++) {
      const values = outputs.subarray(row * rows, (row + 1) * rows);
      biases?.forEach((bias, i) => (values[i] = (values[i] as number) + bias));
      for (let head = 0; headNorms && head < heads + kvHeads; head++) {
        const norm = head < heads ? headNorms[0] : headNorms[1];
        const vector = values.subarray(head * headSize, (head + 1) * headSize);
        const squares = vector.reduce((sum, value) => sum + value * value, 0);
        const factor = 1 / Math.sqrt(squares / headSize + rmsNormEpsilon);
        norm.forEach((weight, i) => (vector[i] = (vector[i] as number) * factor * weight));
      }
    }
  }

  /** Normed rows times the stacked gate and up matrix, SiLU of one half times the other, to the inputs. */
  gate(sequence: number, matrix: Float32Array): void {
    const { hiddenSize, intermediateSize } = this.#config;
    const { length } = this.#sequences;
    const { normed, outputs, inputs } = this.#buffers;
    const size = { rows: 2 * intermediateSize, columns: hiddenSize };
    this.#normed(sequence);
    this.#multiply(rowMajor(normed, 0, hiddenSize), matrix, size, outputs);
    const target = inputs.byteOffset + 4 * sequence * length * intermediateSize;
    this.#compute.run('gateRows', outputs.byteOffset, target, length, intermediateSize);
  }

  /** Adds the inputs times a matrix [hiddenSize, columns] to the residual stream. */
  addProduct(sequence: number, matrix: Float32Array, columns: number): void {
    const { hiddenSize } = this.#config;
    const { length } = this.#sequences;
    const { inputs, residual } = this.#buffers;
    const from = rowMajor(inputs, sequence * length * columns, columns);
    const size = { rows: hiddenSize, columns };
    const start = sequence * length * hiddenSize;
    this.#multiply(from, matrix, size, residual, start, true);
  }

  #normed(sequence: number): void {
    const { hiddenSize, rmsNormEpsilon } = this.#config;
    const { length } = this.#sequences;
    const { residual, normed, norm } = this.#buffers;
    const from = residual.byteOffset + 4 * sequence * length * hiddenSize;
    const shape = [length, hiddenSize, rmsNormEpsilon];
    this.#compute.run('normRows', from, normed.byteOffset, norm.byteOffset, ...shape);
  }

  /** @param matrix by columns, as `roundMatrix` leaves it */
  #multiply(
    left: Strided,
    matrix: Float32Array,
    { rows, columns }: MatrixSize,
    result: Float32Array,
    start = 0,
    accumulate = false,
  ): void {
    const right = { data: matrix, start: 0, rowStride: columnStride(rows), columnStride: 1 };
    this.#compute.multiply({
      ...{ left, right, result: { data: result, start, rowStride: rows } },
      ...{ m: this.#sequences.length, n: rows, k: columns },
      ...{ factor: 1, accumulate, lower: false },
    });
  }

  #addProducts(rows: Strided, columns: number, sequence: number, hessian: Float32Array): void {
    this.#compute.multiply({
      left: { ...rows, rowStride: 1, columnStride: columns },
      right: rows,
      result: { data: hessian, start: 0, rowStride: columns },
      ...{ m: columns, n: columns, k: this.#sequences.length },
      ...{ factor: 1, accumulate: sequence > 0, lower: true },
    });
  }
}
