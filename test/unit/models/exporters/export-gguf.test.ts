import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesSource } from '../../../../models/byte-source.ts';
import { dequantize } from '../../../../models/dequantize.ts';
import { exportGguf } from '../../../../models/exporters/gguf/export-gguf.ts';
import { tokenizerFields } from '../../../../models/exporters/gguf/tokenizer-fields.ts';
import { atLevel } from '../../../../models/levels/at-level.ts';
import { readGguf } from '../../../../models/readers/gguf/read-gguf.ts';
import { tokenizerJson } from '../../../../models/readers/gguf/tokenizer-json.ts';
import { readTokenizerMetadata } from '../../../../models/readers/gguf/tokenizer-metadata.ts';
import { readOnnx } from '../../../../models/readers/onnx/read-onnx.ts';
import type { ModelWeights } from '../../../../models/weights.ts';
import { writeGguf } from '../../../fixtures/gguf/gguf-writer.ts';
import { tinyConfig, tinyLlama as tinyGguf } from '../../../fixtures/gguf/tiny-llama.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

async function whole(
  weights: ModelWeights,
  fields: Parameters<typeof exportGguf>[1]['fields'] = new Map(),
): Promise<Uint8Array> {
  const { size, pieces } = await exportGguf(weights, { fields });
  const file = new Uint8Array(size);
  let at = 0;
  for await (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  expect(at).toBe(size);
  return file;
}

async function expectSame(a: ModelWeights, b: ModelWeights): Promise<void> {
  expect(b.config).toEqual(a.config);
  expect([...b.names].sort()).toEqual([...a.names].sort());
  for (const name of a.names) {
    const [one, other] = [await a.read(name), await b.read(name)];
    if (one.shape.length === 2) expect(other.encoding, name).toBe(one.encoding);
    const wanted = dequantize(one);
    const differs = dequantize(other).findIndex((value, i) => value !== wanted[i]);
    expect(differs, name).toBe(-1);
  }
}

test.each(Object.entries(tinyShapes))(
  '%s: read again it is the same, bit for bit',
  async (_, config) => {
    for (const encoding of ['f32', 'f16', 'q8', 'q4'] as const) {
      const weights = tinyLlama(config, encoding, 7);
      const { weights: again } = await readGguf(bytesSource(await whole(weights)), 'again.gguf');
      await expectSame(weights, again);
    }
  },
);

test('what a reader took apart is written back byte for byte', async () => {
  const gguf = tinyGguf({ config: { ...tinyConfig, tiedHead: false } });
  const { weights } = await readGguf(bytesSource(writeGguf(gguf)), 'one.gguf');
  const { tensors } = await readGguf(bytesSource(await whole(weights)), 'two.gguf');
  const file = await whole(weights);
  for (const [name, { offset, bytes }] of tensors) {
    const stored = gguf.tensors.find((tensor) => tensor.name === tensors.get(name)?.name);
    expect(file.subarray(offset, offset + bytes), name).toEqual(stored?.data);
  }
});

test('levels that no type holds exactly are refused by name', async () => {
  const weights = tinyLlama(tinyShapes['grouped 4/2, separate head'], 'f32', 3);
  for (const level of ['q4i', 'q3', 'q2', 'int8'] as const)
    await expect(exportGguf(atLevel(weights, level), { fields: new Map() })).rejects.toMatchObject({
      code: 'export-inexact',
    });
  await expect(
    exportGguf(weights, { fields: new Map(), shouldStop: () => true }),
  ).rejects.toMatchObject({ code: 'cancelled' });
});

test('the embedded model: weights bit for bit, and its tokenizer', async () => {
  const folder = new URL('../../../../models/smollm2-135m-instruct/', import.meta.url);
  const bytes = (path: string) => new Uint8Array(readFileSync(new URL(path, folder)));
  const json = (path: string): unknown => JSON.parse(new TextDecoder().decode(bytes(path)));
  const weights = await readOnnx(bytesSource(bytes('onnx/model_q4.onnx')), 'model_q4.onnx', (at) =>
    Promise.resolve(bytesSource(bytes(`onnx/${at}`))),
  );
  const { chat_template: chatTemplate } = json('tokenizer_config.json') as {
    readonly chat_template: string;
  };
  const tokenizer = json('tokenizer.json');
  const fields = tokenizerFields({
    ...{ tokenizer, vocabularySize: weights.config.vocabularySize, chatTemplate },
    ...{ bosId: 1, eosId: 2, paddingId: 2, unknownId: 0, addBos: false },
  });
  const { weights: again, metadata } = await readGguf(
    bytesSource(await whole(weights, fields)),
    'again.gguf',
  );
  await expectSame(weights, again);
  const read = readTokenizerMetadata(metadata, 'again.gguf');
  expect(read).toMatchObject({ bosId: 1, eosId: 2, addBos: false, chatTemplate });
  const rebuilt = JSON.parse(JSON.stringify(tokenizerJson(read))) as Record<string, unknown>;
  expect(rebuilt.model).toEqual((tokenizer as Record<string, unknown>).model);
  expect(rebuilt.added_tokens).toEqual((tokenizer as Record<string, unknown>).added_tokens);
}, 120_000);
