import { describe, expect, test } from 'vitest';
import type { LlamaConfig } from '../../../../../models/weights.ts';
import * as L from '../../../../../workers/decoders/simd/kernels/layout.ts';
import { writeRotaryTable } from '../../../../../workers/decoders/simd/rotary-table.ts';
import { normalNumbers } from '../../../../fixtures/models/random.ts';
import { describeEachTier } from '../../../../fixtures/simd/each-tier.ts';
import { KernelHarness } from '../../../../fixtures/simd/kernel-harness.ts';
import { attend, rotate, roundHead } from '../../../../fixtures/simd/reference-kernels.ts';

interface Shape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
}

const shapes: readonly Shape[] = [
  { heads: 9, kvHeads: 3, headSize: 64 },
  { heads: 2, kvHeads: 2, headSize: 32 },
  { heads: 4, kvHeads: 1, headSize: 16 },
  { heads: 5, kvHeads: 1, headSize: 96 },
  { heads: 8, kvHeads: 1, headSize: 128 },
];
const capacity = 384;
const theta = 10_000;

/** Keys and values of `positions` positions through the kernels, and attention of the last ones. */
class Attention {
  readonly #harness: KernelHarness;
  readonly #shape: Shape;
  readonly #projected: number;
  readonly #attended: number;
  readonly #cache: readonly [number, number, number, number];

