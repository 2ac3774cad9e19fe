import { expect, test } from 'vitest';
import { bitsPerByte } from '../../../../core/metrics/bits-per-byte.ts';

test('is the bits of all tokens over their bytes', () => {
  // Halves: a bit a token, of 1 and of 3 bytes.
  expect(bitsPerByte([Math.LN2, Math.LN2], [1, 3])?.value).toBeCloseTo(0.5);
  expect(bitsPerByte([Math.LN2 * 3, Math.LN2], [1, 1])?.value).toBeCloseTo(2);
});

test('does not depend on how the same bytes and bits are cut', () => {
  const whole = bitsPerByte([4, 2, 6, 4], [4, 2, 6, 4]);
  const pieces = bitsPerByte([2, 2, 1, 1, 3, 3, 2, 2], [2, 2, 1, 1, 3, 3, 2, 2]);
  expect(pieces?.value).toBeCloseTo(whole?.value ?? 0, 12);
  // Bits in proportion to bytes leave the ratio without an error.
  expect(whole?.se).toBeCloseTo(0, 12);
});

test('has the error of a ratio of sums, near that of a bootstrap', () => {
  const nll = Array.from({ length: 400 }, (_, i) => 2 + 1.5 * Math.sin(i * 1.7));
  const bytes = Array.from({ length: 400 }, (_, i) => 1 + ((i * 7) % 8));
  const estimate = bitsPerByte(nll, bytes);
  let seed = 1;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const ratios = Array.from({ length: 2000 }, () => {
    let [bits, all] = [0, 0];
    for (let i = 0; i < 400; i++) {
      const at = Math.floor(random() * 400);
      bits += (nll[at] ?? 0) / Math.LN2;
      all += bytes[at] ?? 0;
    }
    return bits / all;
  });
  const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length;
  const deviation = Math.sqrt(
    ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1),
  );
  expect(estimate?.se).toBeGreaterThan(0.9 * deviation);
  expect(estimate?.se).toBeLessThan(1.1 * deviation);
});

test('is nothing where tokens stand for no byte', () => {
  expect(bitsPerByte([1, 2], [0, 0])).toBeNull();
});
