import { expect, test } from 'vitest';
import { rotaryFrequencies } from '../../../models/rotary-frequencies.ts';

test('frequencies fall from 1 to nearly 1 / theta', () => {
  const frequencies = rotaryFrequencies({ headSize: 64, ropeTheta: 10_000 });
  expect(frequencies).toHaveLength(32);
  expect(frequencies[0]).toBe(1);
  expect(frequencies[16]).toBeCloseTo(0.01, 12);
  expect(frequencies[31]).toBeCloseTo(10_000 ** (-31 / 32), 12);
});

test('factors divide them one by one', () => {
  const ropeFactors = [1, 1, 4, 32];
  const plain = rotaryFrequencies({ headSize: 8, ropeTheta: 500_000 });
  const scaled = rotaryFrequencies({ headSize: 8, ropeTheta: 500_000, ropeFactors });
  expect(scaled).toEqual(plain.map((frequency, i) => frequency / (ropeFactors[i] ?? NaN)));
});
