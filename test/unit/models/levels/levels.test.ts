import { describe, expect, it } from 'vitest';
import { dequantize } from '../../../../models/dequantize.ts';
import { atLevel, availableLevels } from '../../../../models/levels/at-level.ts';
import { toBlocks8 } from '../../../../models/levels/blocks8.ts';
import { toChannels8 } from '../../../../models/levels/channels8.ts';
import type { FloatTensor, WeightTensor } from '../../../../models/weights.ts';
import { normalNumbers } from '../../../fixtures/models/random.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const matrix = (rows: number, columns: number, values: (i: number) => number): FloatTensor => ({
  encoding: 'f32',
  shape: [rows, columns],
  data: new Uint8Array(Float32Array.from({ length: rows * columns }, (_, i) => values(i)).buffer),
});

const normal = normalNumbers(5);
const random = matrix(6, 64, () => normal());

/** Largest error in units of the step, largest magnitude / 127, of the run that a value lies in. */
function worstSteps(original: WeightTensor, made: WeightTensor, run: number): number {
  const before = dequantize(original);
  const after = dequantize(made);
  let worst = 0;
  for (let start = 0; start < before.length; start += run) {
    const slice = before.subarray(start, start + run);
    const step = Math.max(...slice.map(Math.abs)) / 127;
    slice.forEach((value, i) => {
      const error = Math.abs(value - (after[start + i] as number));
      worst = Math.max(worst, step === 0 ? error : error / step);
    });
  }
  return worst;
}

describe('8-bit blocks', () => {
  it("are within half a step, and a half-precision scale's rounding", () => {
    expect(worstSteps(random, toBlocks8(random), 32)).toBeLessThan(0.5 + 127 * 2 ** -11);
  });

  it('keep integers of -127 to 127 times a power of two exactly', () => {
    const exact = matrix(2, 64, (i) => (i % 32 === 0 ? 127 : (i % 64) - 32) / 256);
    expect(dequantize(toBlocks8(exact))).toEqual(dequantize(exact));
  });

  it('keep blocks of zeros, and of values below half precision, finite', () => {
    expect(dequantize(toBlocks8(matrix(1, 32, () => 0)))).toEqual(new Float32Array(32));
    const tiny = dequantize(toBlocks8(matrix(1, 32, () => 1e-30)));
    expect(tiny.every(Number.isFinite)).toBe(true);
    const huge = dequantize(toBlocks8(matrix(1, 32, () => 3e38)));
    expect(huge.every(Number.isFinite)).toBe(true);
  });

  it('pass through when they are there already', async () => {
    const tensor = await tinyLlama(tinyShapes['equal heads, one layer'], 'q8', 1).read(
      'model.layers.0.mlp.up_proj.weight',
    );
    expect(toBlocks8(tensor)).toBe(tensor);
  });
});

describe('8-bit channels', () => {
  it('are within half a step of their row', () => {
    const made = toChannels8(random);
    expect(made.scales).toHaveLength(6);
    expect(worstSteps(random, made, 64)).toBeLessThan(0.5001);
    expect(toChannels8(made)).toBe(made);
  });

  it('use the whole symmetric range', () => {
    const { quants } = toChannels8(random);
    expect(Math.min(...quants)).toBeGreaterThanOrEqual(1);
    for (let row = 0; row < 6; row++) {
      const off = quants.subarray(row * 64, row * 64 + 64).map((quant) => Math.abs(quant - 128));
      expect(Math.max(...off)).toBe(127);
    }
  });
});

describe('levels', () => {
  const config = tinyShapes['grouped 4/2, separate head'];

  it('requantize matrices and leave norms alone', async () => {
    const stored = tinyLlama(config, 'q4', 2);
    for (const level of ['fp32', 'q4', 'q8', 'int8'] as const) {
      const made = atLevel(stored, level);
      expect(made.names).toEqual(stored.names);
      for (const name of made.names) {
        const before = await stored.read(name);
        const after = await made.read(name);
        const isKept = before.shape.length === 1 || level === 'fp32' || level === 'q4';
        if (isKept) expect(after).toBe(before);
        else expect(after).toMatchObject({ encoding: 'blocks', bits: 8, shape: before.shape });
      }
    }
  });

  it('refuse weights that are not finite, by name', async () => {
    const name = 'lm_head.weight';
    const broken = matrix(160, 64, (i) => (i === 999 ? Infinity : 0));
    for (const level of ['fp32', 'q8', 'int8'] as const) {
      await expect(
        atLevel(tinyLlama(config, 'f32', 2, { [name]: broken }), level).read(name),
      ).rejects.toMatchObject({
        failure: { code: 'model-weights-not-finite', parameters: { tensor: name } },
      });
    }
  });

  it('are offered where they can be made', () => {
    expect(availableLevels(config, 'q4')).toEqual(['fp32', 'q8', 'int8', 'q4']);
    expect(availableLevels(config, 'fp32')).toEqual(['fp32', 'q8', 'int8']);
    expect(availableLevels({ ...config, intermediateSize: 100 }, 'q4')).not.toContain('q8');
  });
});
