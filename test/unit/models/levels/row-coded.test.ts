import { describe, expect, it } from 'vitest';
import { dequantize } from '../../../../models/dequantize.ts';
import { halfToFloat } from '../../../../models/half.ts';
import { searchAffine } from '../../../../models/levels/affine-search.ts';
import { rowFactor, toRowCoded } from '../../../../models/levels/row-coded.ts';
import { unpackQuants } from '../../../../models/quants.ts';
import type { FloatTensor } from '../../../../models/weights.ts';
import { normalNumbers } from '../../../fixtures/models/random.ts';

const matrix = (rows: number, columns: number, values: (i: number) => number): FloatTensor => ({
  encoding: 'f32',
  shape: [rows, columns],
  data: new Uint8Array(Float32Array.from({ length: rows * columns }, (_, i) => values(i)).buffer),
});

/** Blocks as trained models have them: normal, shifted, and with an outlier. */
function blocks(seed: number, count: number): Float32Array {
  const normal = normalNumbers(seed);
  return Float32Array.from({ length: 32 * count }, (_, i) => {
    const kind = (i >> 5) % 3;
    const value = 0.04 * normal();
    return kind === 1 ? value - 0.02 : kind === 2 && i % 32 === 7 ? 9 * value : value;
  });
}

function squaredError(
  weights: Float32Array,
  start: number,
  top: number,
  scale: number,
  offset: number,
): number {
  let error = 0;
  for (let i = start; i < start + 32; i++) {
    const weight = weights[i] as number;
    const quant = scale === 0 ? 0 : Math.round((weight + offset) / scale);
    error += (scale * Math.max(0, Math.min(top, quant)) - offset - weight) ** 2;
  }
  return error;
}

describe.each([
  [2, 3],
  [3, 7],
] as const)('%i bits', (bits, top) => {
  it('the search is never worse than the whole range, block by block', () => {
    const weights = blocks(bits, 300);
    const fit = { scale: 0, offset: 0, error: 0 };
    let found = 0;
    let plain = 0;
    for (let start = 0; start < weights.length; start += 32) {
      const block = weights.subarray(start, start + 32);
      const low = Math.min(0, ...block);
      searchAffine(weights, start, 32, top, fit);
      const own = squaredError(weights, start, top, fit.scale, fit.offset);
      const range = squaredError(weights, start, top, (Math.max(...block) - low) / top, -low);
      expect(own).toBeLessThanOrEqual(range * (1 + 1e-9));
      // The error that the search tells is of quants that rounding anew only makes better.
      expect(own).toBeLessThanOrEqual(fit.error * (1 + 1e-9) + 1e-15);
      found += own;
      plain += range;
    }
    expect(found).toBeLessThan(plain * (bits === 2 ? 0.75 : 0.85));
  });

  it('finds weights that lie on a grid of the format', () => {
    const grid = matrix(2, 64, (i) => 0.25 * (i % (top + 1)) - 0.5);
    const made = dequantize(toRowCoded(grid, bits));
    dequantize(grid).forEach((value, i) => expect(made[i]).toBeCloseTo(value, 2));
  });

  it('coding the scales costs little', () => {
    const weights = blocks(9, 18 * 40);
    const tensor = matrix(40, 576, (i) => weights[i] as number);
    const made = dequantize(toRowCoded(tensor, bits));
    const fit = { scale: 0, offset: 0, error: 0 };
    let uncoded = 0;
    let coded = 0;
    for (let start = 0; start < weights.length; start += 32) {
      searchAffine(weights, start, 32, top, fit);
      uncoded += squaredError(weights, start, top, fit.scale, fit.offset);
    }
    made.forEach((value, i) => (coded += (value - (weights[i] as number)) ** 2));
    expect(coded).toBeLessThan(uncoded * 1.01);
  });

  it('rounds every quant to the nearest value that the codes allow', () => {
    const normal = normalNumbers(4);
    const tensor = matrix(3, 96, () => 0.05 * normal());
    const { scales, offsets, quants } = toRowCoded(tensor, bits);
    const values = new Uint8Array(3 * 96);
    unpackQuants(quants, bits, 0, values);
    dequantize(tensor).forEach((weight, i) => {
      const [row, block] = [Math.floor(i / 96), Math.floor(i / 32)];
      const d = halfToFloat(scales.factors[row] as number) * (scales.codes[block] as number);
      const m = halfToFloat(offsets.factors[row] as number) * (offsets.codes[block] as number);
      const errors = Array.from({ length: top + 1 }, (_, q) => Math.abs(d * q - m - weight));
      expect(errors[values[i] as number]).toBeCloseTo(Math.min(...errors), 12);
    });
  });

  it.each([
    ['zeros', () => 0, 0],
    ['one positive value', () => 0.37, 2e-3],
    ['one negative value', () => -0.37, 2e-3],
    ['all positive', (i: number) => 1 + (i % 4) / 10, 0.5],
  ])('blocks of %s', (_, values, tolerance) => {
    const tensor = matrix(2, 32, values);
    const made = dequantize(toRowCoded(tensor, bits));
    dequantize(tensor).forEach((value, i) =>
      expect(Math.abs((made[i] as number) - value)).toBeLessThanOrEqual(tolerance),
    );
  });

  it('stay finite at the ends of what a float holds, and zero below what a code reaches', () => {
    const huge = dequantize(
      toRowCoded(
        matrix(1, 64, (i) => (i % 2 ? 3e38 : -3e38)),
        bits,
      ),
    );
    expect(huge.every(Number.isFinite)).toBe(true);
    expect(Math.max(...huge)).toBeGreaterThan(1e6);
    const tiny = dequantize(
      toRowCoded(
        matrix(1, 64, (i) => 1e-30 * (i - 31)),
        bits,
      ),
    );
    expect(tiny).toEqual(new Float32Array(64));
    const mixed = dequantize(
      toRowCoded(
        matrix(1, 64, (i) => (i < 32 ? 1 : 1e-6) * (i - 20)),
        bits,
      ),
    );
    expect(mixed.every(Number.isFinite)).toBe(true);
  });

  it('pass through when they are there already', () => {
    const made = toRowCoded(
      matrix(1, 32, (i) => i),
      bits,
    );
    expect(toRowCoded(made, bits)).toBe(made);
  });
});

it('a factor times 255 reaches the largest value, and not farther than half precision must', () => {
  for (const largest of [0, 1e-9, 1e-5, 0.01, 0.3, 1, 777]) {
    const reach = 255 * halfToFloat(rowFactor(largest));
    expect(reach).toBeGreaterThanOrEqual(largest);
    expect(reach).toBeLessThan(largest * (1 + 2 ** -10) + 255 * 2 ** -24);
  }
  expect(rowFactor(1e30)).toBe(0x7bff);
});
