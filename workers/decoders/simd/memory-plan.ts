import type { KvPrecision } from '../../../core/contract.ts';
import { fail } from '../../../core/errors.ts';
import { hasBiases, hasHeadNorms, type LlamaConfig } from '../../../models/weights.ts';
import { commonFormat, matrixBytes, type Format } from './formats.ts';
import {
  ATTENTION_BLOCK,
  ATTENTION_TOKENS,
  BLOCK,
  BLOCK_RECORD,
  CONTROL_BYTES,
  GROUP,
  OPERATION_BYTES,
} from './kernels/layout.ts';
import { activationBytes, spreadBytes, type Tier } from './tier.ts';

/** More than this is refused before loading: an address space of 4 GB needs room for the rest. */
export const memoryLimit = 3.5 * 2 ** 30;

export type RegionKind = 'weights' | 'kvCache' | 'workspace';

/** A buffer in the WebAssembly memory. */
export interface Region {
  readonly name: string;
  readonly kind: RegionKind;
  readonly address: number;
  readonly bytes: number;
}

export interface MatrixPlan {
  readonly format: Format;
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
  readonly address: number;
}

export interface LayerPlan {
  readonly inputNorm: number;
  /** Rows of queries, keys and values, one after another. */
  readonly attentionInput: MatrixPlan;
  /** Of those rows, f32; 0 where the model has none. */
  readonly biases: number;
  /** Norm weights of a query head and of a key head, f32 [2][headSize]; 0 where there are none. */
  readonly headNorms: number;
  readonly attentionOutput: MatrixPlan;
  readonly feedForwardNorm: number;
  /** In each group four rows of `gate`, then the same four of `up`. */
  readonly gateUp: MatrixPlan;
  readonly down: MatrixPlan;
  readonly keys: number;
  readonly values: number;
  readonly keyScales: number;
  readonly valueScales: number;
}

/** A buffer of rows, `stride` bytes apart. */
export interface RowsPlan {
  readonly address: number;
  readonly stride: number;
}

export interface ModelPlan {
  readonly config: LlamaConfig;
  readonly options: PlanOptions;
  readonly regions: readonly Region[];
  /** Size of the memory in bytes, whole pages. */
  readonly bytes: number;
  /** Positions in the cache: the context in whole attention blocks. */
  readonly capacity: number;
  readonly layers: readonly LayerPlan[];
  readonly embedding: MatrixPlan;
  readonly head: MatrixPlan;
  readonly finalNorm: number;
  readonly tokenIds: number;
  readonly programs: number;
  readonly profile: number;
  readonly ropeTable: number;
  readonly partials: number;
  /** The residual stream, f32. */
  readonly hidden: RowsPlan;
  /** Queries, keys and values, f32. */
  readonly projected: RowsPlan;
  readonly attended: RowsPlan;
  readonly feedForward: RowsPlan;
  /** Rows prepared for a matrix: quantized, or f32. */
  readonly prepared: RowsPlan;
  readonly logits: RowsPlan;
  readonly scratch: {
    readonly address: number;
    readonly stride: number;
    readonly input: number;
    readonly work: number;
  };
}

export interface PlanOptions {
  readonly tier: Tier;
  readonly contextLength: number;
  readonly kvCache: KvPrecision;
  /** Threads that there can be. */
  readonly threads: number;
  /** Most tokens of one prefill run. */
  readonly chunk: number;
  /** Most positions whose logits are computed at once. */
  readonly logitRows: number;
}

/** Format of every linear layer and of the embedding, by checkpoint name. */
export type Formats = ReadonlyMap<string, Format>;

const pageBytes = 65536;
/** Operations of all programs together: two through the layers, the head's, and the weights' reading. */
const mostOperations = (layers: number): number => 2 * (10 * layers + 4) + 4 + (4 * layers + 1);

const align = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

class Allocator {
  readonly regions: Region[] = [];
  #end = 0;

  add(name: string, kind: RegionKind, bytes: number): number {
    const address = this.#end;
    this.regions.push({ name, kind, address, bytes });
    // Two cache lines: buffers of different threads never share one.
    this.#end = align(address + bytes, 128);
    return address;
  }

  rows(name: string, count: number, stride: number): RowsPlan {
    return { address: this.add(name, 'workspace', count * stride), stride };
  }

  matrix(name: string, format: Format, rows: number, columns: number): MatrixPlan {
    const address = this.add(name, 'weights', matrixBytes(format, rows, columns));
    return { format, rows, columns, groups: Math.ceil(rows / GROUP), address };
  }

  get end(): number {
    return this.#end;
  }
}

/** Bytes of a row prepared for a matrix of `columns`, large enough for every format. */
export const preparedStride = (columns: number, tier: Tier): number =>
  align(
    Math.max(columns * 4, columns * activationBytes[tier] + (columns / BLOCK) * BLOCK_RECORD),
    64,
  );

/**
 * Every buffer of the engine. Nothing else allocates; the memory account is the sum of `regions`.
 *
 * @throws catalogued `memory-limit`
 */
