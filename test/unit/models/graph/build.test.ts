import { describe, expect, it } from 'vitest';
import { FeatherweightError } from '../../../../core/errors.ts';
import { buildOnnx, type BuildOptions } from '../../../../models/graph/build.ts';
import { decodeModel } from '../../../../models/onnx/decode.ts';
import type { WeightTensor } from '../../../../models/weights.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const config = tinyShapes['grouped 3/1, tied'];
const shipped = { level: 'q4', form: 'as-shipped', target: 'wasm' } as const;

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof FeatherweightError)
    return `${error.code} ${JSON.stringify(error.failure.parameters)}`;
  throw new Error('no catalogued error', { cause: error });
};

const norm = (values: Float32Array, length: number): WeightTensor => ({
  encoding: 'f32',
  shape: [length],
  data: new Uint8Array(values.buffer),
});

describe('buildOnnx', () => {
  it('gives the same bytes for the same weights', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => buildOnnx(tinyLlama(config, 'q4', 3), shipped)),
    );
    expect(first).toEqual(second);
  });

  it.each<BuildOptions>([
    shipped,
    { level: 'fp32', form: 'expanded', target: 'wasm' },
    { level: 'q4', form: 'blocks-and-offset', target: 'webgpu' },
    { level: 'int8', form: 'dynamic-int8', target: 'wasm' },
  ])('gives lazily what it gives at once: $form', async (options) => {
    const weights = tinyLlama(config, 'q4', 3);
    const eager = await buildOnnx(weights, { ...options, shardBytes: 30_000 });
    const lazy = await buildOnnx(weights, { ...options, shardBytes: 30_000, lazy: true });
    expect(lazy.model).toEqual(eager.model);
    expect(lazy.external.map(({ path }) => path)).toEqual(eager.external.map(({ path }) => path));
    lazy.external.forEach(({ data }, i) => {
      expect(data.byteLength).toBe(eager.external[i]?.data.byteLength);
      expect(
        Buffer.from(data.subarray(0, data.byteLength)).equals(
          eager.external[i]?.data as Uint8Array,
        ),
      ).toBe(true);
      expect(data.subarray(100, 110)).toEqual(eager.external[i]?.data.slice(100, 110));
    });
  });

  it('cuts external data into aligned tensors and files of a size', async () => {
    const { model, external } = await buildOnnx(tinyLlama(config, 'q4', 3), {
      ...shipped,
      shardBytes: 16_000,
    });
    expect(external.map(({ path }) => path).slice(0, 3)).toEqual([
      'model_q4.onnx_data',
      'model_q4.onnx_data_1',
      'model_q4.onnx_data_2',
    ]);
    const ends = new Map<string, number>();
    for (const { data } of decodeModel(model, 'm').graph.initializers) {
      if (data.kind === 'inline') continue;
      const { location, offset, length = 0 } = data;
      expect(offset % 64).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(ends.get(location) ?? 0);
      ends.set(location, offset + length);
    }
    for (const { path, data } of external) {
      expect(ends.get(path)).toBe(data.length);
      expect(data.length).toBeLessThanOrEqual(16_000);
    }
  });

  it("has the hub's inputs and outputs", async () => {
    const { graph, opsets } = decodeModel(
      (await buildOnnx(tinyLlama(config, 'q4', 3), shipped)).model,
      'm',
    );
    expect(opsets).toContainEqual({ domain: '', version: 18 });
    expect(graph.inputs.map(({ name }) => name).slice(0, 5)).toEqual([
      'input_ids',
      'attention_mask',
      'num_logits_to_keep',
      'past_key_values.0.key',
      'past_key_values.0.value',
    ]);
    expect(graph.inputs[3]?.shape).toEqual(['batch_size', 1, 'past_sequence_length', 32]);
    expect(graph.outputs.map(({ name }) => name).slice(0, 3)).toEqual([
      'logits',
      'present.0.key',
      'present.0.value',
    ]);
  });

  it("lets a tied head read the embedding's own values", async () => {
    for (const form of ['as-shipped', 'expanded', 'dynamic-int8'] as const) {
      const level = form === 'dynamic-int8' ? 'int8' : 'q4';
      const { model } = await buildOnnx(tinyLlama(config, 'q4', 3), {
        level,
        form,
        target: 'wasm',
      });
      const { nodes } = decodeModel(model, 'm').graph;
      const reads = (name: string) =>
        nodes.filter(({ inputs }) => inputs.includes(`model.embed_tokens.weight.${name}`));
      const shared = reads(form === 'as-shipped' ? 'quants' : 'transposed');
      expect(shared.map(({ operator }) => operator)).toHaveLength(2);
    }
  });

  it('tells its progress, and stops when asked', async () => {
    const weights = tinyLlama(config, 'q4', 3);
    const seen: number[] = [];
    await buildOnnx(weights, { ...shipped, onProgress: (done, total) => seen.push(done / total) });
    expect(seen).toHaveLength(weights.names.length);
    expect(seen.at(-1)).toBe(1);
    let asked = 0;
    const stopped = buildOnnx(weights, {
      ...shipped,
      shouldStop: () => Promise.resolve(++asked > 3),
    });
    expect(await codeOf(stopped)).toBe('cancelled {}');
    expect(asked).toBe(4);
  });

  it('refuses weights of another shape, and weights that are not finite', async () => {
    const name = 'model.layers.1.input_layernorm.weight';
    const short = tinyLlama(config, 'q4', 3, { [name]: norm(new Float32Array(95), 95) });
    expect(await codeOf(buildOnnx(short, shipped))).toContain(
      `model-unsupported {"file":"${name}"`,
    );
    for (const value of [Number.NaN, -Infinity]) {
      const broken = tinyLlama(config, 'q4', 3, {
        [name]: norm(new Float32Array(96).fill(value), 96),
      });
      expect(await codeOf(buildOnnx(broken, shipped))).toBe(
        `model-weights-not-finite {"tensor":"${name}"}`,
      );
    }
  });

  it.each<BuildOptions>([
    { level: 'q4', form: 'blocks', target: 'webgpu' },
    { level: 'int8', form: 'dynamic-int8', target: 'webgpu' },
  ])('refuses what WebGPU has no operators for: $form at $level', async (options) => {
    expect(await codeOf(buildOnnx(tinyLlama(config, 'q4', 3), options))).toBe(
      `level-unavailable {"level":"${options.level}","engine":"webgpu"}`,
    );
  });
});
