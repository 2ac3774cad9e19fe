import { fail } from '../../../core/errors.ts';
import { shortestSingle } from '../../shortest-decimal.ts';
import { isArchitecture, type Architecture, type LlamaConfig } from '../../weights.ts';
import type { GgufDirectory, GgufMetadata } from './values.ts';

/** More than any model has; bounds what a hostile file can make the app allocate or loop over. */
const largest = { layers: 1024, heads: 1024, size: 2 ** 20, context: 2 ** 26 } as const;

/**
 * The decoder's shape from a GGUF's metadata, checked for what this app can compute. Whether the
 * tensors have these shapes is the caller's to check.
 *
 * @param frequencyFactors `rope_freqs.weight`, where the file has it
 * @throws catalogued `model-architecture-unknown`, `model-unsupported`, `model-file-invalid`
 */
export function readLlamaConfig(
  directory: GgufDirectory,
  fileName: string,
  frequencyFactors?: Float32Array,
): LlamaConfig {
  const { metadata } = directory;
  const architecture = metadata.get('general.architecture');
  if (!isArchitecture(architecture)) {
    throw fail('model-architecture-unknown', {
      file: fileName,
      architecture: typeof architecture === 'string' ? architecture.slice(0, 80) : '(none)',
    });
  }
  const fields = new Fields(metadata, fileName, architecture);
  const hiddenSize = fields.integer('embedding_length', largest.size);
  const heads = fields.integer('attention.head_count', largest.heads);
  const kvHeads = fields.integer('attention.head_count_kv', largest.heads, heads);
  const headSize = fields.integer('attention.key_length', largest.size, hiddenSize / heads);
  const embedding = directory.tensors.find(({ name }) => name === 'token_embd.weight');
  const factors = ropeFactors(fields, headSize, frequencyFactors);
  const config: LlamaConfig = {
    architecture,
    vocabularySize: embedding?.shape[0] ?? 0,
    hiddenSize,
    intermediateSize: fields.integer('feed_forward_length', largest.size),
    layers: fields.integer('block_count', largest.layers),
    heads,
    kvHeads,
    headSize,
    contextLength: fields.integer('context_length', largest.context),
    ropeTheta: fields.positive('rope.freq_base', 10_000),
    ...(factors && { ropeFactors: factors }),
    rmsNormEpsilon: fields.positive('attention.layer_norm_rms_epsilon'),
    tiedHead: !directory.tensors.some(({ name }) => name === 'output.weight'),
  };
  if (heads % kvHeads !== 0) throw fields.invalid(`${heads} heads on ${kvHeads} key-value heads`);
  if (headSize % 2 !== 0) throw fields.invalid(`odd head size ${headSize}`);
  fields.mustBe('attention.value_length', headSize);
  fields.mustBe('attention.causal', true);
  fields.mustBe('rope.dimension_count', headSize);
  fields.mustBe('expert_count', 0);
  fields.mustBe('vocab_size', config.vocabularySize);
  return config;
}

/**
 * What the frequencies are divided by: linear scaling by one factor for all (older files call it
 * `rope.scale_linear`), Llama 3's by a factor for each, which the file holds as a tensor.
 */
function ropeFactors(
  fields: Fields,
  headSize: number,
  frequencyFactors: Float32Array | undefined,
): readonly number[] | undefined {
  const half = headSize / 2;
  fields.mustBe('rope.scaling.type', 'none', 'linear');
  const isLinear = fields.text('rope.scaling.type') === 'linear';
  const older = fields.positive('rope.scale_linear', 1);
  const factor = isLinear ? fields.positive('rope.scaling.factor', older) : older;
  if (frequencyFactors && frequencyFactors.length !== half) {
    throw fields.invalid(`rope_freqs.weight holds ${frequencyFactors.length} values, not ${half}`);
  }
  if (factor === 1 && (frequencyFactors?.every((one) => one === 1) ?? true)) return undefined;
  return Array.from({ length: half }, (_, i) => {
    const own = frequencyFactors?.[i] ?? 1;
    if (!(own > 0 && Number.isFinite(own)))
      throw fields.invalid('rope_freqs.weight is not positive');
    return factor * shortestSingle(own);
  });
}

/** Metadata under the architecture's own prefix, checked. */
class Fields {
  readonly #metadata: GgufMetadata;
  readonly #fileName: string;
  readonly #architecture: Architecture;

  constructor(metadata: GgufMetadata, fileName: string, architecture: Architecture) {
    this.#metadata = metadata;
    this.#fileName = fileName;
    this.#architecture = architecture;
  }

  #get(key: string) {
    return this.#metadata.get(`${this.#architecture}.${key}`);
  }

  invalid(reason: string) {
    return fail('model-file-invalid', { file: this.#fileName, format: 'gguf', reason });
  }

  /** A whole number from 1 to `most`, or `otherwise` where the key is missing. */
  integer(key: string, most: number, otherwise?: number): number {
    const value = this.#get(key) ?? otherwise;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
      throw this.invalid(`${key} is not a whole number from 1 to ${most}`);
    }
    return value;
  }

  positive(key: string, otherwise?: number): number {
    const value = this.#get(key) ?? otherwise;
    if (typeof value !== 'number' || !(value > 0) || value === Infinity) {
      throw this.invalid(`${key} is not a positive number`);
    }
    return shortestSingle(value);
  }

  text(key: string): string | undefined {
    const value = this.#get(key);
    return typeof value === 'string' ? value : undefined;
  }

  /** Refuses a model that needs something else than what this app computes. */
  mustBe(key: string, ...wanted: readonly (number | string | boolean)[]): void {
    const value = this.#get(key);
    if (value === undefined || wanted.some((one) => one === value)) return;
    throw fail('model-unsupported', {
      file: this.#fileName,
      reason: `${key} is ${String(value).slice(0, 80)}, not ${wanted.join(' or ')}`,
    });
  }
}
