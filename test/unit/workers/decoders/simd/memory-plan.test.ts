import { describe, expect, test } from 'vitest';
import { FeatherweightError } from '../../../../../core/errors.ts';
import { llamaShapes } from '../../../../../models/llama-shapes.ts';
import type { LlamaConfig } from '../../../../../models/weights.ts';
import { commonFormat, type Format } from '../../../../../workers/decoders/simd/formats.ts';
import {
  planModel,
  type Formats,
  type PlanOptions,
} from '../../../../../workers/decoders/simd/memory-plan.ts';
import { OPERATION_BYTES } from '../../../../../workers/decoders/simd/kernels/layout.ts';
import { writePrograms } from '../../../../../workers/decoders/simd/program.ts';
import { unsupportedReason } from '../../../../../workers/decoders/simd/model-shape.ts';
import { tinyShapes } from '../../../../fixtures/models/tiny-llama.ts';

const embedded: LlamaConfig = {
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
};
const options: PlanOptions = {
  tier: 'unsigned',
  contextLength: 2048,
  kvCache: 'f32',
  threads: 2,
  chunk: 128,
  logitRows: 16,
};
const formats = (config: LlamaConfig, format: Format, wide: Format): Formats =>
  new Map(
    [...llamaShapes(config)].map(([name, [rows]]) => [
      name,
      rows === config.vocabularySize ? wide : format,
    ]),
  );

describe('the memory plan', () => {
  test.each(Object.values(tinyShapes))('has no two buffers in one place', (config) => {
    const { regions, bytes } = planModel(config, formats(config, 'q4-f16', 'q8-f16'), options);
    const sorted = regions.toSorted((a, b) => a.address - b.address);
    sorted.forEach(({ address, bytes: size }, i) => {
      expect(address % 128).toBe(0);
      expect(address + size).toBeLessThanOrEqual(sorted[i + 1]?.address ?? bytes);
    });
    expect(bytes % 65_536).toBe(0);
  });

  test.each([1, 30])('has room for the programs of %i layers, and little more', (layers) => {
    const config = { ...embedded, layers };
    const plan = planModel(config, formats(config, 'q4-f16', 'q8-f16'), options);
    const { decode, prefill, head, read } = writePrograms(new ArrayBuffer(plan.ropeTable), plan);
    const operations = [decode, prefill, head, read].reduce((sum, { length }) => sum + length, 0);
    const region = plan.regions.find(({ name }) => name === 'programs');
    const spare = (region?.bytes ?? 0) / OPERATION_BYTES - operations;
    expect(spare).toBeGreaterThanOrEqual(0);
    expect(spare).toBeLessThan(16);
  });

  test('of the embedded model is weights, cache and little more', () => {
    const plan = planModel(embedded, formats(embedded, 'q4-f16', 'q8-f16'), options);
    const sum = (kind: string) =>
      plan.regions.reduce((total, region) => total + (region.kind === kind ? region.bytes : 0), 0);
    const linear = 30 * (576 * (960 + 576) + 3 * 576 * 1536);
    expect(sum('weights')).toBe(
      (linear * 5) / 8 + (49_152 * 576 * 8.5) / 8 + (2 * 30 + 1) * 576 * 4,
    );
    expect(sum('kvCache')).toBe(30 * 2 * 3 * 64 * 2048 * 4);
    expect(plan.bytes).toBeLessThan(1.1 * (sum('weights') + sum('kvCache') + 16 * 2 ** 20));
    const small = planModel(embedded, formats(embedded, 'q4-f16', 'q8-f16'), {
      ...options,
      kvCache: 'int8',
    });
    expect(plan.bytes - small.bytes).toBeGreaterThan(0.7 * sum('kvCache'));
  });

  test('of more than an address space holds is refused before anything is allocated', () => {
    const large = { ...embedded, hiddenSize: 4096, intermediateSize: 14_336, layers: 32 };
    const plan = () => planModel(large, formats(large, 'f32', 'f32'), options);
    expect(plan).toThrow(FeatherweightError);
    expect(plan).toThrow(/memory-limit/);
  });
});

test('matrices that are stored together get a format that holds all of them', () => {
  expect(commonFormat(['q4-f16', 'q4-f16'])).toBe('q4-f16');
  expect(commonFormat(['q4-f16', 'q4-f32'])).toBe('q4-f32');
  expect(commonFormat(['q8-f16', 'q8-f32'])).toBe('q8-f32');
  expect(commonFormat(['q4-f16', 'q8-f16'])).toBe('q8-f32');
  expect(commonFormat(['q4-f32', 'f32'])).toBe('f32');
});

test('shapes that the kernels cannot compute have a reason', () => {
  expect(unsupportedReason(embedded)).toBeUndefined();
  expect(unsupportedReason({ ...embedded, hiddenSize: 570 })).toMatch(/hiddenSize 570/);
  expect(unsupportedReason({ ...embedded, intermediateSize: 1500 })).toMatch(/1500/);
  expect(unsupportedReason({ ...embedded, heads: 24, headSize: 24, kvHeads: 3 })).toMatch(/24/);
  expect(unsupportedReason({ ...embedded, kvHeads: 2 })).toMatch(/9 query heads/);
});
