import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../../../../models/byte-source.ts';
import { dequantize } from '../../../../../models/dequantize.ts';
import { floatToHalf, halfToFloat } from '../../../../../models/half.ts';
import { llamaShapes } from '../../../../../models/llama-shapes.ts';
import { readGguf } from '../../../../../models/readers/gguf/read-gguf.ts';
import { writeGguf, type GgufFile } from '../../../../fixtures/gguf/gguf-writer.ts';
import {
  ggmlTypes,
  tinyConfig,
  tinyLlama,
  type GgmlType,
  type SmallGgmlType,
} from '../../../../fixtures/gguf/tiny-llama.ts';

const open = (file: GgufFile) => readGguf(bytesSource(writeGguf(file)), 'tiny.gguf');

const stored = (file: GgufFile, name: string): Uint8Array => {
  const tensor = file.tensors.find((entry) => entry.name === name);
  if (!tensor) throw new Error(`no ${name}`);
  return tensor.data;
};

/** The formulas of ggml's documentation, block by block, written out the plain way. */
function reference(type: SmallGgmlType, data: Uint8Array): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const half = (at: number) => halfToFloat(view.getUint16(at, true));
  const brain = new DataView(new ArrayBuffer(4));
  const weights: number[] = [];
  const blockBytes = { F32: 4, F16: 2, BF16: 2, Q8_0: 34, Q4_0: 18, Q4_1: 20 }[type];
  for (let at = 0; at < data.byteLength; at += blockBytes) {
    if (type === 'F32') weights.push(view.getFloat32(at, true));
    else if (type === 'F16') weights.push(half(at));
    else if (type === 'BF16') {
      brain.setUint16(0, view.getUint16(at, true));
      weights.push(brain.getFloat32(0));
    } else if (type === 'Q8_0') {
      for (let i = 0; i < 32; i++) weights.push(Math.fround(half(at) * view.getInt8(at + 2 + i)));
    } else {
      const [m, first] = type === 'Q4_1' ? [half(at + 2), at + 4] : [-8 * half(at), at + 2];
      for (let i = 0; i < 32; i++) {
        const byte = view.getUint8(first + (i % 16));
        weights.push(Math.fround(half(at) * (i < 16 ? byte & 15 : byte >> 4) + m));
      }
    }
  }
  return weights;
}

describe.each(['F32', 'F16', 'BF16', 'Q8_0', 'Q4_0', 'Q4_1'] as const)('type %s', (type) => {
  test('dequantizes by the formula, bit for bit', async () => {
    const file = tinyLlama({ linear: type, embedding: type });
    const { weights } = await open(file);
    const down = await weights.read('model.layers.1.mlp.down_proj.weight');
    expect(down.shape).toEqual([64, 96]);
    expect([...dequantize(down)]).toEqual(reference(type, stored(file, 'blk.1.ffn_down.weight')));
    const embedding = await weights.read('model.embed_tokens.weight');
    expect([...dequantize(embedding)]).toEqual(reference(type, stored(file, 'token_embd.weight')));
  });
});

test('query and key rows come back in the order of the split-half rotary embedding', async () => {
  const file = tinyLlama();
  const { weights } = await open(file);
  for (const [name, gguf] of [
    ['model.layers.0.self_attn.q_proj.weight', 'blk.0.attn_q.weight'],
    ['model.layers.1.self_attn.k_proj.weight', 'blk.1.attn_k.weight'],
  ] as const) {
    const { headSize, hiddenSize } = tinyConfig;
    const tensor = await weights.read(name);
    const inGguf = reference('Q4_1', stored(file, gguf));
    const ours = dequantize(tensor);
    for (let row = 0; row < tensor.shape[0]; row++) {
      // llama.cpp's row 2i + h of a head is the checkpoint's row h * headSize / 2 + i.
      const inHead = row % headSize;
      const [i, h] = [inHead >> 1, inHead & 1];
      const mine = row - inHead + (h * headSize) / 2 + i;
      expect([...ours.subarray(mine * hiddenSize, (mine + 1) * hiddenSize)]).toEqual(
        inGguf.slice(row * hiddenSize, (row + 1) * hiddenSize),
      );
    }
  }
});

