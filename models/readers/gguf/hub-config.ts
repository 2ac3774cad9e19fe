import { hasBiases, type LlamaConfig } from '../../weights.ts';
import type { Json } from './tokenizer-json.ts';
import type { TokenizerMetadata } from './tokenizer-metadata.ts';

/** How the ONNX files lie on the hub, for `transformers.js_config`. */
export interface OnnxLayout {
  /** Suffix of the graph's file name: `q4` for `onnx/model_q4.onnx`. */
  readonly dtype: string;
  readonly graphFile: string;
  /** Files of external data. */
  readonly shards: number;
}

const classes = {
  llama: 'LlamaForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
} as const;

/** `config.json` of a decoder, as transformers and transformers.js read it. */
export const configJson = (
  config: LlamaConfig,
  tokenizer: TokenizerMetadata,
  layout?: OnnxLayout,
): Json => ({
  architectures: [classes[config.architecture]],
  model_type: config.architecture,
  attention_bias: hasBiases(config),
  attention_dropout: 0,
  ...tokenIds(tokenizer),
  head_dim: config.headSize,
  hidden_act: 'silu',
  hidden_size: config.hiddenSize,
  initializer_range: 0.02,
  intermediate_size: config.intermediateSize,
  max_position_embeddings: config.contextLength,
  mlp_bias: false,
  num_attention_heads: config.heads,
  num_hidden_layers: config.layers,
  num_key_value_heads: config.kvHeads,
  rms_norm_eps: config.rmsNormEpsilon,
  rope_interleaved: false,
  ...ropeScaling(config),
  rope_theta: config.ropeTheta,
  tie_word_embeddings: config.tiedHead,
  use_cache: true,
  vocab_size: config.vocabularySize,
  ...(layout && {
    'transformers.js_config': {
      dtype: layout.dtype,
      use_external_data_format: { [layout.graphFile]: layout.shards },
    },
  }),
});

/** Linear scaling; other factors have no place in a `config.json` by which they were not made. */
function ropeScaling({ ropeFactors }: LlamaConfig): Readonly<Record<string, Json>> {
  if (!ropeFactors) return { rope_scaling: null };
  const [factor = 1] = ropeFactors;
  const isLinear = ropeFactors.every((one) => one === factor);
  return isLinear ? { rope_scaling: { rope_type: 'linear', factor } } : {};
}

/** `generation_config.json`: a GGUF knows the token ids, and no sampling parameters. */
export const generationConfigJson = (tokenizer: TokenizerMetadata): Json => tokenIds(tokenizer);

/** `tokenizer_config.json` with the chat template. */
export function tokenizerConfigJson(config: LlamaConfig, tokenizer: TokenizerMetadata): Json {
  const token = (id: number | undefined) =>
    id === undefined ? null : (tokenizer.tokens[id] ?? null);
  return {
    tokenizer_class: tokenizer.model.kind === 'byte-level' ? 'GPT2Tokenizer' : 'LlamaTokenizer',
    add_prefix_space: false,
    clean_up_tokenization_spaces: false,
    model_max_length: config.contextLength,
    bos_token: token(tokenizer.bosId),
    eos_token: token(tokenizer.eosId),
    pad_token: token(tokenizer.paddingId),
    unk_token: token(tokenizer.unknownId),
    ...(tokenizer.chatTemplate === undefined ? {} : { chat_template: tokenizer.chatTemplate }),
  };
}

const tokenIds = ({ bosId, eosId, paddingId }: TokenizerMetadata) => ({
  bos_token_id: bosId ?? null,
  eos_token_id: eosId ?? null,
  pad_token_id: paddingId ?? null,
});
