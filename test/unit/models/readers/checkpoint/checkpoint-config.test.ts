import { describe, expect, test } from 'vitest';
import { readCheckpointConfig } from '../../../../../models/readers/checkpoint/checkpoint-config.ts';

const config = {
  model_type: 'llama',
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 512,
  rms_norm_eps: 1e-5,
  vocab_size: 100,
};

test('what transformers takes where the file does not say', () => {
  expect(readCheckpointConfig(config)).toEqual({
    architecture: 'llama',
    vocabularySize: 100,
    hiddenSize: 64,
    intermediateSize: 96,
    layers: 2,
    heads: 4,
    kvHeads: 2,
    headSize: 16,
    contextLength: 512,
    ropeTheta: 10_000,
    rmsNormEpsilon: 1e-5,
    tiedHead: false,
  });
  expect(readCheckpointConfig({ ...config, num_key_value_heads: null }).kvHeads).toBe(4);
  expect(readCheckpointConfig({ ...config, model_type: 'qwen3' }).headSize).toBe(128);
});

test('rope settings of transformers 4 and 5 are the same', () => {
  const llama3 = {
    ...{ factor: 8, low_freq_factor: 1, high_freq_factor: 4 },
    original_max_position_embeddings: 32,
  };
  const older = readCheckpointConfig({
    ...config,
    rope_theta: 500_000,
    rope_scaling: { ...llama3, rope_type: 'llama3' },
  });
  const newer = readCheckpointConfig({
    ...config,
    rope_parameters: { ...llama3, rope_type: 'llama3', rope_theta: 500_000 },
  });
  expect(newer).toEqual(older);
  expect(older.ropeTheta).toBe(500_000);
  expect(older.ropeFactors?.[0]).toBe(1);
  expect(older.ropeFactors?.at(-1)).toBe(8);
  const oldest = { rope_theta: 10_000, rope_scaling: { type: 'linear', factor: 4 } };
  expect(readCheckpointConfig({ ...config, ...oldest }).ropeFactors).toEqual(Array(8).fill(4));
  expect(readCheckpointConfig({ ...config, rope_scaling: null }).ropeFactors).toBeUndefined();
});

describe('refused', () => {
  test.each([
    ['model-architecture-unknown', { model_type: 'mamba' }],
    ['model-architecture-unknown', { model_type: 5 }],
    ['model-unsupported', { rope_scaling: { rope_type: 'yarn', factor: 4 } }],
    ['model-unsupported', { attention_bias: true }],
    ['model-unsupported', { mlp_bias: true }],
    ['model-unsupported', { hidden_act: 'gelu' }],
    ['model-unsupported', { quantization_config: { bits: 4 } }],
    ['model-unsupported', { model_type: 'qwen2', use_sliding_window: true }],
    ['model-unsupported', { layer_types: ['full_attention', 'sliding_attention'] }],
    ['model-file-invalid', { hidden_size: 1e9 }],
    ['model-file-invalid', { hidden_size: 66 }],
    ['model-file-invalid', { num_key_value_heads: 3 }],
    ['model-file-invalid', { num_hidden_layers: 0 }],
    ['model-file-invalid', { rms_norm_eps: null }],
    ['model-file-invalid', { rope_scaling: { rope_type: 'linear', factor: 0 } }],
    ['model-file-invalid', { rope_scaling: 'linear' }],
    ['model-file-invalid', { tie_word_embeddings: 'yes' }],
  ])('%s: %j', (code, change) => {
    expect(() => readCheckpointConfig({ ...config, ...change })).toThrow(code);
  });

  test.each([null, 5, [], 'llama'])('%j in place of an object', (value) => {
    expect(() => readCheckpointConfig(value)).toThrow('model-file-invalid');
  });
});