test('configuration, names and metadata', async () => {
  const { weights, metadata } = await open(tinyLlama());
  expect(weights.config).toEqual(tinyConfig);
  expect(weights.names).toEqual([...llamaShapes(tinyConfig).keys()]);
  expect(metadata.get('general.architecture')).toBe('llama');
  expect(metadata.get('llama.block_count')).toBe(2);
});

test('a separate output head', async () => {
  const config = { ...tinyConfig, tiedHead: false };
  const file = tinyLlama({ config });
  const { weights } = await open(file);
  expect(weights.config.tiedHead).toBe(false);
  const head = await weights.read('lm_head.weight');
  expect(head.shape).toEqual([config.vocabularySize, config.hiddenSize]);
  expect([...dequantize(head)]).toEqual(reference('Q4_1', stored(file, 'output.weight')));
});

test('another alignment, version 2, and every kind of metadata value', async () => {
  const tiny = tinyLlama();
  const { metadata, weights } = await open({
    ...tiny,
    version: 2,
    alignment: 64,
    metadata: {
      ...tiny.metadata,
      'general.alignment': { type: 'u32', value: 64 },
      exact: { type: 'u64', value: 2n ** 53n - 1n },
      large: { type: 'u64', value: 2n ** 63n },
      negative: { type: 'i64', value: -5n },
      truth: { type: 'bool', value: true },
      fraction: { type: 'f64', value: 0.1 },
      bytes: { type: 'array', of: 'u8', value: [1, 2, 3] },
      korean: { type: 'string', value: '안녕' },
    },
  });
  expect(metadata.get('exact')).toBe(2 ** 53 - 1);
  expect(metadata.get('large')).toBe(2n ** 63n);
  expect(metadata.get('negative')).toBe(-5);
  expect(metadata.get('truth')).toBe(true);
  expect(metadata.get('fraction')).toBe(0.1);
  expect(metadata.get('bytes')).toEqual(new Uint8Array([1, 2, 3]));
  expect(metadata.get('korean')).toBe('안녕');
  const norm = await weights.read('model.norm.weight');
  expect(dequantize(norm)).toHaveLength(64);
});

test('weights that are not finite are refused when they are read', async () => {
  const tiny = tinyLlama();
  const poisoned = (name: string, at: number, bits: number): GgufFile => ({
    ...tiny,
    tensors: tiny.tensors.map((tensor) => {
      if (tensor.name !== name) return tensor;
      const data = tensor.data.slice();
      new DataView(data.buffer).setUint16(at, bits, true);
      return { ...tensor, data };
    }),
  });
  for (const [gguf, name, at, bits] of [
    ['blk.0.attn_v.weight', 'model.layers.0.self_attn.v_proj.weight', 20, 0x7c00],
    ['blk.0.attn_v.weight', 'model.layers.0.self_attn.v_proj.weight', 2, floatToHalf(NaN)],
    ['output_norm.weight', 'model.norm.weight', 6, 0x7fc0],
  ] as const) {
    const { weights } = await open(poisoned(gguf, at, bits));
    await expect(weights.read(name)).rejects.toMatchObject({
      failure: { code: 'model-weights-not-finite', parameters: { tensor: name } },
    });
  }
});

