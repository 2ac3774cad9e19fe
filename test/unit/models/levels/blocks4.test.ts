import { describe, expect, it } from 'vitest';
import { dequantize } from '../../../../models/dequantize.ts';
import { isBlocks4, searchZeroPoint, toBlocks4 } from '../../../../models/levels/blocks4.ts';
import { toHalves } from '../../../../models/levels/halves.ts';
import type { BlockTensor, FloatTensor } from '../../../../models/weights.ts';
import { normalNumbers } from '../../../fixtures/models/random.ts';

const matrix = (rows: number, columns: number, values: (i: number) => number): FloatTensor => ({
  encoding: 'f32',
  shape: [rows, columns],
  data: new Uint8Array(Float32Array.from({ length: rows * columns }, (_, i) => values(i)).buffer),
});

const errorOf = (block: Float32Array, scale: number, zeroPoint: number): number =>
  block.reduce((sum, weight) => {
    const quant = scale === 0 ? zeroPoint : Math.round(weight / scale) + zeroPoint;
    return sum + (scale * (Math.max(0, Math.min(15, quant)) - zeroPoint) - weight) ** 2;
  }, 0);

describe('4-bit blocks with integer zero points', () => {
  it('are never worse than the whole range, block by block', () => {
    const normal = normalNumbers(3);
    const weights = Float32Array.from({ length: 32 * 300 }, () => normal() - 0.4);
    const fit = { scale: 0, zeroPoint: 0, error: 0 };
    let found = 0;
    let plain = 0;
    for (let start = 0; start < weights.length; start += 32) {
      const block = weights.subarray(start, start + 32);
      const [low, high] = [Math.min(0, ...block), Math.max(0, ...block)];
      const scale = (high - low) / 15;
      searchZeroPoint(weights, start, fit);
      const own = errorOf(block, fit.scale, fit.zeroPoint);
      const range = errorOf(block, scale, Math.round(-low / scale));
      expect(own).toBeLessThanOrEqual(range * (1 + 1e-9));
      found += own;
      plain += range;
    }
    expect(found).toBeLessThan(plain * 0.95);
  });

  it('keep what lies on their grid', () => {
    const grid = matrix(1, 64, (i) => (i < 32 ? 0.25 : 0.5) * ((i % 16) - 5));
    expect(dequantize(toBlocks4(grid))).toEqual(dequantize(grid));
  });

  it.each([
    ['zeros', () => 0],
    ['one positive value', () => 0.5],
    ['one negative value', () => -0.5],
  ])('blocks of %s', (_, values) => {
    const tensor = matrix(1, 32, values);
    const made = dequantize(toBlocks4(tensor));
    made.forEach((value) => expect(value).toBeCloseTo(values(), 3));
  });

  it('stay finite at the ends of what a float holds', () => {
    for (const value of [3e38, 1e-30])
      expect(
        dequantize(toBlocks4(matrix(1, 32, (i) => value * (i % 2 ? 1 : -1)))).every(
          Number.isFinite,
        ),
      ).toBe(true);
  });

  it('that are there already keep their weights, with a zero point each', () => {
    const made = toBlocks4(matrix(2, 32, (i) => i - 20));
    expect(toBlocks4(made)).toBe(made);
    const symmetric: BlockTensor = { ...made, offset: { kind: 'constant', zeroPoint: 8 } };
    expect(isBlocks4(symmetric)).toBe(true);
    expect(toBlocks4(symmetric).offset).toEqual({
      kind: 'integer',
      values: new Uint8Array([8, 8]),
    });
    expect(dequantize(toBlocks4(symmetric))).toEqual(dequantize(symmetric));
  });
});

it('halves round, and stay within their range', () => {
  const halves = toHalves(matrix(1, 4, (i) => [0.1, -70_000, 3e38, 65_504][i] ?? 0));
  expect(halves.encoding).toBe('f16');
  const [tenth, ...rest] = dequantize(halves);
  expect(tenth).toBeCloseTo(0.1, 4);
  expect(rest).toEqual([-65_504, 65_504, 65_504]);
  expect(toHalves(halves)).toBe(halves);
});
