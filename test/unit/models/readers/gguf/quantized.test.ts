import { expect, test } from 'vitest';
import { dequantize } from '../../../../../models/dequantize.ts';
import { decodeTensor } from '../../../../../models/readers/gguf/tensor-data.ts';
import type { GgufTensorType } from '../../../../../models/readers/gguf/values.ts';
import { bytesSource } from '../../../../../models/byte-source.ts';
import { readDirectory } from '../../../../../models/readers/gguf/directory.ts';
import { writeGguf } from '../../../../fixtures/gguf/gguf-writer.ts';
import quantized from '../../../../fixtures/gguf/quantized.json' with { type: 'json' };

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const types = Object.entries(quantized.tensors);

test.each(types)('%s dequantizes as the Python package gguf does, bit for bit', (type, stored) => {
  const data = bytesOf(stored.data);
  const entry = {
    ...{ name: 'x', type: type as GgufTensorType, shape: quantized.shape },
    ...{ offset: 0, bytes: data.byteLength },
  };
  const expected = new Float32Array(bytesOf(stored.weights).buffer);
  const weights = dequantize(decodeTensor(entry, data));
  expect(weights).toHaveLength(expected.length);
  // -0 and 0 are the same weight.
  expect(weights.findIndex((weight, i) => weight !== expected[i])).toBe(-1);
});

test('every type is found in a directory, by ggml’s number', async () => {
  const file = writeGguf({
    metadata: {},
    tensors: types.map(([name, { type, data }]) => ({
      ...{ name, type, shape: quantized.shape, data: bytesOf(data) },
    })),
  });
  const { tensors } = await readDirectory(bytesSource(file), 'types.gguf');
  expect(tensors.map(({ name }) => name)).toEqual(types.map(([name]) => name));
  for (const { name, type, bytes } of tensors) {
    expect(type).toBe(name);
    expect(bytes).toBe(bytesOf(quantized.tensors[type].data).byteLength);
  }
});
