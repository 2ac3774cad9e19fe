import { describe, expect, it, test } from 'vitest';
import { parametersOf, type MatrixType } from '../../../../bench/random-gguf/random-weights.ts';
import { randomGguf } from '../../../../bench/random-gguf/random-gguf.ts';
import { shapeOf, type ShapeChange, type ShapeName } from '../../../../bench/random-gguf/shapes.ts';
import { bytesSource } from '../../../../models/byte-source.ts';
import { dequantize } from '../../../../models/dequantize.ts';
import { tokenizerJson } from '../../../../models/readers/gguf/tokenizer-json.ts';
import { readTokenizerMetadata } from '../../../../models/readers/gguf/tokenizer-metadata.ts';
import { readGguf } from '../../../../models/readers/gguf/read-gguf.ts';
import type { LlamaConfig } from '../../../../models/weights.ts';

const sizes = {
  ...{ layers: 2, 'hidden-size': 64, 'intermediate-size': 96, heads: 4, 'kv-heads': 2 },
  ...{ 'head-size': 16, vocabulary: 320, context: 128 },
};

async function written(
  shape: ShapeName,
  type: MatrixType,
  { seed = 1, ...change }: ShapeChange & { readonly seed?: number } = {},
): Promise<Uint8Array> {
  const config = shapeOf(shape, { sizes, ...change });
  const { size, pieces } = await randomGguf('tiny', config, { type, embeddingType: type, seed });
  const file = new Uint8Array(size);
  let at = 0;
  for await (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  expect(at).toBe(size);
  return file;
}

/** A GGUF holds the factors of Llama 3's rotary embedding in 32 bits. */
const inSingles = ({ ropeFactors = [], ...config }: LlamaConfig) => ({
  ...config,
  ropeFactors: ropeFactors.map(Math.fround),
});

describe('the published shapes', () => {
  // As the models' own pages count them.
  test.each([
    ['llama-0.36b', 361_821_120],
    ['qwen2-0.5b', 494_032_768],
    ['llama-1.24b', 1_235_814_400],
  ] as const)('%s has %d parameters', (name, parameters) => {
    expect(parametersOf(shapeOf(name))).toBe(parameters);
  });

  it('change by what is given', () => {
    const config = shapeOf('llama-0.36b', {
      sizes: { layers: 3 },
      architecture: 'qwen3',
      untied: true,
    });
    expect(config).toMatchObject({ layers: 3, architecture: 'qwen3', tiedHead: false });
    expect(config.hiddenSize).toBe(960);
  });
});

describe('a random GGUF file', () => {
  test.each(['Q4_1', 'Q4_0', 'Q8_0', 'F16'] as const)(
    'of %s is read as what was asked for, in weights of a trained size',
    async (type) => {
      for (const shape of ['llama-1.24b', 'qwen2-0.5b'] as const) {
        const untied = shape === 'qwen2-0.5b';
        const file = bytesSource(await written(shape, type, { untied }));
        const { weights, tensors } = await readGguf(file, 'tiny.gguf');
        expect(inSingles(weights.config)).toEqual(inSingles(shapeOf(shape, { sizes, untied })));
        expect(tensors.get('model.layers.1.mlp.down_proj.weight')?.type).toBe(type);
        for (const name of weights.names) {
          const tensor = await weights.read(name);
          if (tensor.shape.length !== 2) continue;
          const columns = tensor.shape.at(-1) ?? NaN;
          const values = dequantize(tensor);
          const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
          expect(square * columns, name).toBeGreaterThan(0.9);
          expect(square * columns, name).toBeLessThan(1.15);
        }
      }
    },
  );

  it('has a tokenizer that can write every byte', async () => {
    const { metadata } = await readGguf(
      bytesSource(await written('llama-0.36b', 'Q4_1')),
      'tiny.gguf',
    );
    const tokenizer = readTokenizerMetadata(metadata, 'tiny.gguf');
    const { model } = tokenizerJson(tokenizer) as {
      readonly model: { readonly vocab: Readonly<Record<string, number>> };
    };
    for (const character of ['a', 'Ġ', 'Ċ', 'ÿ', 'Ġthe'])
      expect(model.vocab).toHaveProperty(character);
    expect(metadata.get('tokenizer.chat_template')).toContain('<|im_start|>');
  });

  it('is the same for the same seed, and another for another', async () => {
    const [one, again, other] = await Promise.all([
      written('llama-0.36b', 'Q4_1'),
      written('llama-0.36b', 'Q4_1'),
      written('llama-0.36b', 'Q4_1', { seed: 2 }),
    ]);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });
});
