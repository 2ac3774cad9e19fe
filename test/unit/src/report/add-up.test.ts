import { describe, expect, test } from 'vitest';
import { roundToAddUp } from '../../../../src/report/add-up.ts';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('parts that add up', () => {
  test('gives the missing steps to the largest remainders', () => {
    expect(roundToAddUp([1.4, 1.4, 1.2], 1)).toEqual([2, 1, 1]);
  });

  test('never differs from a part by a step or more, nor from the rounded total', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 500; round++) {
      const parts = Array.from({ length: 1 + Math.floor(random() * 6) }, () => random() * 1e9);
      const rounded = roundToAddUp(parts, 1e5);
      expect(sum(rounded)).toBe(Math.round(sum(parts) / 1e5) * 1e5);
      for (const [index, part] of parts.entries())
        expect(Math.abs((rounded[index] as number) - part)).toBeLessThan(1e5);
    }
  });

  test('keeps nothing as nothing', () => {
    expect(roundToAddUp([0, 0], 1)).toEqual([0, 0]);
    expect(roundToAddUp([], 1)).toEqual([]);
  });
});
