import { expect, test } from 'vitest';
import { SeededRandom } from '../../../../../core/random.ts';
import { KernelLogitsScan } from '../../../../../workers/decoders/simd/logits-scan.ts';
import { describeEachTier } from '../../../../fixtures/simd/each-tier.ts';
import { KernelHarness } from '../../../../fixtures/simd/kernel-harness.ts';

const sizes = [1, 3, 4, 15, 16, 63, 64, 65, 200, 1000, 4099];

/** Sizes of vocabularies, with values in steps so that many are equal. */
function* inputs(): Generator<Float32Array> {
  const random = new SeededRandom(3);
  for (const size of sizes)
    for (const steps of [1, 8, 1e6])
      yield Float32Array.from(
        { length: size },
        () => Math.round((random.next() - 0.5) * 20 * steps) / steps,
      );
}

function largestOf(values: Float32Array): number {
  let best = -1;
  for (const [i, value] of values.entries()) if (value > (values[best] ?? -Infinity)) best = i;
  return best;
}

describeEachTier('scan kernels', (tier) => {
  test('the largest value is found, of equal ones the first', async () => {
    const harness = await KernelHarness.open(tier);
    for (const values of inputs()) {
      harness.reset();
      const address = harness.write(values);
      expect(harness.kernels.argmax(address, values.length)).toBe(largestOf(values));
    }
  });

  test('values that are no numbers are passed over; with nothing else there is none', async () => {
    const harness = await KernelHarness.open(tier);
    for (const size of sizes) {
      harness.reset();
      const values = new Float32Array(size).fill(NaN);
      const address = harness.write(values);
      expect(harness.kernels.argmax(address, size)).toBe(-1);
      harness.floats(address, size)[size >> 1] = -3;
      expect(harness.kernels.argmax(address, size)).toBe(size >> 1);
      harness.floats(address, size)[size >> 1] = -Infinity;
      expect(harness.kernels.argmax(address, size)).toBe(-1);
    }
  });

  test('none of the largest is missing, and few others come along', async () => {
    const harness = await KernelHarness.open(tier);
    for (const values of inputs()) {
      harness.reset();
      const address = harness.write(values);
      const room = {
        maxima: harness.allocate(values.byteLength),
        found: harness.allocate(values.byteLength),
      };
      const scan = new KernelLogitsScan(harness.memory, harness.kernels, room);
      for (const count of [1, 2, 10, 60]) {
        const found = scan.largest(harness.floats(address, values.length), count);
        if (count > Math.ceil(values.length / 64)) {
          expect(found).toBeUndefined();
          continue;
        }
        const least = values.toSorted()[values.length - count] ?? NaN;
        const ids = new Set(found);
        for (const [id, value] of values.entries())
          if (value >= least) expect(ids.has(id)).toBe(true);
        expect([...(found ?? [])]).toEqual([...(found ?? [])].toSorted((a, b) => a - b));
      }
    }
    const values = Float32Array.from({ length: 49_152 }, (_, i) => ((i * 7919) % 49_152) / 1000);
    harness.reset();
    const address = harness.write(values);
    const room = { maxima: harness.allocate(196_608), found: harness.allocate(196_608) };
    const scan = new KernelLogitsScan(harness.memory, harness.kernels, room);
    const found = scan.largest(harness.floats(address, values.length), 50);
    expect(found?.length).toBeGreaterThanOrEqual(50);
    expect(found?.length).toBeLessThan(200);
  });
});
