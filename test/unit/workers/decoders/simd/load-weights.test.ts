import { describe, expect, test } from 'vitest';
import type { ModelWeights, WeightTensor } from '../../../../../models/weights.ts';
import { inspectFormats, loadWeights } from '../../../../../workers/decoders/simd/load-weights.ts';
import { planModel } from '../../../../../workers/decoders/simd/memory-plan.ts';
import { tinyLlama, tinyShapes } from '../../../../fixtures/models/tiny-llama.ts';

const config = tinyShapes['grouped 4/2, separate head'];
const options = {
  tier: 'plain',
  contextLength: 64,
  kvCache: 'f32',
  threads: 1,
  chunk: 32,
  logitRows: 4,
} as const;

async function load(weights: ModelWeights, thorough = false): Promise<boolean> {
  const formats = await inspectFormats(weights, 'blocks', thorough);
  const plan = planModel(weights.config, formats, options);
  return loadWeights(new ArrayBuffer(plan.bytes), weights, plan, formats, 'blocks');
}

const floats = (shape: readonly number[], value: number): WeightTensor => {
  const weights = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5);
  weights[weights.length - 3] = value;
  return { encoding: 'f32', shape, data: new Uint8Array(weights.buffer) };
};

describe('loading weights', () => {
  test.each([NaN, Infinity, -Infinity])('refuses %d with the tensor’s name', async (value) => {
    for (const [name, shape] of [
      ['model.layers.1.mlp.down_proj.weight', [64, 128]],
      ['model.norm.weight', [64]],
      ['lm_head.weight', [160, 64]],
    ] as const) {
      const weights = tinyLlama(config, 'f32', 1, { [name]: floats(shape, value) });
      await expect(load(weights)).rejects.toMatchObject({
        failure: { code: 'model-weights-not-finite', parameters: { tensor: name } },
      });
    }
  });

  test('refuses a scale that is not finite', async () => {
    const name = 'model.layers.0.self_attn.q_proj.weight';
    const plain = tinyLlama(config, 'q4', 1);
    const tensor = await plain.read(name);
    if (tensor.encoding !== 'blocks') throw new Error('blocks wanted');
    const scales = tensor.scales.slice();
    scales[5] = 0x7c00;
    const weights = tinyLlama(config, 'q4', 1, { [name]: { ...tensor, scales } });
    await expect(load(weights)).rejects.toMatchObject({
      failure: { code: 'model-weights-not-finite', parameters: { tensor: name } },
    });
  });

  test('refuses a tensor of another shape', async () => {
    const name = 'model.layers.1.mlp.up_proj.weight';
    const weights = tinyLlama(config, 'f32', 1, { [name]: floats([128, 32], 1) });
    await expect(load(weights)).rejects.toMatchObject({
      failure: { code: 'model-unsupported', parameters: { file: name } },
    });
  });

  test('says when a layer is not stored like the first, and then plans by all', async () => {
    const name = 'model.layers.1.mlp.up_proj.weight';
    const weights = tinyLlama(config, 'q4', 1, { [name]: floats([128, 64], 1) });
    expect(await load(weights)).toBe(false);
    expect(await load(weights, true)).toBe(true);
  });

  test('stops between tensors', async () => {
    const weights = tinyLlama(config, 'q4', 1);
    const formats = await inspectFormats(weights, 'blocks');
    const plan = planModel(config, formats, options);
    let tensors = 0;
    const loading = loadWeights(new ArrayBuffer(plan.bytes), weights, plan, formats, 'blocks', {
      onProgress: () => tensors++,
      shouldStop: () => tensors === 4,
    });
    await expect(loading).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(tensors).toBe(4);
  });
});