export function planModel(config: LlamaConfig, formats: Formats, options: PlanOptions): ModelPlan {
  const { hiddenSize, intermediateSize, vocabularySize, heads, kvHeads, headSize } = config;
  const { tier, chunk } = options;
  const capacity = align(options.contextLength, ATTENTION_BLOCK);
  const queries = heads * headSize;
  const projectedSize = (heads + 2 * kvHeads) * headSize;
  const widest = Math.max(hiddenSize, queries, intermediateSize);
  const memory = new Allocator();
  const format = (...names: string[]): Format =>
    commonFormat(names.map((name) => formats.get(name) ?? 'f32'));

  memory.add('control', 'workspace', CONTROL_BYTES);
  const operations = mostOperations(config.layers);
  const programs = memory.add('programs', 'workspace', operations * OPERATION_BYTES);
  const profile = memory.add('profile', 'workspace', operations * 8);
  const tokenIds = memory.add('token ids', 'workspace', chunk * 4);
  const ropeTable = memory.add('rotary table', 'workspace', capacity * headSize * 4);
  const record = (headSize + 4) * 4;
  const partials = memory.add(
    'partial attention',
    'workspace',
    heads * (capacity / ATTENTION_BLOCK) * record,
  );
  const hidden = memory.rows('hidden', chunk, hiddenSize * 4);
  const projected = memory.rows('projected', chunk, projectedSize * 4);
  const attended = memory.rows('attended', chunk, queries * 4);
  const feedForward = memory.rows('feed-forward', chunk, intermediateSize * 4);
  const prepared = memory.rows('prepared', chunk, preparedStride(widest, tier));
  const logits = memory.rows('logits', options.logitRows, align(vocabularySize, GROUP) * 4);
  const scratch = planScratch(memory, config, options, widest);

  const layers: LayerPlan[] = [];
  const scaleBytes = options.kvCache === 'int8' ? kvHeads * capacity * 4 : 0;
  const cacheBytes = kvHeads * capacity * headSize * (options.kvCache === 'int8' ? 1 : 4);
  for (let layer = 0; layer < config.layers; layer++) {
    const name = `model.layers.${layer}`;
    const attention = ['q', 'k', 'v'].map((part) => `${name}.self_attn.${part}_proj.weight`);
    const output = `${name}.self_attn.o_proj.weight`;
    const [gate, up, down] = ['gate', 'up', 'down'].map(
      (part) => `${name}.mlp.${part}_proj.weight`,
    ) as [string, string, string];
    layers.push({
      inputNorm: memory.add(`${name}.input_layernorm`, 'weights', hiddenSize * 4),
      attentionInput: memory.matrix(`${name}.qkv`, format(...attention), projectedSize, hiddenSize),
      biases: hasBiases(config)
        ? memory.add(`${name}.qkv biases`, 'weights', projectedSize * 4)
        : 0,
      headNorms: hasHeadNorms(config)
        ? memory.add(`${name}.head norms`, 'weights', 2 * headSize * 4)
        : 0,
      attentionOutput: memory.matrix(output, format(output), hiddenSize, queries),
      feedForwardNorm: memory.add(`${name}.post_attention_layernorm`, 'weights', hiddenSize * 4),
      gateUp: memory.matrix(`${name}.gate_up`, format(gate, up), 2 * intermediateSize, hiddenSize),
      down: memory.matrix(down, format(down), hiddenSize, intermediateSize),
      keys: memory.add(`${name}.keys`, 'kvCache', cacheBytes),
      values: memory.add(`${name}.values`, 'kvCache', cacheBytes),
      keyScales: memory.add(`${name}.key scales`, 'kvCache', scaleBytes),
      valueScales: memory.add(`${name}.value scales`, 'kvCache', scaleBytes),
    });
  }
  const finalNorm = memory.add('model.norm', 'weights', hiddenSize * 4);
  const embedName = 'model.embed_tokens.weight';
  const embedding = memory.matrix(embedName, format(embedName), vocabularySize, hiddenSize);
  const headName = 'lm_head.weight';
  const head = config.tiedHead
    ? embedding
    : memory.matrix(headName, format(headName), vocabularySize, hiddenSize);

  const bytes = align(memory.end, pageBytes);
  if (bytes > memoryLimit) {
    throw fail('memory-limit', { neededBytes: bytes, limitBytes: memoryLimit });
  }
  return {
    ...{ config, options, regions: memory.regions, bytes, capacity, layers, embedding, head },
    ...{ finalNorm, tokenIds, programs, profile, ropeTable, partials },
    ...{ hidden, projected, attended, feedForward, prepared, logits, scratch },
  };
}

/** Per thread: a normalized row, the row prepared for a single-row product, and working memory. */
function planScratch(
  memory: Allocator,
  { heads, kvHeads, headSize }: LlamaConfig,
  { tier, kvCache, threads }: PlanOptions,
  widest: number,
): ModelPlan['scratch'] {
  const input = align(widest * 4, 128);
  const work = align(input + preparedStride(widest, tier), 128);
  const spread = (widest / BLOCK) * (GROUP * BLOCK * spreadBytes[tier] + 64);
  const group = heads / kvHeads;
  const record = (headSize + 4) * 4;
  const operand = kvCache === 'int8' ? 16 + 2 * headSize : 0;
  const attention =
    ATTENTION_TOKENS * group * (ATTENTION_BLOCK * 4 + 2 * record + operand) + record;
  const stride = align(work + Math.max(spread, attention), 128);
  const address = memory.add('scratch', 'workspace', threads * stride);
  return { address, stride, input, work };
}
