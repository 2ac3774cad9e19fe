import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LoadRequest, ModelFile } from '../../../core/contract.ts';
import { epochMs } from '../../../core/units.ts';
import { bytesSource } from '../../../models/byte-source.ts';
import { readGguf } from '../../../models/readers/gguf/read-gguf.ts';
import { loadVariant } from '../../../workers/load/load-variant.ts';
import { sha256 } from '../../../workers/load/sha256.ts';
import { StopFlag } from '../../../workers/stop-signal.ts';
import qwen3Config from '../../fixtures/architectures/qwen3/config.json' with { type: 'json' };
import { expectedLogits } from '../../fixtures/architectures/expected-logits.ts';
import { writeGguf } from '../../fixtures/gguf/gguf-writer.ts';
import { tinyConfig, tinyLlama } from '../../fixtures/gguf/tiny-llama.ts';
import { divergence, worstDifference } from '../../fixtures/reference/difference.ts';
import { referenceLogits } from '../../fixtures/reference/llama.ts';
import { byteTokenizerJson } from '../../unit/workers/byte-tokenizer.ts';

const baseUrl = 'https://models.test/import/';
type Variant = LoadRequest['variant'];

afterEach(async () => {
  vi.restoreAllMocks();
  await caches.delete('featherweight-model-files-v1');
});

/** Puts files at an address that answers to `fetch` in this page, and loads the model behind one. */
async function load(
  content: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  graph: string,
  shippedLevel: Variant['level'],
  variant: Omit<Variant, 'model'>,
) {
  const reallyFetch = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    if (typeof url !== 'string' || !url.startsWith(baseUrl)) return reallyFetch(url, init);
    const data = content[url.slice(baseUrl.length)];
    return Promise.resolve(data ? new Response(data) : new Response('', { status: 404 }));
  });
  const files: ModelFile[] = [];
  for (const [path, data] of Object.entries(content))
    files.push({ path, bytes: data.length, sha256: await sha256(data) });
  const { result, variant: loaded } = await loadVariant(
    {
      ...{ id: 1, contextLength: 64, threads: 1, stopFlag: null, form: 'auto', kvCache: 'f32' },
      variant: { model: 'tiny', ...variant },
      source: { id: 'tiny', baseUrl, graph, files, shippedLevel },
      requestedAt: epochMs(performance.timeOrigin + performance.now()),
    },
    {
      workerStartedAt: epochMs(0),
      stop: new StopFlag().signal(1),
      signal: new AbortController().signal,
      emit: () => undefined,
    },
  );
  return { result, decoder: loaded.session.decoder, tokenizer: loaded.tokenizer };
}

describe('a GGUF file of K-quants', () => {
  const config = {
    ...tinyConfig,
    ...{ hiddenSize: 256, intermediateSize: 256, headSize: 64, architecture: 'qwen2' as const },
  };
  const gguf = tinyLlama({ config, linear: 'Q4_K', down: 'Q6_K' });
  const file = new Uint8Array(writeGguf(gguf));
  const tokens = Array.from({ length: 24 }, (_, i) => (i * 37 + 5) % 288);
  const expected = async () => {
    const { weights } = await readGguf(bytesSource(file), 'tiny.gguf');
    return (await referenceLogits(weights, tokens)).at(-1) as Float64Array;
  };

  test.each(['simd', 'wasm'] as const)('%s: at fp32 its own weights', async (engine) => {
    const variant = { engine, level: 'fp32' } as const;
    const { result, decoder } = await load({ 'tiny.gguf': file }, 'tiny.gguf', 'q4', variant);
    expect(result.convertedTypes).toBeUndefined();
    expect(result.model).toMatchObject({ architecture: 'qwen2', vocabularySize: 288 });
    const logits = await decoder.prefill(tokens);
    expect(worstDifference([logits], [await expected()])).toBeLessThan(1e-4);
    await decoder.dispose();
  });

  test.each(['simd', 'wasm'] as const)(
    '%s: at its own level, converted and said so',
    async (engine) => {
      const variant = { engine, level: 'q4' } as const;
      const { result, decoder, tokenizer } = await load(
        { 'tiny.gguf': file },
        'tiny.gguf',
        'q4',
        variant,
      );
      expect(result.convertedTypes).toEqual(['Q6_K']);
      expect(tokenizer.encode('abc')).toHaveLength(1);
      const logits = await decoder.prefill(tokens);
      expect(divergence(logits, await expected())).toBeLessThan(0.01);
      await decoder.dispose();
    },
  );
});

test('a safetensors checkpoint', async () => {
  const weights = await fetch(
    new URL('../../fixtures/architectures/qwen3/model.safetensors', import.meta.url),
  );
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const files = {
    'model.safetensors': new Uint8Array(await weights.arrayBuffer()),
    'config.json': encode(qwen3Config),
    'tokenizer.json': encode(byteTokenizerJson),
  };
  const { ids, logits } = expectedLogits('qwen3');
  const variant = { engine: 'simd', level: 'fp32' } as const;
  const { decoder } = await load(files, 'model.safetensors', 'fp32', variant);
  const last = await decoder.prefill(ids);
  expect(worstDifference([last], logits.slice(-1))).toBeLessThan(1e-4);
  await decoder.dispose();
});

test('a pickle is not opened', async () => {
  const pickle = Uint8Array.of(0x80, 2, 0x7d, 0x71, 0, 0x2e);
  const variant = { engine: 'simd', level: 'fp32' } as const;
  await expect(load({ 'model.bin': pickle }, 'model.bin', 'fp32', variant)).rejects.toMatchObject({
    failure: { code: 'model-file-pickle', parameters: { file: 'model.bin' } },
  });
});
