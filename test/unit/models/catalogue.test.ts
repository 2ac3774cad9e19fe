import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue, embeddedModel } from '../../../models/catalogue.ts';
import { bytesSource } from '../../../models/byte-source.ts';
import { llamaShapes } from '../../../models/llama-shapes.ts';
import { readOnnx } from '../../../models/readers/onnx/read-onnx.ts';

const folder = new URL('../../../models/smollm2-135m-instruct/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder));

test('ids are unique, and the manifest bears the same one', () => {
  const ids = catalogue.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, source } of catalogue) expect(source.id).toBe(id);
});

test("the embedded model's files are those of its manifest", () => {
  const { source } = embeddedModel;
  for (const { path, bytes, sha256 } of source.files) {
    const data = read(path);
    expect({ path, bytes: data.byteLength }).toEqual({ path, bytes });
    expect({ path, hash: createHash('sha256').update(data).digest('hex') }).toEqual({
      path,
      hash: sha256,
    });
    expect(bytes).toBeLessThan(50_000_000);
  }
  const listed = source.files.map(({ path }) => path);
  expect(listed).toContain(source.graph);
  const stored = readdirSync(new URL('onnx/', folder)).map((name) => `onnx/${name}`);
  expect(listed.filter((path) => path.startsWith('onnx/')).sort()).toEqual(stored.sort());
});

test('what the catalogue says about the embedded model is so', async () => {
  const graph = bytesSource(read(embeddedModel.source.graph));
  const { config } = await readOnnx(graph, 'model_q4.onnx', (location) =>
    Promise.resolve(bytesSource(read(`onnx/${location}`))),
  );
  const counts = [...llamaShapes(config).values()].map((shape) => shape.reduce((a, b) => a * b, 1));
  expect(embeddedModel.parameters).toBe(counts.reduce((a, b) => a + b, 0));
  expect(embeddedModel.contextLimit).toBe(config.contextLength);
  expect(config).toMatchObject({ layers: 30, hiddenSize: 576, heads: 9, kvHeads: 3 });
});
