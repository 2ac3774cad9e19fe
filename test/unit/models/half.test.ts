import { expect, test } from 'vitest';
import { brainsToFloats, floatToHalf, halfToFloat, halvesToFloats } from '../../../models/half.ts';

test('half precision: the values of IEEE 754 binary16', () => {
  const known: readonly (readonly [number, number])[] = [
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
  ];
  for (const [bits, value] of known) {
    expect(halfToFloat(bits)).toBe(value);
    expect(floatToHalf(value)).toBe(bits);
  }
  expect(halfToFloat(0x7c01)).toBeNaN();
  expect(halfToFloat(floatToHalf(NaN))).toBeNaN();
});

test('every half-precision number survives the way through 32 bits', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  const back = halvesToFloats(all);
  for (const [bits, value] of back.entries()) {
    if (!Number.isNaN(value)) expect(floatToHalf(value)).toBe(bits);
  }
});

test('rounding goes to the nearest, and on a tie to the even', () => {
  const ulp = 2 ** -10;
  expect(floatToHalf(1 + ulp / 2)).toBe(0x3c00);
  expect(floatToHalf(1 + (3 * ulp) / 2)).toBe(0x3c02);
  expect(floatToHalf(1 + ulp / 2 + 2 ** -23)).toBe(0x3c01);
  expect(floatToHalf(2 ** -25)).toBe(0);
  expect(floatToHalf(2 ** -25 + 2 ** -40)).toBe(1);
  expect(floatToHalf(3 * 2 ** -25)).toBe(2);
  expect(floatToHalf(2 ** -14 - 2 ** -25)).toBe(0x0400);
  expect(floatToHalf(65519.99)).toBe(0x7bff);
  expect(floatToHalf(65520)).toBe(0x7c00);
  expect(floatToHalf(1e-30)).toBe(0);
});

test('bfloat16 is the upper half of a 32-bit number', () => {
  expect([...brainsToFloats(Uint16Array.of(0x3f80, 0xbfc0, 0x0001, 0x7f80, 0x7fc0))]).toEqual([
    1,
    -1.5,
    2 ** -133,
    Infinity,
    NaN,
  ]);
});
