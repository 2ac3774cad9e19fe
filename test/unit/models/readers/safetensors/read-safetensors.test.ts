import { expect, test } from 'vitest';
import { FeatherweightError, type ErrorCode } from '../../../../../core/errors.ts';
import { bytesSource } from '../../../../../models/byte-source.ts';
import { dequantize } from '../../../../../models/dequantize.ts';
import { llamaShapes } from '../../../../../models/llama-shapes.ts';
import { readSafetensorsHeader } from '../../../../../models/readers/safetensors/header.ts';
import {
  expectedShards,
  readSafetensors,
} from '../../../../../models/readers/safetensors/read-safetensors.ts';
import {
  withHeader,
  writeSafetensors,
  type SafetensorsTensor,
} from '../../../../fixtures/models/safetensors-writer.ts';
import { tinyConfig } from '../../../../fixtures/gguf/tiny-llama.ts';

const bytesIn = { F32: 4, F16: 2, BF16: 2, I64: 8 } as const;

function tensors(type: keyof typeof bytesIn = 'F32'): Record<string, SafetensorsTensor> {
  const all: Record<string, SafetensorsTensor> = {};
  for (const [name, shape] of llamaShapes(tinyConfig)) {
    const count = shape.reduce((a, b) => a * b, 1);
    all[name] = { type, shape, data: new Uint8Array(count * bytesIn[type]).fill(0x3d) };
  }
  return all;
}

const open = (...files: readonly Uint8Array[]) =>
  readSafetensors(
    files.map((file, i) => ({ name: `shard-${i}.safetensors`, source: bytesSource(file) })),
    tinyConfig,
  );

async function refusal(...files: readonly Uint8Array[]): Promise<ErrorCode | undefined> {
  try {
    const weights = await open(...files);
    for (const name of weights.names) await weights.read(name);
    return undefined;
  } catch (error) {
    if (error instanceof FeatherweightError) return error.code;
    throw error;
  }
}

test.each(['F32', 'F16', 'BF16'] as const)('tensors of %s', async (type) => {
  const weights = await open(writeSafetensors(tensors(type)));
  expect(weights.names).toEqual([...llamaShapes(tinyConfig).keys()]);
  const norm = dequantize(await weights.read('model.norm.weight'));
  const bits = { F32: 0x3d3d3d3d, BF16: 0x3d3d0000, F16: 0x3fa7a000 }[type];
  expect(norm[0]).toBe(new Float32Array(Uint32Array.of(bits).buffer)[0]);
});

test('shards in any order, a tied head’s copy and computed tensors left out', async () => {
  const entries = Object.entries(tensors());
  const first = writeSafetensors(Object.fromEntries(entries.slice(0, 9)));
  const rest = Object.fromEntries(entries.slice(9));
  const extra = {
    'lm_head.weight': { type: 'F32', shape: [4], data: new Uint8Array(16) },
    'model.layers.0.self_attn.rotary_emb.inv_freq': {
      type: 'I64',
      shape: [1],
      data: new Uint8Array(8),
    },
  };
  expect(await refusal(writeSafetensors({ ...rest, ...extra }), first)).toBeUndefined();
  expect(await refusal(first)).toBe('model-file-invalid');
  expect(await refusal(writeSafetensors(tensors()), first)).toBe('model-file-invalid');
});

test('tensors of another type, shape or name', async () => {
  const all = tensors();
  const name = 'model.norm.weight';
  const norm = all[name] as SafetensorsTensor;
  const changed = (change: Partial<SafetensorsTensor>) =>
    writeSafetensors({ ...all, [name]: { ...norm, ...change } });
  expect(await refusal(changed({ type: 'I32' }))).toBe('model-unsupported');
  expect(await refusal(changed({ type: 'Q9' }))).toBe('model-file-invalid');
  expect(await refusal(changed({ shape: [8, 8] }))).toBe('model-file-invalid');
  expect(await refusal(changed({ data: new Uint8Array(256).fill(0xff) }))).toBe(
    'model-weights-not-finite',
  );
  expect(await refusal(writeSafetensors({ ...all, 'model.other': norm }))).toBe(
    'model-unsupported',
  );
});

test('headers: too long, cut off, no JSON, nested without end', async () => {
  const good = writeSafetensors(tensors());
  for (const length of [0n, 2n ** 31n, 2n ** 63n, 2n ** 64n - 1n]) {
    const file = good.slice();
    new DataView(file.buffer).setBigUint64(0, length, true);
    expect(await refusal(file)).toBe('model-file-invalid');
  }
  for (const text of [
    '',
    '[]',
    'null',
    '{"a":',
    '[{'.repeat(100_000),
    '{"a":[1],"__proto__":{}}',
  ]) {
    expect(await refusal(withHeader(text, new Uint8Array(64)))).toBe('model-file-invalid');
  }
  for (let length = 0; length < good.length; length += 4999) {
    expect(await refusal(good.subarray(0, length))).toMatch(/^model-file-(invalid|truncated)$/);
  }
});

test('offsets: overlapping, apart, outside, not of the shape', async () => {
  const data = new Uint8Array(64);
  const entry = (begin: unknown, end: unknown, shape: unknown = [8]) => ({
    ...{ dtype: 'F32', shape, data_offsets: [begin, end] },
  });
  const read = (header: unknown) =>
    readSafetensorsHeader(bytesSource(withHeader(header, data)), 'x.safetensors');
  expect(await read({ a: entry(32, 64), b: entry(0, 32) })).toMatchObject([
    { name: 'b', bytes: 32 },
    { name: 'a', bytes: 32 },
  ]);
  for (const header of [
    { a: entry(0, 32), b: entry(16, 48), c: entry(32, 64) },
    { a: entry(0, 32), b: entry(0, 32), c: entry(32, 64) },
    { a: entry(32, 64) },
    { a: entry(0, 32) },
    { a: entry(0, 64) },
    { a: entry(-32, 0) },
    { a: entry(64, 32) },
    { a: entry(0.5, 32.5), b: entry(32, 64) },
    { a: entry('0', 32) },
    { a: entry(0, 0, [2 ** 52, 2 ** 52, 0]), b: entry(0, 64, [2 ** 60]) },
    { a: entry(0, 32, [2 ** 30, 2 ** 34, 2 ** 3]) },
    { a: { dtype: 'F32', shape: [8] } },
    { a: 5 },
  ]) {
    await expect(read(header), JSON.stringify(header)).rejects.toMatchObject({
      code: 'model-file-invalid',
    });
  }
  await expect(read({ a: entry(0, 32), b: entry(32, 96, [16]) })).rejects.toMatchObject({
    failure: { code: 'model-file-truncated' },
  });
});

test('an index names its shards, and nothing outside the folder', () => {
  const map = { a: 'model-2.safetensors', b: 'model-1.safetensors', c: 'model-2.safetensors' };
  expect(expectedShards({ weight_map: map }, 'index')).toEqual([
    'model-2.safetensors',
    'model-1.safetensors',
  ]);
  for (const index of [
    null,
    {},
    { weight_map: { a: '../x.safetensors' } },
    { weight_map: { a: 1 } },
  ]) {
    expect(() => expectedShards(index, 'index')).toThrow('model-file-invalid');
  }
});
