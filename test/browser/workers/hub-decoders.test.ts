import { describe, expect, test } from 'vitest';
import { plainDecoder, plainDecoders } from '../../fixtures/models/plain-decoder.ts';
import { tinyLlama, tinyShapes } from '../../fixtures/models/tiny-llama.ts';
import { referenceLogits } from '../../fixtures/reference/llama.ts';
import { openFiles } from './decoder-under-test.ts';
import { adapter, noAdapter } from './gpu-adapter.ts';
import { checkCache, expectClose, fresh, tokens } from './logits.ts';

const config = tinyShapes['grouped 4/2, separate head'];
const weights = tinyLlama(config, 'f32', 31);
const reference = Float32Array.from((await referenceLogits(weights, tokens)).at(-1) ?? []);

const hasHalf = adapter?.features.has('shader-f16') ?? false;

const kinds = {
  ...plainDecoders,
  'with fp16 logits': { logitsType: 'float16' },
} as const;

describe.each(Object.entries(kinds))('a decoder of the hub %s', (_, options) => {
  const isHalf = 'kvType' in options || 'logitsType' in options;
  const tolerance = isHalf ? 0.05 : 1e-3;

  for (const engine of ['wasm', 'webgpu'] as const)
    test(`on ${engine}`, async ({ skip }) => {
      skip(engine === 'webgpu' && !adapter, noAdapter);
      skip(engine === 'webgpu' && isHalf && !hasHalf, 'this WebGPU adapter has no shader-f16');
      const files = await plainDecoder(weights, options);
      const { decoder } = await openFiles(files, 'as-shipped', config.vocabularySize, { engine });
      expectClose(await fresh(decoder, tokens), reference, tolerance, 'reference');
      await checkCache(decoder, tolerance);
      await decoder.dispose();
    });
});

test('a graph with an input that decoders of the hub don’t have is refused by its name', async () => {
  const files = await plainDecoder(weights, { positionIds: true });
  // Same length, so that the protobuf around it stays right.
  const text = Array.from(files.model, (byte) => String.fromCharCode(byte)).join('');
  const model = Uint8Array.from(text.replaceAll('position_ids', 'pos1tion_ids'), (character) =>
    character.charCodeAt(0),
  );
  await expect(
    openFiles({ ...files, model }, 'as-shipped', config.vocabularySize, { engine: 'wasm' }),
  ).rejects.toMatchObject({
    failure: {
      code: 'model-unsupported',
      parameters: { reason: expect.stringContaining('pos1tion_ids') as string },
    },
  });
});

test('logits of another vocabulary than the configuration’s are refused', async () => {
  const files = await plainDecoder(weights, {});
  await expect(openFiles(files, 'as-shipped', 161, { engine: 'wasm' })).rejects.toMatchObject({
    code: 'model-unsupported',
  });
});
