import { expect, test } from 'vitest';
import { dequantize } from '../../../../../models/dequantize.ts';
import type { WeightTensor } from '../../../../../models/weights.ts';
import { formatOf, type Format } from '../../../../../workers/decoders/simd/formats.ts';
import * as L from '../../../../../workers/decoders/simd/kernels/layout.ts';
import { activationLimit } from '../../../../../workers/decoders/simd/tier.ts';
import { uniformNumbers } from '../../../../fixtures/models/random.ts';
import { describeEachTier } from '../../../../fixtures/simd/each-tier.ts';
import { expectSame } from '../../../../fixtures/simd/expect-same.ts';
import { KernelHarness } from '../../../../fixtures/simd/kernel-harness.ts';
import { multiply } from '../../../../fixtures/simd/matrix-product.ts';
import { randomTensor } from '../../../../fixtures/simd/random-tensors.ts';
import {
  dequantizeRow,
  multiplyRow,
  quantizeRemainder,
  quantizeRow,
  silu,
} from '../../../../fixtures/simd/reference-kernels.ts';

const formats: readonly Format[] = ['q2', 'q3', 'q4-f16', 'q4-f32', 'q8-f16', 'q8-f32', 'f32'];

interface Case {
  readonly format: Format;
  readonly rows: number;
  readonly columns: number;
  readonly tokens: number;
  readonly extreme?: boolean;
  readonly input?: (i: number, uniform: () => number) => number;
}

/** What the kernels take a row for: rounded to the tier's activations, finely or not. */
function asQuantized(harness: KernelHarness, row: Float32Array): Float64Array {
  const limit = activationLimit[harness.tier];
  const coarse = quantizeRow(row, limit);
  const values = dequantizeRow(coarse);
  if (harness.tier === 'plain' || harness.control.get(L.FINE) === 0) return values;
  const finer = dequantizeRow(quantizeRemainder(row, coarse, limit));
  return values.map((value, i) => value + (finer[i] as number));
}

function check(harness: KernelHarness, test: Case, seed: number): void {
  const { format, rows, columns, tokens, extreme = false } = test;
  const tensor = randomTensor(format, rows, columns, seed, extreme);
  expect(formatOf(tensor)).toBe(format);
  const weights = dequantize(tensor);
  const uniform = uniformNumbers(seed + 1);
  const next = test.input ?? (() => 4 * uniform() - 2);
  const input = Float32Array.from({ length: tokens * columns }, (_, i) => next(i, uniform));
  const padded = Math.ceil(rows / 8) * 8;
  const stored = multiply(harness, tensor, input, tokens, L.EPILOGUE_STORE);
  const added = multiply(harness, tensor, input, tokens, L.EPILOGUE_ADD, 3);
  for (let token = 0; token < tokens; token++) {
    const row = input.subarray(token * columns, (token + 1) * columns);
    const x = format === 'f32' ? row : asQuantized(harness, row);
    for (let i = 0; i < rows; i++) {
      const { sum, size } = multiplyRow(weights, i, x);
      const got = stored[token * padded + i] as number;
      const error = Math.abs(got - sum);
      if (error > 1e-5 * size + 1e-30) {
        expect.fail(`token ${token} row ${i}: ${got} instead of ${sum} (terms ${size})`);
      }
    }
  }
  expectSame(
    added,
    stored.map((value) => value + 3),
  );
  // One row at a time: the same bits.
  for (let token = 0; token < tokens; token++) {
    const row = input.slice(token * columns, (token + 1) * columns);
    const single = multiply(harness, tensor, row, 1, L.EPILOGUE_STORE);
    expectSame(single, stored.subarray(token * padded, (token + 1) * padded));
  }
}