describe('scaled rotary embeddings', () => {
  const withFields = (
    fields: GgufFile['metadata'],
    factors?: readonly number[],
    type: GgmlType = 'F32',
  ): GgufFile => {
    const tiny = tinyLlama();
    const data = new Uint8Array(Float32Array.from(factors ?? []).buffer);
    const tensor = { name: 'rope_freqs.weight', shape: [factors?.length ?? 0], type: 0, data };
    return {
      metadata: { ...tiny.metadata, ...fields },
      tensors: factors ? [...tiny.tensors, { ...tensor, type: ggmlTypes[type] }] : tiny.tensors,
    };
  };
  const string = (value: string) => ({ type: 'string', value }) as const;
  const f32 = (value: number) => ({ type: 'f32', value }) as const;
  const factorsOf = async (file: GgufFile) => (await open(file)).weights.config.ropeFactors;

  test('linear, under both of its names', async () => {
    const eight = Array<number>(tinyConfig.headSize / 2).fill(8);
    const linear = { 'llama.rope.scaling.type': string('linear') };
    expect(await factorsOf(withFields({ ...linear, 'llama.rope.scaling.factor': f32(8) }))).toEqual(
      eight,
    );
    expect(await factorsOf(withFields({ 'llama.rope.scale_linear': f32(8) }))).toEqual(eight);
    expect(await factorsOf(withFields({ ...linear, 'llama.rope.scaling.factor': f32(1) }))).toBe(
      undefined,
    );
    const none = { 'llama.rope.scaling.type': string('none'), 'llama.rope.scaling.factor': f32(8) };
    expect(await factorsOf(withFields(none))).toBe(undefined);
  });

  test('a factor for each frequency, no weight of the model', async () => {
    const factors = [1, 1, 1.3, 2.5, 8, 8, 8, 8];
    const { weights } = await open(withFields({}, factors));
    expect(weights.config.ropeFactors).toEqual(factors);
    expect(weights.names).toEqual([...llamaShapes(tinyConfig).keys()]);
    const linear = { 'llama.rope.scale_linear': f32(2) };
    expect(await factorsOf(withFields(linear, factors))).toEqual(factors.map((one) => 2 * one));
    expect(await factorsOf(withFields({}, Array<number>(8).fill(1)))).toBe(undefined);
  });

  test('impossible ones are refused', async () => {
    for (const factors of [
      [1, 1],
      [1, 1, 1, 1, 1, 1, 1, 0],
      [1, 1, 1, 1, 1, 1, 1, NaN],
    ]) {
      await expect(open(withFields({}, factors))).rejects.toMatchObject({
        code: 'model-file-invalid',
      });
    }
    for (const kind of ['yarn', 'longrope']) {
      const file = withFields({ 'llama.rope.scaling.type': string(kind) });
      await expect(open(file)).rejects.toMatchObject({ code: 'model-unsupported' });
    }
  });
});

describe.each(['qwen2', 'qwen3'] as const)('%s', (architecture) => {
  const config = { ...tinyConfig, architecture, headSize: 32 };
  const file = tinyLlama({ config });

  test('has its own prefix and tensors, and rows in the order of the file', async () => {
    const { weights } = await open(file);
    expect(weights.config).toEqual(config);
    expect(weights.names).toEqual([...llamaShapes(config).keys()]);
    const query = await weights.read('model.layers.0.self_attn.q_proj.weight');
    expect([...dequantize(query)]).toEqual(reference('Q4_1', stored(file, 'blk.0.attn_q.weight')));
    const [own, gguf] =
      architecture === 'qwen2'
        ? ['model.layers.1.self_attn.k_proj.bias', 'blk.1.attn_k.bias']
        : ['model.layers.1.self_attn.k_norm.weight', 'blk.1.attn_k_norm.weight'];
    expect([...dequantize(await weights.read(own))]).toEqual(reference('F32', stored(file, gguf)));
  });

  test('is refused without them', async () => {
    const tensors = file.tensors.filter(
      ({ name }) => !/attn_q(_norm|)[.](bias|weight)$/.test(name),
    );
    await expect(open({ ...file, tensors })).rejects.toMatchObject({ code: 'model-file-invalid' });
    const asLlama = {
      ...file.metadata,
      ...tinyLlama({ config: { ...config, architecture: 'llama' } }).metadata,
    };
    await expect(open({ ...file, metadata: asLlama })).rejects.toMatchObject({
      code: 'model-unsupported',
    });
  });
});
