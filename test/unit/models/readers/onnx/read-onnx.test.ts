import { describe, expect, test } from 'vitest';
import type { LevelId, WeightForm } from '../../../../../core/levels.ts';
import { dequantize } from '../../../../../models/dequantize.ts';
import { buildOnnx } from '../../../../../models/graph/build.ts';
import { atLevel } from '../../../../../models/levels/at-level.ts';
import { readOnnxSignature } from '../../../../../models/readers/onnx/onnx-signature.ts';
import type { ModelWeights } from '../../../../../models/weights.ts';
import {
  tinyLlama,
  tinyShapes,
  type TinyEncoding,
} from '../../../../fixtures/models/tiny-llama.ts';
import { changedGraph, readFiles } from './onnx-files.ts';

const grouped = tinyShapes['grouped 3/1, tied'];

async function build(weights: ModelWeights, level: LevelId, form: WeightForm) {
  // Small shards, so that weights lie in several files.
  return buildOnnx(weights, { level, form, target: 'wasm', shardBytes: 20_000 });
}

async function expectSame(got: ModelWeights, wanted: ModelWeights): Promise<void> {
  expect(got.config).toEqual(wanted.config);
  expect([...got.names].sort()).toEqual([...wanted.names].sort());
  for (const name of wanted.names) {
    const tensor = await got.read(name);
    const original = await wanted.read(name);
    expect(tensor.shape).toEqual(original.shape);
    const [values, wantedValues] = [dequantize(tensor), dequantize(original)];
    expect(values).toHaveLength(wantedValues.length);
    // One expectation over a large array takes seconds.
    expect(values.findIndex((value, i) => value !== wantedValues[i])).toBe(-1);
  }
}

const encodings: readonly TinyEncoding[] = ['q4', 'q4 with integer zero points', 'q8', 'f32'];

describe.each(Object.entries(tinyShapes))('%s', (_, config) => {
  test.each(encodings)('%s comes back as it was written', async (encoding) => {
    const weights = tinyLlama(config, encoding, 1);
    const files = await build(weights, 'q4', 'as-shipped');
    await expectSame(await readFiles(files), weights);
  });
});

test('what is in blocks comes back in blocks, scales and offsets in half precision', async () => {
  const weights = tinyLlama(grouped, 'q4', 2);
  const read = await readFiles(await build(weights, 'q4', 'as-shipped'));
  const embedding = 'model.embed_tokens.weight';
  expect(await read.read(embedding)).toEqual(await weights.read(embedding));
  const linear = 'model.layers.1.mlp.up_proj.weight';
  const [got, wanted] = [await read.read(linear), await weights.read(linear)];
  if (got.encoding !== 'blocks' || wanted.encoding !== 'blocks') throw new Error('no blocks');
  expect(got).toMatchObject({ bits: 4, blockSize: 32, offset: wanted.offset });
  // The graph divides by the scale, so a block that has none is given one.
  expect(wanted.scales).toContain(0);
  expect(got.scales).not.toContain(0);
  expect(got.scales.filter((_, i) => wanted.scales[i] !== 0)).toEqual(
    wanted.scales.filter((scale) => scale !== 0),
  );
});

test('weights that were expanded come back as they are', async () => {
  const weights = tinyLlama(grouped, 'q4', 3);
  await expectSame(await readFiles(await build(weights, 'fp32', 'expanded')), weights);
});

test('8-bit blocks made on the device come back', async () => {
  const weights = atLevel(tinyLlama(grouped, 'q4', 4), 'q8');
  await expectSame(await readFiles(await build(weights, 'q8', 'blocks')), weights);
});

test('names of nodes and values say nothing to the reader', async () => {
  const weights = tinyLlama(tinyShapes['grouped 4/2, separate head'], 'q4', 5);
  const built = await build(weights, 'q4', 'as-shipped');
  const kept =
    /^(input_ids|attention_mask|num_logits_to_keep|logits|(past_key_values|present)\..*|)$/;
  const renamed = new Map<string, string>();
  const rename = (name: string): string => {
    if (kept.test(name)) return name;
    const known = renamed.get(name) ?? `v${renamed.size}`;
    renamed.set(name, known);
    return known;
  };
  const files = changedGraph(built, (graph) => ({
    ...graph,
    initializers: graph.initializers.map((one) => ({ ...one, name: rename(one.name) })),
    nodes: graph.nodes.map((node) => ({
      ...node,
      name: '',
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    })),
  }));
  await expectSame(await readFiles(files), weights);
});

test.each([500_000, 1e6, 130_000, 10_000, 12_345])(
  'rotary theta %d is recovered',
  async (theta) => {
    for (const config of [grouped, tinyShapes['heads wider than hidden']]) {
      const weights = tinyLlama({ ...config, ropeTheta: theta }, 'q8', 6);
      const read = await readFiles(await build(weights, 'q8', 'blocks'));
      expect(read.config.ropeTheta).toBe(theta);
    }
  },
);

test('a signature: inputs, outputs, and where the weights lie', async () => {
  const files = await build(tinyLlama(grouped, 'q4', 7), 'q4', 'as-shipped');
  const signature = readOnnxSignature(files.model, 'model.onnx');
  expect(signature.inputs.map(({ name }) => name)).toContain('past_key_values.2.value');
  expect(signature.inputs).toContainEqual({
    name: 'past_key_values.0.key',
    type: 'float',
    shape: ['batch_size', 1, 'past_sequence_length', 32],
  });
  expect(signature.outputs[0]).toMatchObject({ name: 'logits', type: 'float' });
  expect(signature.externalFiles).toEqual(files.external.map(({ path }) => path));
});

test('initializers listed among the inputs, as old files do, are no inputs', async () => {
  const weights = tinyLlama(grouped, 'q4', 8);
  const files = changedGraph(await build(weights, 'q4', 'as-shipped'), (graph) => ({
    ...graph,
    inputs: [
      ...graph.inputs,
      ...graph.initializers.map(({ name, type, shape }) => ({ name, type, shape })),
    ],
  }));
  const { inputs } = readOnnxSignature(files.model, 'model.onnx');
  expect(inputs).toHaveLength(3 + 2 * grouped.layers);
  await expectSame(await readFiles(files), weights);
});

test('factors of a scaled rotary embedding are recovered', async () => {
  const weights = tinyLlama(tinyShapes['scaled rotary embedding'], 'q8', 6);
  const read = await readFiles(await build(weights, 'q8', 'blocks'));
  expect(read.config).toEqual(weights.config);
});
