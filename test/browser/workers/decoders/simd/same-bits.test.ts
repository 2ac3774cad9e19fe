import { expect, test } from 'vitest';
import { formatCodes, type Format } from '../../../../../workers/decoders/simd/formats.ts';
import * as L from '../../../../../workers/decoders/simd/kernels/layout.ts';
import type { Tier } from '../../../../../workers/decoders/simd/tier.ts';
import { uniformNumbers } from '../../../../fixtures/models/random.ts';
import { describeEachTier, testedRelaxedTiers } from '../../../../fixtures/simd/each-tier.ts';
import { hasFusedMultiplyAdd } from '../../../../fixtures/simd/fused-multiply-add.ts';
import { capacity, KernelAttention } from '../../../../fixtures/simd/kernel-attention.ts';
import { KernelHarness } from '../../../../fixtures/simd/kernel-harness.ts';
import { multiply } from '../../../../fixtures/simd/matrix-product.ts';
import { randomTensor } from '../../../../fixtures/simd/random-tensors.ts';

// All relaxed tiers, on every processor, give the same bits: sums of integers are exact, and the
// rest are the same operations of IEEE 754 in the same order. Only whether `multiplyAdd` rounds once
// or twice depends on the processor. Inputs take no logarithms or cosines: those depend on it too.

type Computation = (harness: KernelHarness) => readonly Float32Array[];

function randomFloats(length: number, seed: number): Float32Array {
  const uniform = uniformNumbers(seed);
  return Float32Array.from({ length }, () => 4 * uniform() - 2);
}

/** Of several rows and of one, with weights and activations at the ends of their ranges too. */
function products(harness: KernelHarness, format: Format, fine: boolean): readonly Float32Array[] {
  harness.control.set(L.FINE, fine ? 1 : 0);
  const columns = 576;
  const some = randomFloats(5 * columns, 2);
  return [some, some.map(Math.sign)].flatMap((rows) =>
    [false, true].flatMap((extreme) => {
      const tensor = randomTensor(format, 40, columns, 3, extreme);
      return [
        multiply(harness, tensor, rows, 5, L.EPILOGUE_STORE),
        multiply(harness, tensor, rows, 5, L.EPILOGUE_SILU),
        multiply(harness, tensor, rows.slice(0, columns), 1, L.EPILOGUE_STORE),
      ];
    }),
  );
}

/** Of several rows and of one, over two blocks of positions. */
function attention(harness: KernelHarness, int8: boolean): readonly Float32Array[] {
  const shape = { heads: 6, kvHeads: 2, headSize: 64 };
  const rotary = randomFloats(capacity * shape.headSize, 4);
  const kernels = new KernelAttention(harness, shape, int8, rotary);
  const size = (shape.heads + 2 * shape.kvHeads) * shape.headSize;
  const rows = Array.from({ length: 200 }, (_, i) => randomFloats(size, 5 + i));
  return [
    ...[0, 50, 100, 150].map((at) => kernels.run(rows.slice(at, at + 50), at, false)),
    kernels.run(rows.slice(199), 199, true),
  ];
}

const formats = Object.keys(formatCodes) as Format[];

const computations: Readonly<Record<string, Computation>> = {
  ...Object.fromEntries(
    formats.flatMap((format) => [
      [format, (harness) => products(harness, format, false)],
      [`${format}, finely`, (harness) => products(harness, format, true)],
    ]),
  ),
  'attention, f32 cache': (harness) => attention(harness, false),
  'attention, int8 cache': (harness) => attention(harness, true),
};

async function hashOf(rows: readonly Float32Array[]): Promise<string> {
  const all = Float32Array.from(rows.flatMap((row) => [...row]));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function hashes(tier: Tier): Promise<Readonly<Record<string, string>>> {
  const harness = await KernelHarness.open(tier);
  const found: Record<string, string> = {};
  for (const [name, compute] of Object.entries(computations)) {
    found[name] = await hashOf(compute(harness));
  }
  return found;
}

test('relaxed tiers give the same bits as one another', async ({ skip }) => {
  skip(testedRelaxedTiers.length < 2, 'fewer than two relaxed tiers are exact on this processor');
  const [first, ...others] = await Promise.all(testedRelaxedTiers.map(hashes));
  for (const other of others) expect(other).toEqual(first);
});

describeEachTier(
  'bits of the kernels',
  (tier) => {
    // Where a kernel is meant to compute in another order, `npx vitest run --project browser -u`
    // records what it gives.
    test('are those of every processor', async ({ skip }) => {
      skip(!(await hasFusedMultiplyAdd()), 'this processor rounds a * b + c twice');
      expect(await hashes(tier)).toMatchInlineSnapshot(`
        {
          "attention, f32 cache": "9dabce7b61775fbe",
          "attention, int8 cache": "35a34df4e9014af8",
          "f32": "70e72bff4a4a41c8",
          "f32, finely": "70e72bff4a4a41c8",
          "q2": "98606c9dbae0570f",
          "q2, finely": "6c8f6fbbb50997bc",
          "q3": "ba2f82f49dc13288",
          "q3, finely": "5de8e5490355b84a",
          "q4-f16": "3d9deafc93eb96f0",
          "q4-f16, finely": "bef5a9b2616c1346",
          "q4-f32": "76161ed5c52db866",
          "q4-f32, finely": "22a93e06280979d6",
          "q8-f16": "ce2ce37380a2a4b7",
          "q8-f16, finely": "5589a901c4036417",
          "q8-f32": "d15dc1fdc7914a08",
          "q8-f32, finely": "d959097e32ec600b",
        }
      `);
    });
  },
  ['unsigned', 'signed', 'pairs'],
);
