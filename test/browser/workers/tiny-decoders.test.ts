import { describe, expect, test } from 'vitest';
import type { LevelId, WeightForm } from '../../../core/levels.ts';
import { tinyLlama, tinyShapes, type TinyEncoding } from '../../fixtures/models/tiny-llama.ts';
import { openWeights } from './decoder-under-test.ts';
import { adapter, noAdapter } from './gpu-adapter.ts';
import { checkCache, expectClose, fresh, tokens } from './logits.ts';

const grouped = tinyShapes['grouped 3/1, tied'];
const separate = tinyShapes['grouped 4/2, separate head'];

interface Case {
  readonly level: LevelId;
  readonly form: WeightForm;
  readonly encoding: TinyEncoding;
  readonly engines: readonly ('wasm' | 'webgpu')[];
  /** Between ways of filling the cache; dynamic int8 depends on what is evaluated together. */
  readonly cacheTolerance: number;
}
const cases: readonly Case[] = [
  {
    level: 'fp32',
    form: 'expanded',
    encoding: 'f32',
    engines: ['wasm', 'webgpu'],
    cacheTolerance: 1e-3,
  },
  {
    level: 'q8',
    form: 'blocks',
    encoding: 'f32',
    engines: ['wasm', 'webgpu'],
    cacheTolerance: 1e-3,
  },
  { level: 'q4', form: 'blocks', encoding: 'q4', engines: ['wasm'], cacheTolerance: 1e-3 },
  {
    level: 'q4',
    form: 'blocks-and-offset',
    encoding: 'q4',
    engines: ['webgpu'],
    cacheTolerance: 1e-3,
  },
  ...(['q4i', 'q4i-h4', 'q3-h4', 'q2', 'q2-h4'] as const).map((level): Case => ({
    level,
    form: 'blocks',
    encoding: 'f32',
    engines: level === 'q4i-h4' ? ['wasm', 'webgpu'] : ['wasm'],
    cacheTolerance: 1e-3,
  })),
  {
    level: 'q2-h4',
    form: 'blocks-and-offset',
    encoding: 'f32',
    engines: ['webgpu'],
    cacheTolerance: 1e-3,
  },
  { level: 'int8', form: 'dynamic-int8', encoding: 'f32', engines: ['wasm'], cacheTolerance: 0.5 },
];

for (const { level, form, encoding, engines, cacheTolerance } of cases) {
  const weights = tinyLlama(grouped, encoding, 11);
  // What the level's numbers give on the CPU, every weight expanded.
  const reference = async (): Promise<Float32Array> => {
    const { decoder } = await openWeights(weights, level === 'int8' ? 'fp32' : level, 'expanded', {
      engine: 'wasm',
    });
    const logits = await fresh(decoder, tokens);
    await decoder.dispose();
    return logits;
  };
  for (const engine of engines)
    test(`${level} as ${form} on ${engine}`, async ({ skip }) => {
      skip(engine === 'webgpu' && !adapter, noAdapter);
      const { decoder } = await openWeights(weights, level, form, { engine });
      expect(decoder.spec).toMatchObject({ engine, form, vocabularySize: 160, threads: 1 });
      const tolerance = form === 'dynamic-int8' ? 1 : 1e-3;
      expectClose(await fresh(decoder, tokens), await reference(), tolerance, 'expanded');
      await checkCache(decoder, cacheTolerance);
      await decoder.dispose();
    });
}

describe('where the cache lies makes no difference', () => {
  const weights = tinyLlama(separate, 'f32', 12);
  const ways = {
    'tensors on the CPU': { engine: 'wasm', sharesCache: false },
    'tensors on the GPU': { engine: 'webgpu', sharesCache: false },
    'fixed buffers on the GPU, asyncify build': { engine: 'webgpu', bundle: 'asyncify' },
  } as const;
  for (const [name, opening] of Object.entries(ways))
    test(name, async ({ skip }) => {
      skip(opening.engine === 'webgpu' && !adapter, noAdapter);
      const { decoder } = await openWeights(weights, 'fp32', 'expanded', opening);
      const fixed = await openWeights(weights, 'fp32', 'expanded', { engine: 'wasm' });
      const expected = await fresh(fixed.decoder, tokens);
      expectClose(await fresh(decoder, tokens), expected, 1e-3, name);
      await checkCache(decoder, 1e-3);
      await decoder.dispose();
      await fixed.decoder.dispose();
    });
});

test('the account counts the cache where it is, and the heap', async () => {
  const weights = tinyLlama(grouped, 'f32', 13);
  const positionBytes = grouped.layers * 2 * grouped.kvHeads * grouped.headSize * 4;
  const shared = await openWeights(weights, 'fp32', 'expanded', { engine: 'wasm' });
  const tensors = await openWeights(weights, 'fp32', 'expanded', {
    engine: 'wasm',
    sharesCache: false,
  });
  for (const { decoder } of [shared, tensors]) await decoder.prefill(tokens);
  const inHeap = shared.decoder.memory();
  const outside = tensors.decoder.memory();
  expect(inHeap.kvCache).toBe(64 * positionBytes);
  expect(outside.kvCache).toBe(tokens.length * positionBytes);
  expect(Number(inHeap.heap)).toBeGreaterThan(1e6);
  expect(inHeap.total).toBe(inHeap.heap);
  expect(Number(outside.total)).toBe(Number(outside.heap) + Number(outside.kvCache));
  expect(inHeap.gpu).toEqual({ notMeasurable: 'no-gpu' });
  await shared.decoder.dispose();
  await tensors.decoder.dispose();
});

test('the account counts GPU buffers, and gives back what is destroyed', async ({ skip }) => {
  skip(!adapter, noAdapter);
  const weights = tinyLlama(grouped, 'f32', 14);
  const { decoder } = await openWeights(weights, 'fp32', 'expanded', { engine: 'webgpu' });
  const { gpu, kvCache } = decoder.memory();
  if ('notMeasurable' in gpu) throw new Error('no figures');
  expect(gpu.live).toBeGreaterThan(Number(kvCache));
  expect(gpu.peak).toBeGreaterThanOrEqual(gpu.live);
  await decoder.dispose();
  const after = decoder.memory().gpu;
  expect('live' in after && after.live).toBeLessThan(gpu.live);
});
