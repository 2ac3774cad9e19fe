import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnnx } from '../../../models/graph/build.ts';
import type { LlamaConfig } from '../../../models/weights.ts';
import { tinyLlama } from '../../fixtures/models/tiny-llama.ts';

const embedded = fileURLToPath(new URL('../../../models/smollm2-135m-instruct/', import.meta.url));

const tiny: LlamaConfig = {
  architecture: 'llama',
  vocabularySize: 49_152,
  hiddenSize: 32,
  intermediateSize: 64,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  headSize: 16,
  contextLength: 8192,
  ropeTheta: 10_000,
  rmsNormEpsilon: 1e-5,
  tiedHead: true,
};

export const tinyConfigs = {
  /** Loads in a moment; a token takes about a millisecond. */
  quick: tiny,
  /** Takes long enough over a long prompt to be stopped while reading it. */
  slow: { ...tiny, hiddenSize: 64, intermediateSize: 2048, layers: 12, heads: 4 },
} as const;

/**
 * Makes a folder in the hub's layout: random weights of the given shape under the embedded model's
 * tokenizer and chat template. It answers any question with random text.
 *
 * @returns the folder, and what removes it
 */
export async function makeTinyModel(
  config: LlamaConfig,
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'featherweight-tiny-'));
  await mkdir(join(folder, 'onnx'));
  const weights = tinyLlama(config, 'q4', 3);
  const { model, external } = await buildOnnx(weights, {
    level: 'q4',
    form: 'blocks',
    target: 'wasm',
  });
  await writeFile(join(folder, 'onnx/model_q4.onnx'), model);
  for (const { path, data } of external) await writeFile(join(folder, 'onnx', path), data);
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
    await copyFile(join(embedded, name), join(folder, name));
  await writeFile(join(folder, 'config.json'), JSON.stringify(hubConfig(config)));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

const hubConfig = (config: LlamaConfig): object => ({
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  bos_token_id: 1,
  eos_token_id: 2,
  hidden_size: config.hiddenSize,
  intermediate_size: config.intermediateSize,
  num_hidden_layers: config.layers,
  num_attention_heads: config.heads,
  num_key_value_heads: config.kvHeads,
  head_dim: config.headSize,
  max_position_embeddings: config.contextLength,
  rms_norm_eps: config.rmsNormEpsilon,
  rope_theta: config.ropeTheta,
  tie_word_embeddings: config.tiedHead,
  vocab_size: config.vocabularySize,
});
