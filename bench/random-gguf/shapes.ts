import { readCheckpointConfig } from '../../models/readers/checkpoint/checkpoint-config.ts';
import type { LlamaConfig } from '../../models/weights.ts';

/** Fields of a `config.json` as the Hugging Face hub has them. */
type HubConfig = Readonly<Record<string, unknown>>;

/** Shapes of published models, by architecture and parameters; each the model's own `config.json`. */
export const shapes = {
  /** HuggingFaceTB/SmolLM2-360M-Instruct */
  'llama-0.36b': {
    model_type: 'llama',
    hidden_size: 960,
    intermediate_size: 2560,
    num_hidden_layers: 32,
    num_attention_heads: 15,
    num_key_value_heads: 5,
    vocab_size: 49_152,
    max_position_embeddings: 8192,
    rope_theta: 100_000,
    rms_norm_eps: 1e-5,
    tie_word_embeddings: true,
  },
  /** Qwen/Qwen2.5-0.5B-Instruct */
  'qwen2-0.5b': {
    model_type: 'qwen2',
    hidden_size: 896,
    intermediate_size: 4864,
    num_hidden_layers: 24,
    num_attention_heads: 14,
    num_key_value_heads: 2,
    vocab_size: 151_936,
    max_position_embeddings: 32_768,
    rope_theta: 1_000_000,
    rms_norm_eps: 1e-6,
    tie_word_embeddings: true,
  },
  /** meta-llama/Llama-3.2-1B-Instruct */
  'llama-1.24b': {
    model_type: 'llama',
    hidden_size: 2048,
    intermediate_size: 8192,
    num_hidden_layers: 16,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    head_dim: 64,
    vocab_size: 128_256,
    max_position_embeddings: 131_072,
    rope_theta: 500_000,
    rope_scaling: {
      rope_type: 'llama3',
      factor: 32,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    },
    rms_norm_eps: 1e-5,
    tie_word_embeddings: true,
  },
} as const satisfies Readonly<Record<string, HubConfig>>;
export type ShapeName = keyof typeof shapes;

export const shapeNames = Object.keys(shapes) as readonly ShapeName[];

export const isShapeName = (value: string): value is ShapeName => value in shapes;

/** The field of `config.json` that each option changes. */
export const sizeFields = {
  layers: 'num_hidden_layers',
  'hidden-size': 'hidden_size',
  'intermediate-size': 'intermediate_size',
  heads: 'num_attention_heads',
  'kv-heads': 'num_key_value_heads',
  'head-size': 'head_dim',
  vocabulary: 'vocab_size',
  context: 'max_position_embeddings',
} as const;
export type SizeOption = keyof typeof sizeFields;

export const sizeOptions = Object.keys(sizeFields) as readonly SizeOption[];

export interface ShapeChange {
  readonly sizes?: Readonly<Partial<Record<SizeOption, number>>>;
  readonly architecture?: string;
  /** A head of its own. */
  readonly untied?: boolean;
}

/**
 * A published shape, changed.
 *
 * @throws catalogued, as `readCheckpointConfig` does
 */
export function shapeOf(
  name: ShapeName,
  { sizes = {}, architecture, untied = false }: ShapeChange = {},
): LlamaConfig {
  const changed = Object.entries(sizes).map(([option, size]) => [
    sizeFields[option as SizeOption],
    size,
  ]);
  return readCheckpointConfig({
    ...shapes[name],
    ...(Object.fromEntries(changed) as HubConfig),
    ...(architecture !== undefined && { model_type: architecture }),
    ...(untied && { tie_word_embeddings: false }),
  });
}
