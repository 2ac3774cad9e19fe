import { expect, test } from 'vitest';
import { dequantize } from '../../../../models/dequantize.ts';
import {
  conversionErrors,
  inKernelForm,
  needsConversion,
  conversionError,
  relativeSquaredError,
  squaredError,
  toKernelForm,
} from '../../../../models/levels/kernel-form.ts';
import { decodeTensor } from '../../../../models/readers/gguf/tensor-data.ts';
import type { BlockTensor, FloatTensor, WeightTensor } from '../../../../models/weights.ts';
import quantized from '../../../fixtures/gguf/quantized.json' with { type: 'json' };
import { normalNumbers } from '../../../fixtures/models/random.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

function ofType(type: keyof typeof quantized.tensors): WeightTensor {
  const data = new Uint8Array(Buffer.from(quantized.tensors[type].data, 'base64'));
  const { shape } = quantized;
  const entry = { name: '', type: type, shape, offset: 0, bytes: data.length };
  return decodeTensor(entry, data);
}

/** Normal weights rounded to `bits` in blocks of 16 about the middle, as Q3_K and Q6_K do. */
function sixteens(bits: 3 | 6, seed: number): BlockTensor {
  const normal = normalNumbers(seed);
  const [rows, columns] = [8, 256];
  const middle = 1 << (bits - 1);
  const scales = Float32Array.from(
    { length: (rows * columns) / 16 },
    () => (0.02 * (1 + 0.2 * normal())) / middle,
  );
  const quants = Uint8Array.from({ length: rows * columns }, () =>
    Math.max(0, Math.min(2 * middle - 1, Math.round(middle + (normal() * middle) / 2.5))),
  );
  const offset = { kind: 'constant', zeroPoint: middle } as const;
  const common = {
    encoding: 'blocks',
    shape: [rows, columns],
    blockSize: 16,
    scales,
    offset,
  } as const;
  if (bits === 6) return { ...common, bits: 8, quants };
  const packed = Uint8Array.from(
    { length: quants.length / 2 },
    (_, i) => (quants[2 * i] as number) | ((quants[2 * i + 1] as number) << 4),
  );
  return { ...common, bits: 4, quants: packed };
}

const relativeError = (a: WeightTensor, b: WeightTensor): number =>
  relativeSquaredError(squaredError(a, b));

test('types whose blocks are of 32 need no conversion', () => {
  for (const type of ['F16', 'Q8_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q4_K', 'Q5_K'] as const) {
    const tensor = ofType(type);
    expect(needsConversion(tensor), type).toBe(false);
    expect(toKernelForm(tensor)).toBe(tensor);
    expect(relativeError(tensor, toKernelForm(tensor))).toBe(0);
  }
});

test('blocks of 16 become blocks of 32: 4 bits with offsets, or 8', () => {
  for (const [type, bits] of [
    ['Q2_K', 4],
    ['Q3_K', 4],
    ['Q6_K', 8],
  ] as const) {
    const tensor = ofType(type);
    const converted = toKernelForm(tensor) as BlockTensor;
    expect(converted).toMatchObject({ encoding: 'blocks', bits, blockSize: 32 });
    expect(converted.offset.kind).toBe(bits === 4 ? 'float' : 'constant');
    expect(converted.shape).toEqual(tensor.shape);
  }
});

test('the error is that of weights off by known amounts', () => {
  const floats = (values: readonly number[]): FloatTensor => ({
    encoding: 'f32',
    shape: [1, values.length],
    data: new Uint8Array(Float32Array.from(values).buffer),
  });
  expect(relativeError(floats([3, 4]), floats([3, 4]))).toBe(0);
  expect(relativeError(floats([3, 4]), floats([0, 0]))).toBe(1);
  expect(relativeError(floats([3, 4]), floats([3, 4.5]))).toBeCloseTo(0.01, 6);
});

test('on weights like a model’s the conversion is far finer than the type itself', () => {
  // Rounding to 6 bits costs about 0.04 %, to 3 bits about 4 % of a normal distribution's squares.
  const six = sixteens(6, 1);
  expect(relativeError(six, toKernelForm(six))).toBeLessThan(0.0001);
  const three = sixteens(3, 2);
  const error = relativeError(three, toKernelForm(three));
  expect(error).toBeLessThan(0.01);
  expect(error).toBeGreaterThan(0);
});

test('rows that do not fall into blocks of 32 stay as they are', () => {
  const tensor = sixteens(6, 3);
  const narrow: BlockTensor = { ...tensor, shape: [16 * 8, 16] };
  expect(toKernelForm(narrow)).toBe(narrow);
});

test('the error is the same however many rows are taken at once', () => {
  for (const tensor of [sixteens(6, 5), sixteens(3, 6)]) {
    const [rows, columns] = tensor.shape;
    const many = 2 ** 20 / columns + rows;
    const repeated = <T extends Uint8Array | Float32Array>(values: T): T => {
      const all = new (values.constructor as new (length: number) => T)(
        (values.length * many) / rows,
      );
      for (let i = 0; i < all.length; i++) all[i] = values[i % values.length] as number;
      return all;
    };
    const tall: BlockTensor = {
      ...tensor,
      shape: [many, columns],
      quants: repeated(tensor.quants),
      scales: repeated(tensor.scales as Float32Array),
    };
    const whole = relativeError(tensor, toKernelForm(tensor));
    expect(relativeSquaredError(conversionError(tall))).toBeCloseTo(whole, 9);
  }
});

test('errors by type, and the model that runs', async () => {
  const name = 'model.layers.0.mlp.down_proj.weight';
  const plain = tinyLlama(tinyShapes['grouped 4/2, separate head'], 'q4', 1);
  const stored = await plain.read(name);
  const six = { ...sixteens(6, 4), shape: stored.shape as [number, number] };
  const quants = new Uint8Array(stored.shape[0] * stored.shape[1]).fill(40);
  const scales = new Float32Array(quants.length / 16).map((_, i) => (i % 2 === 0 ? 1 : 0.37));
  const weights = tinyLlama(plain.config, 'q4', 1, { [name]: { ...six, quants, scales } });
  const told: number[] = [];
  const errors = await conversionErrors(
    weights,
    (tensor) => (tensor === name ? 'Q6_K' : 'Q4_K'),
    (done) => told.push(done),
  );
  expect([...errors.keys()]).toEqual(['Q6_K']);
  expect(told).toEqual(weights.names.map((_, i) => i + 1));
  const run = await inKernelForm(weights).read(name);
  expect(errors.get('Q6_K')).toEqual(squaredError(await weights.read(name), run));
  expect(dequantize(run)).toHaveLength(quants.length);
  expect(await inKernelForm(weights).read('model.norm.weight')).toBe(
    await weights.read('model.norm.weight'),
  );
});
