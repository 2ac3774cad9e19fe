import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildOnnx } from '../../../../models/graph/build.ts';
import { llamaShapes } from '../../../../models/llama-shapes.ts';
import { decodeModel } from '../../../../models/onnx/decode.ts';
import type { LlamaConfig } from '../../../../models/weights.ts';
import { parameterCount } from '../../../../workers/load/parameter-count.ts';
import { plainDecoder } from '../../../fixtures/models/plain-decoder.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const weightsOf = (config: LlamaConfig): number =>
  [...llamaShapes(config).values()]
    .map((shape) => shape.reduce((product, size) => product * size, 1))
    .reduce((a, b) => a + b);

test('the embedded model has the parameters that its publisher says', () => {
  const path = '../../../../models/smollm2-135m-instruct/onnx/model_q4.onnx';
  const model = decodeModel(readFileSync(new URL(path, import.meta.url)), 'model_q4.onnx');
  expect(parameterCount(model)).toBe(134_515_008);
});

test.each(Object.entries(tinyShapes))('%s: every weight once, in any form', async (_, config) => {
  const weights = tinyLlama(config, 'q4', 3);
  const expected = weightsOf(config);
  for (const form of ['expanded', 'blocks'] as const) {
    const { model } = await buildOnnx(weights, { level: 'q4', form, target: 'wasm' });
    expect(parameterCount(decodeModel(model, 'x')), form).toBe(expected);
  }
});

test('a decoder without any operator of ours is counted too', async () => {
  const config = tinyShapes['equal heads, one layer'];
  const { model } = await plainDecoder(tinyLlama(config, 'f32', 3), {});
  const weights = weightsOf(config);
  // Constants that an exporter writes as initializers can't be told from weights.
  const counted = parameterCount(decodeModel(model, 'x'));
  expect(counted).toBeGreaterThanOrEqual(weights);
  expect(counted).toBeLessThan(weights * 1.1);
});
