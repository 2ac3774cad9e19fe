import { expect, test } from 'vitest';
import { dequantize } from '../../../../../models/dequantize.ts';
import { formatCodes, type Format } from '../../../../../workers/decoders/simd/formats.ts';
import * as L from '../../../../../workers/decoders/simd/kernels/layout.ts';
import { preparedStride } from '../../../../../workers/decoders/simd/memory-plan.ts';
import { packMatrix, rowsFrom } from '../../../../../workers/decoders/simd/pack.ts';
import { activationBytes, activationLimit } from '../../../../../workers/decoders/simd/tier.ts';
import { uniformNumbers } from '../../../../fixtures/models/random.ts';
import { describeEachTier } from '../../../../fixtures/simd/each-tier.ts';
import { KernelHarness } from '../../../../fixtures/simd/kernel-harness.ts';
import { randomTensor } from '../../../../fixtures/simd/random-tensors.ts';
import {
  quantizeRemainder,
  quantizeRow,
  rmsNorm,
} from '../../../../fixtures/simd/reference-kernels.ts';

describeEachTier('row kernels', (tier) => {
  const open = () => KernelHarness.open(tier, 2 ** 23);

  function prepare(
    harness: KernelHarness,
    input: Float32Array,
    columns: number,
    norm: Float32Array | undefined,
    quantize: boolean,
  ): { readonly address: number; readonly stride: number } {
    const rows = input.length / columns;
    const stride = preparedStride(columns, tier);
    harness.reset();
    harness.scratch(columns, 0);
    const address = harness.allocate(rows * stride);
    const fields = {
      [L.OP_CODE]: L.OP_PREPARE,
      [L.PREPARE_SOURCE]: harness.write(input),
      [L.PREPARE_SOURCE_STRIDE]: columns * 4,
      [L.PREPARE_COLUMNS]: columns,
      [L.PREPARE_NORM]: norm ? harness.write(norm) : 0,
      [L.PREPARE_TARGET]: address,
      [L.PREPARE_TARGET_STRIDE]: stride,
      [L.PREPARE_QUANTIZE]: quantize ? 1 : 0,
    };
    harness.run(rows, { fields, floats: { [L.PREPARE_EPSILON]: 1e-5 } });
    return { address, stride };
  }

  test.each([false, true])(
    'quantization gives the same integers, scales and sums; finely: %s',
    async (fine) => {
      const harness = await open();
      harness.control.set(L.FINE, fine ? 1 : 0);
      const columns = 192;
      const bytes = activationBytes[tier];
      const limit = activationLimit[tier];
      const uniform = uniformNumbers(2);
      const input = Float32Array.from({ length: 3 * columns }, (_, i) =>
        i % 96 < 32 ? 0 : (uniform() - 0.5) * 10 ** Math.floor(i / 32 - 9),
      );
      // Halves between two integers: ties go to the even one.
      input.set([limit, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5], 32);
      const { address, stride } = prepare(harness, input, columns, undefined, true);
      const expectPlane = (at: number, want: ReturnType<typeof quantizeRow>) => {
        const values =
          bytes === 1
            ? new Int8Array(harness.memory, at, columns)
            : new Int16Array(harness.memory, at, columns);
        expect(Array.from(values)).toEqual(Array.from(want.values, (value) => value + 0));
        for (let block = 0; block < columns / 32; block++) {
          const record = at + columns * bytes + block * L.BLOCK_RECORD;
          const [scale = NaN, scaledSum = NaN] = harness.floats(record, 2);
          const sum = want.values
            .subarray(block * 32, block * 32 + 32)
            .reduce((total, value) => total + value, 0);
          expect(scale * 2 ** -L.SCALE_CARRY_EXPONENT).toBe(want.scales[block]);
          expect(scaledSum).toBe(Math.fround(scale * sum));
          expect(new Int32Array(harness.memory, record + 8, 1)[0]).toBe(0 - 128 * sum);
        }
      };
      for (let row = 0; row < 3; row++) {
        const values = input.subarray(row * columns, (row + 1) * columns);
        const want = quantizeRow(values, limit);
        const at = address + row * stride;
        expectPlane(at, want);
        if (fine && tier !== 'plain') {
          const plane = columns * bytes + (columns / 32) * L.BLOCK_RECORD;
          expectPlane(at + plane, quantizeRemainder(values, want, limit));
        }
      }
    },
  );

  test('RMS norm, of large and small rows too', async () => {
    const harness = await open();
    const columns = 576;
    const uniform = uniformNumbers(3);
    const norm = Float32Array.from({ length: columns }, () => 2 * uniform() - 1);
    for (const size of [1, 1e-4, 1e6, 0]) {
      const input = Float32Array.from({ length: columns }, () => size * (uniform() - 0.5));
      const { address } = prepare(harness, input, columns, norm, false);
      const want = rmsNorm(input, norm, 1e-5);
      const got = harness.floats(address, columns);
      want.forEach((value, i) => {
        expect(Math.abs((got[i] as number) - value)).toBeLessThanOrEqual(3e-6 * Math.abs(value));
      });
    }
  });

  const same = ['q2', 'q3', 'q4-f16', 'q4-f32', 'q8-f16', 'q8-f32', 'f32'] as const;
  test.each([
    ...same.map((format): readonly [Format, Format] => [format, format]),
    // Beside tensors of 8 bits in one matrix.
    ['q4-f16', 'q8-f32'],
    ['q3', 'q8-f32'],
  ] as readonly (readonly [Format, Format])[])(
    'a row of the embedding comes back exactly: %s, held as %s',
    async (stored, format) => {
      const harness = await open();
      const rows = 21;
      const columns = 96;
      const tensor = randomTensor(stored, rows, columns, 9, true);
      const matrix = harness.matrix(format, rows, columns);
      packMatrix(harness.memory, matrix, 'embedding', tensor, rowsFrom(0), tier);
      const tokens = [0, 20, 7, 8, 13];
      const ids = harness.allocate(tokens.length * 4);
      new Int32Array(harness.memory, ids, tokens.length).set(tokens);
      harness.control.set(L.TOKEN_IDS, ids);
      const target = harness.allocate(tokens.length * columns * 4);
      harness.run(tokens.length, {
        fields: {
          [L.OP_CODE]: L.OP_EMBED,
          [L.EMBED_FORMAT]: formatCodes[format],
          [L.EMBED_WEIGHTS]: matrix.address,
          [L.EMBED_COLUMNS]: columns,
          [L.EMBED_TARGET]: target,
          [L.EMBED_TARGET_STRIDE]: columns * 4,
        },
      });
      const weights = dequantize(tensor);
      for (const [i, token] of tokens.entries()) {
        const got = harness.floats(target + i * columns * 4, columns);
        const want = weights.subarray(token * columns, (token + 1) * columns);
        // 8 bits with an offset are stored counted from 128, rounded once more.
        const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        const tolerance = format === 'q8-f32' ? 1e-6 * (stored === format ? 1 : largest) : 0;
        want.forEach((value, column) => {
          expect(Math.abs((got[column] as number) - value)).toBeLessThanOrEqual(tolerance);
        });
      }
    },
  );
});
