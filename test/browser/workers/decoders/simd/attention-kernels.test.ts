import { expect, test } from 'vitest';
import { writeRotaryTable } from '../../../../../workers/decoders/simd/rotary-table.ts';
import { normalNumbers } from '../../../../fixtures/models/random.ts';
import { describeEachTier } from '../../../../fixtures/simd/each-tier.ts';
import { expectSame } from '../../../../fixtures/simd/expect-same.ts';
import {
  capacity,
  KernelAttention,
  type AttentionShape,
} from '../../../../fixtures/simd/kernel-attention.ts';
import { KernelHarness } from '../../../../fixtures/simd/kernel-harness.ts';
import { attend, rotate, roundHead } from '../../../../fixtures/simd/reference-kernels.ts';

const shapes: readonly AttentionShape[] = [
  { heads: 9, kvHeads: 3, headSize: 64 },
  { heads: 2, kvHeads: 2, headSize: 32 },
  { heads: 4, kvHeads: 1, headSize: 16 },
  { heads: 5, kvHeads: 1, headSize: 96 },
  { heads: 8, kvHeads: 1, headSize: 128 },
];
const theta = 10_000;
const compared = [0, 1, 15, 16, 127, 128, 129, 255, 256, 299];

function randomRows({ heads, kvHeads, headSize }: AttentionShape): readonly Float32Array[] {
  const normal = normalNumbers(17);
  return Array.from({ length: 300 }, (_, position) =>
    // A few rows much larger than the rest, as massive activations are.
    Float32Array.from(
      { length: (heads + 2 * kvHeads) * headSize },
      () => normal() * (position % 50 === 7 ? 8 : 1),
    ),
  );
}

/** Attention at the positions that are compared. */
function reference(
  rows: readonly Float32Array[],
  { heads, kvHeads, headSize }: AttentionShape,
  int8: boolean,
): ReadonlyMap<number, Float64Array> {
  const head = (row: Float32Array, index: number) =>
    Float64Array.from(row.subarray(index * headSize, (index + 1) * headSize));
  const stored = (vector: Float64Array) => (int8 ? roundHead(vector) : vector);
  const caches = Array.from({ length: kvHeads }, (_, kv) => ({
    keys: rows.map((row, position) => stored(rotate(head(row, heads + kv), position, theta))),
    values: rows.map((row) => stored(head(row, heads + kvHeads + kv))),
  }));
  const attended = (at: number) => {
    const result = new Float64Array(heads * headSize);
    for (let h = 0; h < heads; h++) {
      const { keys = [], values = [] } = caches[Math.floor((h * kvHeads) / heads)] ?? {};
      const query = rotate(head(rows[at] as Float32Array, h), at, theta);
      const part = attend(query, keys.slice(0, at + 1), values.slice(0, at + 1));
      result.set(part, h * headSize);
    }
    return result;
  };
  return new Map(compared.map((at) => [at, attended(at)]));
}

class Case {
  readonly shape: AttentionShape;
  readonly int8: boolean;
  readonly rows: readonly Float32Array[];
  readonly rotary: Float32Array;
  #wanted: ReadonlyMap<number, Float64Array> | undefined;

  constructor(shape: AttentionShape, int8: boolean) {
    this.shape = shape;
    this.int8 = int8;
    this.rows = randomRows(shape);
    this.rotary = new Float32Array(capacity * shape.headSize);
    writeRotaryTable(this.rotary, capacity, { headSize: shape.headSize, ropeTheta: theta });
  }

  /** Computed once for all tiers. */
  get wanted(): ReadonlyMap<number, Float64Array> {
    this.#wanted ??= reference(this.rows, this.shape, this.int8);
    return this.#wanted;
  }
}

const cases = shapes.flatMap((shape) => [false, true].map((int8) => new Case(shape, int8)));

describeEachTier('attention kernels', (tier) => {
  test.each(cases)(
    '$shape.heads heads on $shape.kvHeads of $shape.headSize, int8 cache: $int8',
    async ({ shape, int8, rows, rotary, wanted }) => {
      const harness = await KernelHarness.open(tier, 2 ** 24);
      const width = shape.heads * shape.headSize;
      const tiled = new KernelAttention(harness, shape, int8, rotary);
      const together: Float32Array[] = [];
      for (let from = 0; from < rows.length;) {
        const chunk = rows.slice(from, from + (from === 0 ? 61 : 37));
        const results = tiled.run(chunk, from, false);
        for (let i = 0; i < chunk.length; i++) {
          together.push(results.slice(i * width, (i + 1) * width));
        }
        from += chunk.length;
      }
      for (const [position, want] of wanted) {
        const got = together[position] as Float32Array;
        const error = want.reduce(
          (most, value, i) => Math.max(most, Math.abs((got[i] as number) - value)),
          0,
        );
        // Rounding to int8 may fall the other way where f32 and f64 differ.
        expect(error).toBeLessThan(int8 ? 0.01 : 1e-4);
      }
      const single = new KernelAttention(harness, shape, int8, rotary);
      for (const [position, row] of rows.entries()) {
        expectSame(single.run([row], position, true), together[position] as Float32Array);
      }
    },
  );
});
