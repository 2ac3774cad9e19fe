import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelFromFolder } from '../../../../scripts/ask/model-folder.ts';
import { writeGguf } from '../../../fixtures/gguf/gguf-writer.ts';
import { tinyConfig, tinyLlama } from '../../../fixtures/gguf/tiny-llama.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'featherweight-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array): Promise<void> =>
  writeFile(join(folder, name), content);
const read = () => modelFromFolder(folder, 'http://localhost/model/');

test('a GGUF file alone is a model, with its own values to compare with', async () => {
  const config = { ...tinyConfig, hiddenSize: 256, intermediateSize: 256, headSize: 64 };
  const file = writeGguf(tinyLlama({ config, linear: 'Q4_K', down: 'Q6_K' }));
  await put('tiny.gguf', file);
  const { id, source, levels, maxContextLength } = await read();
  expect(id).toBe(basename(folder));
  expect(source).toMatchObject({ graph: 'tiny.gguf', shippedLevel: 'q4' });
  expect(source.files.map(({ path, bytes }) => [path, bytes])).toEqual([
    ['tiny.gguf', file.length],
  ]);
  expect(levels.map(({ level }) => level)).toEqual(['q4', 'fp32']);
  expect(maxContextLength).toBe(128);
});

test('a checkpoint comes with all its shards', async () => {
  await put('config.json', '{"max_position_embeddings": 64}');
  await put('model.safetensors.index.json', '{}');
  for (const shard of [1, 2]) await put(`model-0000${shard}-of-00002.safetensors`, 'x');
  await put('notes.txt', '');
  const { source, maxContextLength } = await read();
  expect(source).toMatchObject({ graph: 'model.safetensors.index.json', shippedLevel: 'fp32' });
  expect(source.files.map(({ path }) => path).sort()).toEqual([
    'config.json',
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
    'model.safetensors.index.json',
  ]);
  expect(maxContextLength).toBe(64);
});

test('no model, and more than one, are refused', async () => {
  await expect(read()).rejects.toThrow('has no onnx/model.onnx, GGUF file or model.safetensors');
  await put('a.gguf', '');
  await put('b.gguf', '');
  await expect(read()).rejects.toThrow('several GGUF files');
});
