import { fail } from '../../../core/errors.ts';
import { shortestSingle } from '../../shortest-decimal.ts';
import type { LlamaConfig } from '../../weights.ts';
import type { GgufDirectory, GgufMetadata } from './values.ts';

/** More than any model has; bounds what a hostile file can make the app allocate or loop over. */
const largest = { layers: 1024, heads: 1024, size: 2 ** 20, context: 2 ** 26 } as const;

/**
 * The decoder's shape from a GGUF's metadata, checked for what this app can compute. Whether the
 * tensors have these shapes is the caller's to check.
 *
 * @throws catalogued `model-architecture-unknown`, `model-unsupported`, `model-file-invalid`
 */
export function readLlamaConfig(directory: GgufDirectory, fileName: string): LlamaConfig {
  const { metadata } = directory;
  const architecture = metadata.get('general.architecture');
  if (architecture !== 'llama') {
    throw fail('model-architecture-unknown', {
      file: fileName,
      architecture: typeof architecture === 'string' ? architecture.slice(0, 80) : '(none)',
    });
  }
  const fields = new Fields(metadata, fileName);
  const hiddenSize = fields.integer('llama.embedding_length', largest.size);
  const heads = fields.integer('llama.attention.head_count', largest.heads);
  const kvHeads = fields.integer('llama.attention.head_count_kv', largest.heads, heads);
  const headSize = fields.integer('llama.attention.key_length', largest.size, hiddenSize / heads);
  const embedding = directory.tensors.find(({ name }) => name === 'token_embd.weight');
  const config: LlamaConfig = {
    architecture: 'llama',
    vocabularySize: embedding?.shape[0] ?? 0,
    hiddenSize,
    intermediateSize: fields.integer('llama.feed_forward_length', largest.size),
    layers: fields.integer('llama.block_count', largest.layers),
    heads,
    kvHeads,
    headSize,
    contextLength: fields.integer('llama.context_length', largest.context),
    ropeTheta: fields.positive('llama.rope.freq_base', 10_000),
    rmsNormEpsilon: fields.positive('llama.attention.layer_norm_rms_epsilon'),
    tiedHead: !directory.tensors.some(({ name }) => name === 'output.weight'),
  };
  if (heads % kvHeads !== 0) throw fields.invalid(`${heads} heads on ${kvHeads} key-value heads`);
  if (headSize % 2 !== 0) throw fields.invalid(`odd head size ${headSize}`);
  fields.mustBe('llama.attention.value_length', headSize);
  fields.mustBe('llama.rope.dimension_count', headSize);
  fields.mustBe('llama.rope.scaling.type', 'none');
  fields.mustBe('llama.rope.scale_linear', 1);
  fields.mustBe('llama.expert_count', 0);
  fields.mustBe('llama.vocab_size', config.vocabularySize);
  return config;
}

class Fields {
  readonly #metadata: GgufMetadata;
  readonly #fileName: string;

  constructor(metadata: GgufMetadata, fileName: string) {
    this.#metadata = metadata;
    this.#fileName = fileName;
  }

  invalid(reason: string) {
    return fail('model-file-invalid', { file: this.#fileName, format: 'gguf', reason });
  }

  /** A whole number from 1 to `most`, or `otherwise` where the key is missing. */
  integer(key: string, most: number, otherwise?: number): number {
    const value = this.#metadata.get(key) ?? otherwise;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
      throw this.invalid(`${key} is not a whole number from 1 to ${most}`);
    }
    return value;
  }

  positive(key: string, otherwise?: number): number {
    const value = this.#metadata.get(key) ?? otherwise;
    if (typeof value !== 'number' || !(value > 0) || value === Infinity) {
      throw this.invalid(`${key} is not a positive number`);
    }
    return shortestSingle(value);
  }

  /** Refuses a model that needs something else than what this app computes. */
  mustBe(key: string, wanted: number | string): void {
    const value = this.#metadata.get(key);
    if (value === undefined || value === wanted) return;
    throw fail('model-unsupported', {
      file: this.#fileName,
      reason: `${key} is ${String(value).slice(0, 80)}, not ${wanted}`,
    });
  }
}
