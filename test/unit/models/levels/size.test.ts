import { describe, expect, it } from 'vitest';
import { buildOnnx, type BuildOptions } from '../../../../models/graph/build.ts';
import { levelSize } from '../../../../models/levels/size.ts';
import { decodeModel } from '../../../../models/onnx/decode.ts';
import { tensorBytes } from '../../../../models/onnx/messages.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const embedded = {
  architecture: 'llama',
  vocabularySize: 49_152,
  hiddenSize: 576,
  intermediateSize: 1536,
  layers: 30,
  heads: 9,
  kvHeads: 3,
  headSize: 64,
  contextLength: 8192,
  ropeTheta: 100_000,
  rmsNormEpsilon: 1e-5,
  tiedHead: true,
} as const;

describe('sizes', () => {
  it('count every scale and offset of the embedded model', () => {
    expect(levelSize(embedded, 'q4')).toMatchObject({
      parameters: 134_515_008,
      bytes: 98_673_920,
      linearBitsPerWeight: 5,
    });
    expect(levelSize(embedded, 'q8').linearBitsPerWeight).toBe(8.5);
    expect(levelSize(embedded, 'int8').linearBitsPerWeight).toBe(8.046875);
    expect(levelSize(embedded, 'fp32').linearBitsPerWeight).toBe(32);
    expect(levelSize(embedded, 'q4').fileBitsPerWeight).toBeCloseTo(5.8684, 4);
    expect(levelSize(embedded, 'fp16').linearBitsPerWeight).toBe(16);
    expect(levelSize(embedded, 'q4i').linearBitsPerWeight).toBe(4.625);
  });

  it('stay under 3.6 and 2.7 bits a weight where 3 and 2 are promised', () => {
    // 3 + 0.5 + 32 / columns, over 576 and 1536 columns as the layers have them
    expect(levelSize(embedded, 'q3').linearBitsPerWeight).toBe(3.546875);
    expect(levelSize(embedded, 'q2').linearBitsPerWeight).toBe(2.546875);
    expect(levelSize(embedded, 'q2-gptq')).toEqual(levelSize(embedded, 'q2'));
    const head = 49_152 * 576;
    expect(levelSize(embedded, 'q2').bytes - levelSize(embedded, 'q2-h4').bytes).toBe(
      (head * (8.5 - 4.625)) / 8,
    );
  });

  it.each<BuildOptions>([
    { level: 'q4', form: 'as-shipped', target: 'wasm' },
    { level: 'q8', form: 'blocks', target: 'wasm' },
    { level: 'int8', form: 'dynamic-int8', target: 'wasm' },
    { level: 'fp32', form: 'expanded', target: 'wasm' },
    { level: 'fp16', form: 'halves', target: 'webgpu' },
    { level: 'q4i', form: 'blocks', target: 'wasm' },
  ])('are those of the graph that is built: %o', async (options) => {
    for (const config of Object.values(tinyShapes)) {
      const { model } = await buildOnnx(tinyLlama(config, 'q4', 3), options);
      const floats = decodeModel(model, 'm').graph.initializers.filter(
        ({ name }) => !name.startsWith('integers/') && name !== 'smallest_magnitude',
      );
      const bytes = floats.reduce((sum, { type, shape }) => sum + tensorBytes(type, shape), 0);
      expect(levelSize(config, options.level).bytes).toBe(bytes);
    }
  });
});
