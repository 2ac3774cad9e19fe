import { expect, test } from 'vitest';
import { dequantize } from '../../../models/dequantize.ts';
import { floatToHalf } from '../../../models/half.ts';
import type { BlockTensor } from '../../../models/weights.ts';

const nibbles: BlockTensor = {
  encoding: 'blocks',
  shape: [2, 4],
  bits: 4,
  blockSize: 2,
  quants: new Uint8Array([0x10, 0x32, 0xf4, 0x08]),
  scales: Uint16Array.from([0.5, 1, 2, 4], floatToHalf),
  offset: { kind: 'constant', zeroPoint: 8 },
};

test('4-bit values: the even column in the low half, a scale per block', () => {
  expect([...dequantize(nibbles)]).toEqual([-4, -3.5, -6, -5, -8, 14, 0, -32]);
});

test('an integer zero point per block', () => {
  const offset = { kind: 'integer', values: new Uint8Array([0, 1, 2, 3]) } as const;
  expect([...dequantize({ ...nibbles, offset })]).toEqual([0, 0.5, 1, 2, 4, 26, 20, -12]);
});

test('a floating-point offset per block, in half or single precision', () => {
  const values = [-1, 0.25, 3, -8];
  const expected = [-1, -0.5, 2.25, 3.25, 11, 33, 24, -8];
  for (const stored of [Float32Array.from(values), Uint16Array.from(values, floatToHalf)]) {
    const offset = { kind: 'float', values: stored } as const;
    expect([...dequantize({ ...nibbles, offset })]).toEqual(expected);
  }
});

test('8-bit values, and rounding to 32 bits after product and sum', () => {
  const tensor: BlockTensor = {
    encoding: 'blocks',
    shape: [1, 2],
    bits: 8,
    blockSize: 2,
    quants: new Uint8Array([255, 3]),
    scales: new Float32Array([0.1]),
    offset: { kind: 'float', values: new Float32Array([0.3]) },
  };
  const scale = Math.fround(0.1);
  const offset = Math.fround(0.3);
  const expected = [255, 3].map((q) => Math.fround(Math.fround(scale * q) + offset));
  expect([...dequantize(tensor)]).toEqual(expected);
});

test('plain tensors, from bytes at any alignment', () => {
  const file = new Uint8Array(9);
  file.set(new Uint8Array(new Float32Array([1.5, -2]).buffer), 1);
  const data = file.subarray(1);
  expect([...dequantize({ encoding: 'f32', shape: [2], data })]).toEqual([1.5, -2]);
  const halves = new Uint8Array(Uint16Array.from([1.5, -2], floatToHalf).buffer);
  expect([...dequantize({ encoding: 'f16', shape: [2], data: halves })]).toEqual([1.5, -2]);
  const brains = new Uint8Array([0xc0, 0x3f, 0x00, 0xc0]);
  expect([...dequantize({ encoding: 'bf16', shape: [2], data: brains })]).toEqual([1.5, -2]);
});
