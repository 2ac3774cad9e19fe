import { describe, expect, it } from 'vitest';
import { FeatherweightError } from '../../../../core/errors.ts';
import { dequantize } from '../../../../models/dequantize.ts';
import { columnStride } from '../../../../models/levels/gptq/workspace.ts';
import type { ModelWeights, WeightTensor } from '../../../../models/weights.ts';
import { activationBuffers, Activations } from '../../../../workers/calibration/activations.ts';
import { readAttentionVectors } from '../../../../workers/calibration/attention-vectors.ts';
import { calibrate, type CalibrationOptions } from '../../../../workers/calibration/calibrate.ts';
import { kernelCompute, plainModule } from '../../../fixtures/gptq/kernels.ts';
import { uniformNumbers } from '../../../fixtures/models/random.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';
import { referenceLogits } from '../../../fixtures/reference/llama.ts';

const shape = tinyShapes['grouped 3/1, tied'];
const weights = tinyLlama(shape, 'f32', 3);
const uniform = uniformNumbers(4);
const tokens = Array.from({ length: 8 * 32 }, () => Math.floor(uniform() * shape.vocabularySize));

const options = (change: Partial<CalibrationOptions> = {}): CalibrationOptions => ({
  ...{ weights, tokens, level: 'q3-gptq', sequenceLength: 32 },
  ...{ module: plainModule(), shared: false, threads: 1 },
  onTensor: () => undefined,
  onProgress: () => undefined,
  shouldStop: () => Promise.resolve(false),
  ...change,
});

async function calibrated(change: Partial<CalibrationOptions> = {}) {
  const tensors = new Map<string, WeightTensor>();
  const onTensor = (name: string, tensor: WeightTensor) => void tensors.set(name, tensor);
  await calibrate(options({ onTensor, ...change }));
  return tensors;
}

const withTensors = (tensors: ReadonlyMap<string, WeightTensor>): ModelWeights => ({
  ...weights,
  read: async (name) => tensors.get(name) ?? weights.read(name),
});

/** A matrix of the model by columns, those of several names under each other. */
async function byColumns(
  weights: ModelWeights,
  names: readonly string[],
  columns: number,
): Promise<Float32Array> {
  const parts = await Promise.all(names.map(async (name) => dequantize(await weights.read(name))));
  const values = Float32Array.from(parts.flatMap((part) => [...part]));
  const rows = values.length / columns;
  const turned = new Float32Array(columns * columnStride(rows));
  values.forEach((value, i) => {
    turned[(i % columns) * columnStride(rows) + Math.floor(i / columns)] = value;
  });
  return turned;
}

/** Mean squared difference of the last position's logits, sequence by sequence. */
async function logitError(made: ModelWeights): Promise<number> {
  let total = 0;
  for (let start = 0; start < tokens.length; start += 32) {
    const sequence = tokens.slice(start, start + 32);
    const wanted = await referenceLogits(weights, sequence);
    const found = await referenceLogits(made, sequence);
    wanted.forEach((row, i) => {
      row.forEach((value, j) => (total += (value - (found[i]?.[j] as number)) ** 2));
    });
  }
  return total;
}

