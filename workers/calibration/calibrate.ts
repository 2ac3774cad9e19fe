import { fail } from '../../core/errors.ts';
import { parseLevel, type LevelId } from '../../core/levels.ts';
import { dequantize } from '../../models/dequantize.ts';
import { checkFinite } from '../../models/finite.ts';
import type { GptqCompute } from '../../models/levels/gptq/compute.ts';
import { encodeRows } from '../../models/levels/gptq/encode.ts';
import {
  roundMatrix,
  roundingDefaults,
  type RoundOptions,
} from '../../models/levels/gptq/round-matrix.ts';
import {
  columnStride,
  gptqWorkspace,
  type GptqWorkspace,
  type MatrixSize,
} from '../../models/levels/gptq/workspace.ts';
import type { LlamaConfig, ModelWeights, WeightTensor } from '../../models/weights.ts';
import { activationBuffers, Activations, type Sequences } from './activations.ts';
import { readAttentionVectors } from './attention-vectors.ts';
import { WasmCompute } from './wasm-compute.ts';

export interface CalibrationOptions {
  /** From which the level is made. */
  readonly weights: ModelWeights;
  /** One whose method is `gptq`. */
  readonly level: LevelId;
  /** The calibration text; only whole sequences of it are used. */
  readonly tokens: readonly number[];
  /** Tokens of a sequence, a multiple of 4; shorter where the text or the model's context is. */
  readonly sequenceLength?: number;
  readonly module: WebAssembly.Module;
  readonly shared: boolean;
  readonly threads: number;
  /** Given each matrix of the layers when it is made, in order. */
  readonly onTensor: (name: string, tensor: WeightTensor) => void | Promise<void>;
  /** Matrices made, of how many. */
  readonly onProgress: (done: number, total: number) => void;
  /** Awaited between steps, some milliseconds apart; true stops the calibration. */
  readonly shouldStop: () => Promise<boolean>;
}

/** What a calibration took. */
export interface CalibrationFigures {
  readonly memoryBytes: number;
  readonly sequences: Sequences;
  readonly threads: number;
}

/**
 * Quantizes a model layer by layer, each matrix by the statistics of its inputs as they come out of
 * the layers and matrices already quantized (GPTQ's true-sequential order). Only the activations of
 * the calibration text and one matrix's buffers are in memory at a time.
 *
 * @throws catalogued `cancelled`, `memory-refused`, `worker-died`, `model-weights-not-finite`; what
 *   `weights.read` and `onTensor` throw
 */
export async function calibrate(options: CalibrationOptions): Promise<CalibrationFigures> {
  const { weights, module, shared, threads } = options;
  const sequences = cutSequences(options);
  const buffers = (compute: Pick<GptqCompute, 'allocate'>) => ({
    workspace: gptqWorkspace(compute, matrixSizes(weights.config)),
    activations: activationBuffers(compute, weights.config, sequences),
  });
  const compute = await WasmCompute.open({
    ...{ module, shared, threads, sequenceLength: sequences.length },
    floats: buffers,
  });
  try {
    await new Calibration(options, sequences, compute, buffers(compute)).run();
    return { memoryBytes: compute.memoryBytes, sequences, threads: compute.threads };
  } finally {
    compute.dispose();
  }
}

const defaultLength = 512;

function cutSequences({ weights, tokens, sequenceLength = defaultLength }: CalibrationOptions) {
  const longest = Math.min(sequenceLength, weights.config.contextLength, tokens.length);
  const length = longest - (longest % 4);
  if (length === 0) throw new RangeError('no calibration tokens');
  return { count: Math.floor(tokens.length / length), length };
}

/** The matrices that share inputs are quantized as one: qkv, o, gate and up, down. */
function matrixSizes(config: LlamaConfig): readonly MatrixSize[] {
  const { hiddenSize, intermediateSize, heads, kvHeads, headSize } = config;
  const attended = heads * headSize;
  return [
    { rows: attended + 2 * kvHeads * headSize, columns: hiddenSize },
    { rows: hiddenSize, columns: attended },
    { rows: 2 * intermediateSize, columns: hiddenSize },
    { rows: hiddenSize, columns: intermediateSize },
  ];
}

const matricesPerLayer = 7;

interface CalibrationBuffers {
  readonly workspace: GptqWorkspace;
  readonly activations: ReturnType<typeof activationBuffers>;
}

class Calibration {
  readonly #options: CalibrationOptions;
  readonly #sequences: Sequences;
  readonly #compute: WasmCompute;
  readonly #space: GptqWorkspace;
  readonly #activations: Activations;
  readonly #rounding: RoundOptions;
  #done = 0;

