import { describe, expect, test } from 'vitest';
import {
  exactTiers,
  type RelaxedSimd,
} from '../../../../../workers/decoders/simd/instruction-probe.ts';

const signed = (byte: number): number => (byte << 24) >> 24;
const saturated = (sum: number): number => Math.max(-32768, Math.min(32767, sum));

/** @param weight what a byte of the second operand counts for */
function imitate(weight: (byte: number) => number, saturates: boolean): RelaxedSimd {
  const pair = (x: Int8Array, w: Uint8Array, i: number): number =>
    (x[i] as number) * weight(w[i] as number) + (x[i + 1] as number) * weight(w[i + 1] as number);
  const half = (sum: number): number => (saturates ? saturated(sum) : sum);
  return {
    dotFours: (x, w, sums) =>
      sums.map((sum, lane) => sum + half(pair(x, w, 4 * lane)) + half(pair(x, w, 4 * lane + 2))),
    dotTwos: (x, w) => Int16Array.from({ length: 8 }, (_, lane) => half(pair(x, w, 2 * lane))),
    multiplyAdd: (a, b, c) => a.map((value, i) => value * (b[i] as number) + (c[i] as number)),
  };
}

const unsignedBytes = (byte: number): number => byte;

describe('the tiers that a processor’s relaxed SIMD allows', () => {
  test('x86 with AVX-VNNI: unsigned, without saturation', () => {
    expect(exactTiers(imitate(unsignedBytes, false))).toEqual(['unsigned', 'pairs']);
  });

  test('x86 without: unsigned and saturating', () => {
    expect(exactTiers(imitate(unsignedBytes, true))).toEqual(['pairs']);
  });

  test('ARM: signed', () => {
    expect(exactTiers(imitate(signed, false))).toEqual(['signed', 'pairs']);
  });

  test('results that no known processor gives, above 127: what is exact below is used', () => {
    expect(exactTiers(imitate((byte) => byte & 127, true))).toEqual(['pairs']);
  });

  const right = imitate(unsignedBytes, false);
  test.each<[string, RelaxedSimd]>([
    [
      'sums taken for nothing',
      { ...right, dotFours: (_, __, sums) => sums, dotTwos: () => new Int16Array(8) },
    ],
    [
      'right but for the last lane',
      {
        ...right,
        dotFours: (x, w, sums) =>
          right.dotFours(x, w, sums).map((sum, i) => (i === 3 ? sum + 1 : sum)),
        dotTwos: (x, w) => right.dotTwos(x, w).map((sum, i) => (i === 7 ? sum + 1 : sum)),
      },
    ],
    [
      'right for equal bytes only',
      {
        ...right,
        dotFours: (x, w, sums) => sums.map((sum) => sum + 4 * (x[0] as number) * (w[0] as number)),
        dotTwos: (x, w) =>
          Int16Array.from({ length: 8 }, () => 2 * (x[0] as number) * (w[0] as number)),
      },
    ],
    [
      'a product without its sum',
      { ...right, multiplyAdd: (a, b) => a.map((value, i) => value * (b[i] as number)) },
    ],
  ])('wrong: %s', (_, simd) => {
    expect(exactTiers(simd)).toEqual([]);
  });
});
