import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelFile } from '../../../../core/contract.ts';
import { bytesSource } from '../../../../models/byte-source.ts';
import { readGguf } from '../../../../models/readers/gguf/read-gguf.ts';
import { compareWeights, tolerance } from '../../../../scripts/convert/compare-weights.ts';
import { makeHubFolder } from '../../../../scripts/convert/hub-folder.ts';
import { writeGguf } from '../../../fixtures/gguf/gguf-writer.ts';
import { tinyConfig, tinyLlama, type TinyOptions } from '../../../fixtures/gguf/tiny-llama.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'featherweight-convert-'));
});
afterAll(() => rm(folder, { recursive: true }));

const openTiny = (options?: TinyOptions) =>
  readGguf(bytesSource(writeGguf(tinyLlama(options))), 'tiny.gguf');

/** Runs the program; rejects with its `stderr` when it fails. */
const convert = (...args: readonly string[]) =>
  promisify(execFile)(join(root, 'node_modules/.bin/tsx'), ['scripts/convert-model.ts', ...args], {
    cwd: root,
  });

test('the same model gives the same bytes, in the layout of the hub', async () => {
  const first = await makeHubFolder(await openTiny(), 'tiny', 'tiny.gguf');
  const second = await makeHubFolder(await openTiny(), 'tiny', 'tiny.gguf');
  expect(second).toEqual(first);
  expect(first.map(({ path }) => path)).toEqual([
    'config.json',
    'generation_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'onnx/model_q4.onnx',
    'onnx/model_q4.onnx_data',
    'manifest.json',
  ]);
});

test('the program writes what it says, and proves it by reading it back', async () => {
  const file = join(folder, 'tiny.gguf');
  await writeFile(file, writeGguf(tinyLlama()));
  const target = join(folder, 'tiny');
  const { stdout } = await convert('--any', '--id', 'tiny-llama', file, target);
  expect(stdout).toMatch(/20 tensors read back; [1-9]\d* blocks of scale 0/);

  const manifest = JSON.parse(await readFile(join(target, 'manifest.json'), 'utf8')) as {
    readonly id: string;
    readonly graph: string;
    readonly shippedLevel: string;
    readonly files: readonly ModelFile[];
  };
  expect(manifest).toMatchObject({
    id: 'tiny-llama',
    graph: 'onnx/model_q4.onnx',
    shippedLevel: 'q4',
  });
  for (const { path, bytes, sha256 } of manifest.files) {
    const data = await readFile(join(target, path));
    expect(data.byteLength).toBe(bytes);
    expect(createHash('sha256').update(data).digest('hex')).toBe(sha256);
  }
  const config = JSON.parse(await readFile(join(target, 'config.json'), 'utf8')) as object;
  expect(config).toMatchObject({
    'transformers.js_config': { dtype: 'q4', use_external_data_format: { 'model_q4.onnx': 1 } },
  });
});

test.each([
  ['Q4_1', 'Q8_0', true],
  ['Q4_0', 'Q8_0', true],
  ['Q8_0', 'Q8_0', true],
  ['Q4_1', 'F16', true],
  ['Q4_1', 'Q8_0', false],
  ['F32', 'F32', true],
  ['BF16', 'F16', false],
] as const)(
  '%s with a %s embedding, tied head %s: nothing is rounded',
  async (linear, embedding, tiedHead) => {
    const model = await openTiny({
      linear,
      embedding,
      config: { ...tinyConfig, tiedHead },
      seed: 3,
    });
    const files = await makeHubFolder(model, 'tiny', 'tiny.gguf');
    const target = await mkdtemp(join(folder, 'tiny-'));
    let graph = '';
    for (const { path, data } of files.filter((file) => file.path.startsWith('onnx/'))) {
      const place = join(target, path.slice('onnx/'.length));
      if (path.endsWith('.onnx')) graph = place;
      await writeFile(place, data);
    }
    const { worst, zeroBlocks, tensors } = await compareWeights(model.weights, graph);
    expect(worst).toBeLessThanOrEqual(tolerance);
    expect(tensors).toBe(model.weights.names.length);
    if (linear === 'Q4_1') expect(zeroBlocks).toBeGreaterThan(0);
  },
);

test('another file is not taken for the embedded model', async () => {
  const file = join(folder, 'other.gguf');
  const target = join(folder, 'other');
  await writeFile(file, writeGguf(tinyLlama()));
  await expect(convert(file, target)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/not the embedded model's file.*Nothing was written/s) as string,
  });
  expect(await readdir(folder)).not.toContain('other');
});

test('a file that is no model is refused without a stack', async () => {
  const file = join(folder, 'page.gguf');
  await writeFile(file, '<!doctype html>');
  await expect(convert('--any', file, join(folder, 'page'))).rejects.toMatchObject({
    code: 1,
    stderr: expect.not.stringContaining('    at ') as string,
  });
});