  constructor(
    options: CalibrationOptions,
    sequences: Sequences,
    compute: WasmCompute,
    { workspace, activations }: CalibrationBuffers,
  ) {
    const { config } = options.weights;
    this.#options = options;
    this.#sequences = sequences;
    this.#compute = compute;
    this.#space = workspace;
    this.#activations = new Activations(compute, config, sequences, activations);
    this.#rounding = { ...roundingOf(options.level), pause: () => this.#pause() };
  }

  async run(): Promise<void> {
    const { config } = this.#options.weights;
    const { tokens } = this.#options;
    this.#activations.embed(await this.#read('model.embed_tokens.weight'), tokens);
    this.#progress(0);
    for (let layer = 0; layer < config.layers; layer++) await this.#layer(layer);
  }

  async #layer(layer: number): Promise<void> {
    const { config } = this.#options.weights;
    const { hessian, rounded } = this.#space;
    const activations = this.#activations;
    const prefix = `model.layers.${layer}`;
    const attended = config.heads * config.headSize;
    const { intermediateSize } = config;

    activations.setNorm(await this.#read(`${prefix}.input_layernorm.weight`));
    const vectors = await readAttentionVectors(config, layer, (name) => this.#read(name));
    activations.setAttention(vectors);
    await this.#each((i) => activations.observeNormed(i, hessian));
    await this.#round(['q', 'k', 'v'].map((kind) => `${prefix}.self_attn.${kind}_proj.weight`));
    await this.#each((i) => {
      activations.attend(i, rounded);
      activations.observeInputs(i, attended, hessian);
    });
    await this.#round([`${prefix}.self_attn.o_proj.weight`]);
    activations.setNorm(await this.#read(`${prefix}.post_attention_layernorm.weight`));
    await this.#each((i) => {
      activations.addProduct(i, rounded, attended);
      activations.observeNormed(i, hessian);
    });
    await this.#round(['gate', 'up'].map((kind) => `${prefix}.mlp.${kind}_proj.weight`));
    await this.#each((i) => {
      activations.gate(i, rounded);
      activations.observeInputs(i, intermediateSize, hessian);
    });
    await this.#round([`${prefix}.mlp.down_proj.weight`]);
    await this.#each((i) => activations.addProduct(i, rounded, intermediateSize));
  }

  /** Rounds matrices of the same inputs, stacked, and hands each on. */
  async #round(names: readonly string[]): Promise<void> {
    const matrices = await Promise.all(names.map((name) => this.#readMatrix(name)));
    const columns = matrices[0]?.columns as number;
    const size = { rows: matrices.reduce((sum, { rows }) => sum + rows, 0), columns };
    let first = 0;
    for (const { values, rows } of matrices) {
      putRows(this.#space.weights, columnStride(size.rows), first, values, rows, columns);
      first += rows;
    }
    await roundMatrix(this.#compute, this.#space, size, this.#rounding);
    first = 0;
    for (const { name, rows } of matrices) {
      const tensor = encodeRows(this.#space, size, first, rows, this.#rounding);
      await this.#options.onTensor(name, tensor);
      first += rows;
      this.#progress(1);
    }
  }

  async #readMatrix(name: string) {
    const tensor = await this.#options.weights.read(name);
    checkFinite(name, tensor);
    const [rows = 0, columns = 0] = tensor.shape;
    return { name, rows, columns, values: dequantize(tensor) };
  }

  async #read(name: string): Promise<Float32Array> {
    return (await this.#readMatrix(name)).values;
  }

  async #each(step: (sequence: number) => void): Promise<void> {
    for (let i = 0; i < this.#sequences.count; i++) {
      step(i);
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    if (await this.#options.shouldStop()) throw fail('cancelled', {});
  }

  #progress(matrices: number): void {
    this.#done += matrices;
    const total = matricesPerLayer * this.#options.weights.config.layers;
    this.#options.onProgress(this.#done, total);
  }
}

function roundingOf(level: LevelId): Omit<RoundOptions, 'pause'> {
  const { format, method } = parseLevel(level);
  if (method !== 'gptq') throw new RangeError(`${level} is not calibrated`);
  const bits = format === 'q2' ? 2 : format === 'q3' ? 3 : 4;
  return { ...roundingDefaults, bits, kind: bits === 4 ? 'zero-point' : 'row-codes' };
}

/** Rows [rows, columns] to a matrix held by columns, from its row `first`. */
function putRows(
  to: Float32Array,
  stride: number,
  first: number,
  values: Float32Array,
  rows: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      to[column * stride + first + row] = values[row * columns + column] as number;
}