describeEachTier('matrix kernels', (tier) => {
  const open = () => KernelHarness.open(tier);
  const precisions = formats.flatMap((format) => [0, 1].map((fine) => ({ format, fine })));

  test.each(precisions)('$format: every row count and width; finely: $fine', async (choice) => {
    const { format, fine } = choice;
    const harness = await open();
    harness.control.set(L.FINE, fine);
    let seed = 1;
    for (const rows of [1, 3, 8, 13, 40]) {
      for (const columns of [32, 96, 576]) {
        for (const tokens of [1, 2, 5, 8]) {
          check(harness, { format, rows, columns, tokens }, seed++);
        }
      }
    }
    check(harness, { format, rows: 9, columns: 1536, tokens: 7 }, seed);
  });

  test.each(['q2', 'q3', 'q4-f16', 'q8-f16'] as const)('%s: extreme scales', async (format) => {
    check(await open(), { format, rows: 24, columns: 160, tokens: 5, extreme: true }, 11);
  });

  test.each(['q2', 'q3'] as const)('%s: the largest sums that a block can have', async (format) => {
    const harness = await open();
    const random = randomTensor(format, 8, 64, 2);
    if (random.encoding !== 'row-coded') throw new Error('row codes wanted');
    const tensor = {
      ...random,
      quants: random.quants.map(() => 255),
      scales: { ...random.scales, codes: random.scales.codes.map(() => 255) },
    };
    const weights = dequantize(tensor);
    for (const sign of [1, -1]) {
      const input = new Float32Array(64).fill(sign);
      const got = multiply(harness, tensor, input, 1, L.EPILOGUE_STORE);
      for (let row = 0; row < 8; row++) {
        const { sum, size } = multiplyRow(weights, row, asQuantized(harness, input));
        expect(Math.abs((got[row] as number) - sum)).toBeLessThan(1e-5 * size);
      }
    }
  });

  test.each(precisions)('$format: extreme activations; finely: $fine', async (choice) => {
    const { format, fine } = choice;
    const harness = await open();
    harness.control.set(L.FINE, fine);
    const inputs: Record<string, Case['input']> = {
      'a block of zeros': (i, uniform) => (i % 64 < 32 ? 0 : uniform() - 0.5),
      'all at the limit': (i) => (i % 3 === 0 ? -1 : 1),
      large: (_, uniform) => 1e6 * (uniform() - 0.5),
      small: (_, uniform) => 1e-6 * (uniform() - 0.5),
      'too small to count': () => 1e-35,
      'one outlier': (i, uniform) => (i % 32 === 5 ? 3000 : uniform() - 0.5),
    };
    for (const input of Object.values(inputs)) {
      check(harness, { format, rows: 16, columns: 128, tokens: 4, ...(input && { input }) }, 5);
    }
  });

  test('integer and constant zero points, and blocks of 64 and 16 columns, keep their weights', async () => {
    const harness = await open();
    const source = randomTensor('q4-f16', 8, 128, 3);
    if (source.encoding !== 'blocks') throw new Error('blocks wanted');
    const half = (length: number) => (source.scales as Uint16Array).slice(0, length);
    const variants: WeightTensor[] = [
      { ...source, offset: { kind: 'constant', zeroPoint: 8 } },
      { ...source, offset: { kind: 'constant', zeroPoint: 7 } },
      {
        ...source,
        offset: { kind: 'integer', values: Uint8Array.from({ length: 32 }, (_, i) => i % 16) },
      },
      { ...source, blockSize: 64, scales: half(16), offset: { kind: 'constant', zeroPoint: 8 } },
      {
        ...source,
        blockSize: 16,
        scales: Uint16Array.from([...half(32), ...half(32)]),
        offset: { kind: 'constant', zeroPoint: 8 },
      },
    ];
    const uniform = uniformNumbers(4);
    const input = Float32Array.from({ length: 128 }, () => uniform() - 0.5);
    for (const tensor of variants) {
      const weights = dequantize(tensor);
      const x = formatOf(tensor) === 'f32' ? input : asQuantized(harness, input);
      const got = multiply(harness, tensor, input, 1, L.EPILOGUE_STORE);
      for (let row = 0; row < 8; row++) {
        const { sum, size } = multiplyRow(weights, row, x);
        expect(Math.abs((got[row] as number) - sum)).toBeLessThan(1e-5 * size);
      }
    }
  });

  test('SiLU times up, to the ends of exp', async () => {
    const harness = await open();
    // Gate and up rows pick the first two inputs, so that any values can be had.
    const weights = new Float32Array(8 * 32);
    for (let row = 0; row < 8; row++) weights[row * 32 + (row < 4 ? 0 : 1)] = 1;
    const tensor: WeightTensor = {
      encoding: 'f32',
      shape: [8, 32],
      data: new Uint8Array(weights.buffer),
    };
    const gates = [-1000, -100, -88.5, -87, -20, -1, -1e-8, 0, 1e-8, 0.5, 1, 20, 87, 89, 1000];
    for (const gate of gates) {
      const input = new Float32Array(32);
      input.set([gate, 1.5]);
      const [got = NaN] = multiply(harness, tensor, input, 1, L.EPILOGUE_SILU);
      const want = silu(Math.fround(gate)) * 1.5;
      expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-6 * Math.abs(want) + 1e-34);
    }
  });
});