  constructor(harness: KernelHarness, shape: Shape, int8: boolean) {
    const { heads, kvHeads, headSize } = shape;
    this.#harness = harness;
    this.#shape = shape;
    harness.reset();
    const { control } = harness;
    control.set(L.HEADS, heads);
    control.set(L.KV_HEADS, kvHeads);
    control.set(L.HEAD_SIZE, headSize);
    control.set(L.CAPACITY, capacity);
    control.set(L.KV_INT8, int8 ? 1 : 0);
    const table = harness.allocate(capacity * headSize * 4);
    const config = { headSize, ropeTheta: theta } as LlamaConfig;
    writeRotaryTable(harness.floats(table, capacity * headSize), capacity, config);
    control.set(L.ROPE_TABLE, table);
    control.set(L.PARTIALS, harness.allocate(heads * 3 * (headSize + 4) * 4));
    harness.scratch(heads * headSize, 600_000);
    this.#projected = harness.allocate(64 * this.#rowSize * 4);
    this.#attended = harness.allocate(64 * heads * headSize * 4);
    const size = kvHeads * capacity * headSize * 4;
    const allocate = (bytes: number) => {
      const address = harness.allocate(bytes);
      // Whatever an earlier use of the memory left must not matter.
      harness.floats(address, bytes / 4).fill(NaN);
      return address;
    };
    this.#cache = [
      allocate(size),
      allocate(size),
      allocate(kvHeads * capacity * 4),
      allocate(kvHeads * capacity * 4),
    ];
  }

  get #rowSize(): number {
    const { heads, kvHeads, headSize } = this.#shape;
    return (heads + 2 * kvHeads) * headSize;
  }

  /** Rows of queries, keys and values at `position`; returns attention [rows][heads * headSize]. */
  run(rows: readonly Float32Array[], position: number, partial: boolean): Float32Array {
    const { heads, headSize } = this.#shape;
    const harness = this.#harness;
    harness.control.set(L.POSITION, position);
    for (const [i, row] of rows.entries()) {
      harness.floats(this.#projected + i * this.#rowSize * 4, this.#rowSize).set(row);
    }
    const [keys, values, keyScales, valueScales] = this.#cache;
    const rope = {
      [L.OP_CODE]: L.OP_ROPE,
      [L.ROPE_ROWS]: this.#projected,
      [L.ROPE_STRIDE]: this.#rowSize * 4,
      [L.ROPE_KEYS]: keys,
      [L.ROPE_VALUES]: values,
      [L.ROPE_KEY_SCALES]: keyScales,
      [L.ROPE_VALUE_SCALES]: valueScales,
    };
    const attention = {
      [L.OP_CODE]: L.OP_ATTEND,
      [L.ATTEND_ROWS]: this.#projected,
      [L.ATTEND_STRIDE]: this.#rowSize * 4,
      [L.ATTEND_KEYS]: keys,
      [L.ATTEND_VALUES]: values,
      [L.ATTEND_KEY_SCALES]: keyScales,
      [L.ATTEND_VALUE_SCALES]: valueScales,
      [L.ATTEND_OUTPUT]: this.#attended,
      [L.ATTEND_OUTPUT_STRIDE]: heads * headSize * 4,
      [L.ATTEND_PARTIAL]: partial ? 1 : 0,
    };
    harness.run(
      rows.length,
      { fields: rope, floats: { [L.ROPE_QUERY_SCALE]: 1 / Math.sqrt(headSize) } },
      { fields: attention },
      ...(partial ? [{ fields: { [L.OP_CODE]: L.OP_MERGE } }] : []),
    );
    const merged = harness.control.get(L.SCRATCH) + harness.control.get(L.SCRATCH_INPUT);
    return harness
      .floats(partial ? merged : this.#attended, rows.length * heads * headSize)
      .slice();
  }
}

function reference(
  rows: readonly Float32Array[],
  at: number,
  { heads, kvHeads, headSize }: Shape,
  int8: boolean,
): Float64Array {
  const head = (row: Float32Array, index: number) =>
    Float64Array.from(row.subarray(index * headSize, (index + 1) * headSize));
  const stored = (vector: Float64Array) => (int8 ? roundHead(vector) : vector);
  const past = rows.slice(0, at + 1);
  const result = new Float64Array(heads * headSize);
  for (let h = 0; h < heads; h++) {
    const kv = Math.floor((h * kvHeads) / heads);
    const keys = past.map((row, position) =>
      stored(rotate(head(row, heads + kv), position, theta)),
    );
    const values = past.map((row) => stored(head(row, heads + kvHeads + kv)));
    const query = rotate(head(rows[at] as Float32Array, h), at, theta);
    result.set(attend(query, keys, values), h * headSize);
  }
  return result;
}

describeEachTier('attention kernels', (tier) => {
  describe.each(shapes)('$heads heads on $kvHeads of $headSize', (shape) => {
    test.each([false, true])('int8 cache: %s', async (int8) => {
      const harness = await KernelHarness.open(tier, 2 ** 24);
      const normal = normalNumbers(17);
      const size = (shape.heads + 2 * shape.kvHeads) * shape.headSize;
      const rows = Array.from({ length: 300 }, (_, position) =>
        // A few rows much larger than the rest, as massive activations are.
        Float32Array.from({ length: size }, () => normal() * (position % 50 === 7 ? 8 : 1)),
      );
      const width = shape.heads * shape.headSize;
      const tiled = new Attention(harness, shape, int8);
      const together: Float32Array[] = [];
      for (let from = 0; from < rows.length;) {
        const chunk = rows.slice(from, from + (from === 0 ? 61 : 37));
        const results = tiled.run(chunk, from, false);
        for (let i = 0; i < chunk.length; i++) {
          together.push(results.slice(i * width, (i + 1) * width));
        }
        from += chunk.length;
      }
      for (const position of [0, 1, 15, 16, 127, 128, 129, 255, 256, 299]) {
        const want = reference(rows, position, shape, int8);
        const got = together[position] as Float32Array;
        want.forEach((value, i) => {
          // Rounding to int8 may fall the other way where f32 and f64 differ.
          const tolerance = int8 ? 0.01 : 1e-4;
          expect(Math.abs((got[i] as number) - value)).toBeLessThan(tolerance);
        });
      }
      const single = new Attention(harness, shape, int8);
      for (const [position, row] of rows.entries()) {
        expect(single.run([row], position, true)).toEqual(together[position]);
      }
    });
  });
});
