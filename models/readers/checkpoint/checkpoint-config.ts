import { fail } from '../../../core/errors.ts';
import { isArchitecture, type Architecture, type LlamaConfig } from '../../weights.ts';
import { ConfigFields } from './config-fields.ts';
import { readRopeFactors, ropeSettings } from './rope-scaling.ts';

/** More than any model has; bounds what a hostile file can make the app allocate or loop over. */
const largest = { layers: 1024, heads: 1024, size: 2 ** 20, vocabulary: 2 ** 24, context: 2 ** 26 };

/** What transformers takes where the file doesn't say: `configuration_qwen3.py`. */
const defaultHeadSize = (architecture: Architecture, ratio: number): number =>
  architecture === 'qwen3' ? 128 : ratio;

/**
 * The decoder's shape from a checkpoint's `config.json`, in the ways that transformers 4 and 5 write
 * it, checked for what this app can compute.
 *
 * @param value parsed JSON
 * @throws catalogued `model-architecture-unknown`, `model-unsupported`, `model-file-invalid`
 */
export function readCheckpointConfig(value: unknown, file = 'config.json'): LlamaConfig {
  const fields = new ConfigFields(value, file);
  const architecture = fields.get('model_type');
  if (!isArchitecture(architecture)) {
    const told = typeof architecture === 'string' ? architecture.slice(0, 80) : '(none)';
    throw fail('model-architecture-unknown', { file, architecture: told });
  }
  const hiddenSize = fields.integer('hidden_size', largest.size);
  const heads = fields.integer('num_attention_heads', largest.heads);
  const kvHeads = fields.integer('num_key_value_heads', largest.heads, heads);
  const ratio = defaultHeadSize(architecture, hiddenSize / heads);
  const headSize = fields.integer('head_dim', largest.size, ratio);
  if (heads % kvHeads !== 0) throw fields.invalid(`${heads} heads on ${kvHeads} key-value heads`);
  if (headSize % 2 !== 0) throw fields.invalid(`odd head size ${headSize}`);
  fields.mustBe('hidden_act', 'silu');
  // Qwen2 has its biases whatever this says.
  if (architecture !== 'qwen2') fields.mustBe('attention_bias', false);
  fields.mustBe('mlp_bias', false);
  fields.mustBe('use_sliding_window', false);
  fields.mustBe('quantization_config');
  const layers = fields.integer('num_hidden_layers', largest.layers);
  checkLayerTypes(fields);
  const rope = ropeSettings(fields);
  const ropeTheta = rope.positive('rope_theta', fields.positive('rope_theta', 10_000));
  const ropeFactors = readRopeFactors(rope, headSize, ropeTheta);
  const tied = fields.get('tie_word_embeddings') ?? false;
  if (typeof tied !== 'boolean') throw fields.invalid('tie_word_embeddings is not a boolean');
  return {
    architecture,
    vocabularySize: fields.integer('vocab_size', largest.vocabulary),
    hiddenSize,
    intermediateSize: fields.integer('intermediate_size', largest.size),
    layers,
    heads,
    kvHeads,
    headSize,
    contextLength: fields.integer('max_position_embeddings', largest.context),
    ropeTheta,
    ...(ropeFactors && { ropeFactors }),
    rmsNormEpsilon: fields.positive('rms_norm_eps'),
    tiedHead: tied,
  };
}

/** Transformers 5 names each layer's attention. */
function checkLayerTypes(fields: ConfigFields): void {
  const types = fields.get('layer_types');
  if (types === undefined) return;
  const isFull = Array.isArray(types) && types.every((type) => type === 'full_attention');
  if (!isFull) throw fields.unsupported('layers that attend to a window');
}