describe('the forward pass of calibration', () => {
  it.each([
    'grouped 3/1, tied',
    'Qwen2, biases',
    'Qwen3, normalized heads wider than hidden',
  ] as const)('ends where the reference does, for the weights as they are: %s', async (name) => {
    const shape = tinyShapes[name];
    const weights = tinyLlama(shape, 'f32', 3);
    const sequences = { count: 2, length: 32 };
    const { hiddenSize, intermediateSize, heads, headSize, layers } = shape;
    const stored = await Promise.all(
      Array.from({ length: layers }, async (_, layer) => {
        const prefix = `model.layers.${layer}`;
        const named = (names: string[], columns: number) =>
          byColumns(
            weights,
            names.map((name) => `${prefix}.${name}_proj.weight`),
            columns,
          );
        return {
          prefix,
          qkv: await named(['self_attn.q', 'self_attn.k', 'self_attn.v'], hiddenSize),
          o: await named(['self_attn.o'], heads * headSize),
          gateUp: await named(['mlp.gate', 'mlp.up'], hiddenSize),
          down: await named(['mlp.down'], intermediateSize),
        };
      }),
    );
    const matrices = stored.flatMap(({ qkv, o, gateUp, down }) => [qkv, o, gateUp, down]);
    const compute = await kernelCompute((counter) => {
      activationBuffers(counter, shape, sequences);
      for (const matrix of matrices) counter.allocate(matrix.length);
    });
    const buffers = activationBuffers(compute, shape, sequences);
    const activations = new Activations(compute, shape, sequences, buffers);
    const place = (matrix: Float32Array): Float32Array => {
      const placed = compute.allocate(matrix.length);
      placed.set(matrix);
      return placed;
    };
    const read = async (name: string) => dequantize(await weights.read(name));
    activations.embed(await read('model.embed_tokens.weight'), tokens);
    for (const [layer, { prefix, qkv, o, gateUp, down }] of stored.entries()) {
      const placed = [qkv, o, gateUp, down].map(place);
      activations.setNorm(await read(`${prefix}.input_layernorm.weight`));
      activations.setAttention(await readAttentionVectors(shape, layer, read));
      for (const i of [0, 1]) activations.attend(i, placed[0] as Float32Array);
      for (const i of [0, 1])
        activations.addProduct(i, placed[1] as Float32Array, heads * headSize);
      activations.setNorm(await read(`${prefix}.post_attention_layernorm.weight`));
      for (const i of [0, 1]) activations.gate(i, placed[2] as Float32Array);
      for (const i of [0, 1])
        activations.addProduct(i, placed[3] as Float32Array, intermediateSize);
    }
    const norm = await read('model.norm.weight');
    const head = await read(shape.tiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight');
    for (const sequence of [0, 1]) {
      const wanted = await referenceLogits(
        weights,
        tokens.slice(32 * sequence, 32 * sequence + 32),
      );
      wanted.forEach((logits, position) => {
        const from = (32 * sequence + position) * hiddenSize;
        const row = buffers.residual.subarray(from, from + hiddenSize);
        const squares = row.reduce((sum, x) => sum + x * x, 0) / hiddenSize;
        const normed = row.map((x, i) => (x / Math.sqrt(squares + 1e-5)) * (norm[i] as number));
        logits.forEach((logit, token) => {
          let sum = 0;
          for (let i = 0; i < hiddenSize; i++)
            sum += (normed[i] as number) * (head[token * hiddenSize + i] as number);
          expect(Math.abs(sum - logit)).toBeLessThan(1e-4);
        });
      });
    }
    compute.dispose();
  });
});

describe('calibration', () => {
  it.each(['q4i-gptq', 'q3-gptq', 'q2-gptq-h4'] as const)(
    'makes every matrix of the layers: %s',
    async (level) => {
      const tensors = await calibrated({ level });
      expect([...tensors.keys()].toSorted()).toEqual(
        weights.names.filter((name) => name.endsWith('_proj.weight')).toSorted(),
      );
      for (const [name, tensor] of tensors) {
        expect(tensor.shape).toEqual((await weights.read(name)).shape);
        if (level === 'q4i-gptq') expect(tensor).toMatchObject({ encoding: 'blocks', bits: 4 });
        else
          expect(tensor).toMatchObject({
            encoding: 'row-coded',
            bits: level === 'q3-gptq' ? 3 : 2,
          });
      }
    },
  );

  it('keeps the logits nearer the more bits there are', async () => {
    const errors: number[] = [];
    for (const level of ['q4i-gptq', 'q3-gptq', 'q2-gptq'] as const)
      errors.push(await logitError(withTensors(await calibrated({ level }))));
    expect(errors).toEqual(errors.toSorted((a, b) => a - b));
  });

  it('tells of each matrix once, in order, to the last', async () => {
    const told: [number, number][] = [];
    await calibrate(options({ onProgress: (done, total) => void told.push([done, total]) }));
    expect(told).toEqual(Array.from({ length: 22 }, (_, i) => [i, 21]));
  });

  it('stops wherever it is asked to', async () => {
    let asked = 0;
    await calibrate(options({ shouldStop: () => Promise.resolve(++asked < 0) }));
    for (const limit of [1, 5, Math.floor(asked / 2), asked]) {
      let left = limit;
      const stopped = calibrate(options({ shouldStop: () => Promise.resolve(--left <= 0) }));
      await expect(stopped).rejects.toThrow(FeatherweightError);
      await expect(stopped).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    }
  });

  it('takes whole sequences only, and a text shorter than one', async () => {
    const figures = await calibrate(options({ tokens: tokens.slice(0, 75) }));
    expect(figures.sequences).toEqual({ count: 2, length: 32 });
    const short = await calibrate(options({ tokens: tokens.slice(0, 11) }));
    expect(short.sequences).toEqual({ count: 1, length: 8 });
  });
});
