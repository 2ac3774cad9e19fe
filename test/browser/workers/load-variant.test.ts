import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LoadEvent, LoadRequest, ModelFile } from '../../../core/contract.ts';
import { epochMs } from '../../../core/units.ts';
import { buildOnnx, onnxFileName, type OnnxFiles } from '../../../models/graph/build.ts';
import { loadVariant } from '../../../workers/load/load-variant.ts';
import { sha256 } from '../../../workers/load/sha256.ts';
import { Session } from '../../../workers/session.ts';
import { StopFlag } from '../../../workers/stop-signal.ts';
import { plainDecoder } from '../../fixtures/models/plain-decoder.ts';
import { tinyLlama, tinyShapes } from '../../fixtures/models/tiny-llama.ts';
import { byteTokenizerJson } from '../../unit/workers/byte-tokenizer.ts';
import { expectClose, fresh, tokens } from './logits.ts';

const baseUrl = 'https://models.test/tiny/';
const shape = tinyShapes['grouped 3/1, tied'];
const weights = tinyLlama(shape, 'q4', 41);
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

afterEach(async () => {
  vi.restoreAllMocks();
  await caches.delete('featherweight-model-files-v1');
});

/** Puts a model at an address that answers to `fetch` in this page. */
async function publish(
  { model, external }: OnnxFiles,
  shippedLevel: LoadRequest['variant']['level'],
  configChange: object = {},
): Promise<LoadRequest['source']> {
  const graph = `onnx/${onnxFileName(shippedLevel)}`;
  const config = {
    model_type: 'llama',
    vocab_size: shape.vocabularySize,
    max_position_embeddings: shape.contextLength,
    hidden_size: shape.hiddenSize,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    ...configChange,
  };
  const content = new Map<string, Uint8Array<ArrayBuffer>>([
    ['config.json', encode(config)],
    ['generation_config.json', encode({ temperature: 0.2, top_p: 0.9, do_sample: true })],
    ['tokenizer.json', encode(byteTokenizerJson)],
    [graph, model.slice()],
    ...external.map(({ path, data }) => [`onnx/${path}`, data.slice()] as const),
  ]);
  const reallyFetch = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    if (typeof url !== 'string' || !url.startsWith(baseUrl)) return reallyFetch(url, init);
    const data = content.get(url.slice(baseUrl.length));
    return Promise.resolve(data ? new Response(data) : new Response('', { status: 404 }));
  });
  const files: ModelFile[] = [];
  for (const [path, data] of content)
    files.push({ path, bytes: data.length, sha256: await sha256(data) });
  return { id: 'tiny', baseUrl, graph, files, shippedLevel };
}

const events: LoadEvent[] = [];
const load = (source: LoadRequest['source'], change: Partial<LoadRequest> = {}) => {
  events.length = 0;
  return loadVariant(
    {
      id: 1,
      variant: { model: 'tiny', level: source.shippedLevel, engine: 'wasm' },
      source,
      contextLength: 32,
      threads: 1,
      requestedAt: epochMs(performance.timeOrigin + performance.now()),
      stopFlag: null,
      form: 'auto',
      ...change,
    },
    {
      workerStartedAt: epochMs(0),
      stop: new StopFlag().signal(1),
      signal: new AbortController().signal,
      emit: (batch) => void events.push(...batch),
    },
  );
};
const at = (level: LoadRequest['variant']['level']) => ({
  variant: { model: 'tiny', level, engine: 'wasm' } as const,
});
const shipped = () => buildOnnx(weights, { level: 'q4', form: 'blocks', target: 'wasm' });

describe('a canonical model', () => {
  test('loads in every form of every level, and says which it has', async () => {
    const source = await publish(await shipped(), 'q4');
    const logits = new Map<string, Float32Array>();
    for (const [change, form] of [
      [{}, 'expanded'],
      [{ form: 'blocks' }, 'blocks'],
      [{ form: 'as-shipped' }, 'as-shipped'],
      [at('fp32'), 'expanded'],
      [at('q8'), 'expanded'],
      [at('int8'), 'dynamic-int8'],
      [at('q4-h4'), 'expanded'],
      [at('q4i'), 'expanded'],
      [at('q3'), 'expanded'],
      [{ ...at('q3'), form: 'blocks' }, 'blocks'],
      [at('q2-h4'), 'expanded'],
      [{ ...at('q2-h4'), form: 'blocks' }, 'blocks'],
    ] as const) {
      const { result, variant } = await load(source, change);
      expect(result).toMatchObject({ form, contextLength: 32, threads: 1 });
      expect(result.model.generationDefaults).toEqual({ temperature: 0.2, topP: 0.9 });
      expect(variant.session.decoder.length).toBe(0);
      const name = `${result.variant.level} ${form}`;
      logits.set(name, await fresh(variant.session.decoder, tokens));
      await variant.session.decoder.dispose();
    }
    const expanded = logits.get('q4 expanded') as Float32Array;
    for (const name of ['q4 blocks', 'q4 as-shipped', 'fp32 expanded'])
      expectClose(logits.get(name) as Float32Array, expanded, 1e-3, name);
    for (const level of ['q3', 'q2-h4'])
      expectClose(
        logits.get(`${level} blocks`) as Float32Array,
        logits.get(`${level} expanded`) as Float32Array,
        1e-3,
        level,
      );
  });

  test('fp16 does not run on the CPU', async () => {
    await expect(load(await publish(await shipped(), 'q4'), at('fp16'))).rejects.toMatchObject({
      code: 'level-unavailable',
    });
  });

  test('is fetched once: the next load comes from storage', async () => {
    const source = await publish(await shipped(), 'q4');
    const first = await load(source);
    expect(first.result.figures.origin).toBe('network');
    const second = await load(source);
    expect(second.result.figures.origin).toBe('storage');
    expect(events.filter((e) => e.type === 'stage').map((e) => e.stage)).toEqual([
      'fetch',
      'parse',
      'quantize',
      'compile',
      'warmup',
    ]);
  });

  test('runs as the file has it where expanded weights don’t fit', async () => {
    const source = await publish(await shipped(), 'q4');
    Object.defineProperty(navigator, 'deviceMemory', { value: 0.001, configurable: true });
    try {
      expect((await load(source)).result.form).toBe('as-shipped');
      expect((await load(source, at('q8'))).result.form).toBe('blocks');
    } finally {
      Reflect.deleteProperty(navigator, 'deviceMemory');
    }
  });

  test('answers a prompt right after the load', async () => {
    const { variant } = await load(await publish(await shipped(), 'q4'));
    const session = new Session(variant.session.decoder);
    const prompt = variant.tokenizer.encode('hello');
    await session.rewind(prompt);
    const logits = await session.prefill(prompt, new StopFlag().signal(2));
    expect(logits?.every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('any other decoder', () => {
  test('runs as the file has it, at its own level only', async () => {
    const plain = await plainDecoder(weights, { positionIds: true });
    const source = await publish(plain, 'fp32');
    const { result } = await load(source);
    expect(result).toMatchObject({ form: 'as-shipped' });
    await expect(load(source, at('q8'))).rejects.toMatchObject({ code: 'level-unavailable' });
    await expect(load(source, { form: 'expanded' })).rejects.toMatchObject({
      code: 'level-unavailable',
    });
  });
});

describe('what a load refuses', () => {
  test('a browser without WebAssembly SIMD, before anything is fetched', async () => {
    const source = await publish(await shipped(), 'q4');
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    await expect(load(source)).rejects.toMatchObject({ code: 'wasm-simd-missing' });
    expect(fetch).not.toHaveBeenCalled();
  });

  test('a GPU engine without a GPU, before anything is fetched', async () => {
    const source = await publish(await shipped(), 'q4');
    vi.spyOn(navigator, 'gpu', 'get').mockReturnValue(undefined as unknown as GPU);
    const variant = { model: 'tiny', level: 'q4', engine: 'webgpu' } as const;
    await expect(load(source, { variant })).rejects.toMatchObject({ code: 'webgpu-unavailable' });
    expect(fetch).not.toHaveBeenCalled();
  });

  test('a graph that is none, or that lacks its weights', async () => {
    const files = await shipped();
    const broken = await publish({ ...files, model: files.model.map((byte) => byte ^ 0x55) }, 'q4');
    await expect(load(broken)).rejects.toMatchObject({ code: 'model-file-invalid' });
    const bare = await publish({ ...files, external: [] }, 'q4');
    await expect(load(bare)).rejects.toMatchObject({
      failure: { code: 'model-file-missing', parameters: { file: 'model_q4.onnx_data' } },
    });
  });

  test('a configuration that is none, a context beyond the model’s', async () => {
    const files = await shipped();
    const source = await publish(files, 'q4', { vocab_size: 'many' });
    await expect(load(source)).rejects.toMatchObject({
      failure: { code: 'model-file-invalid', parameters: { file: 'config.json' } },
    });
    const good = await publish(files, 'q4');
    await expect(load(good, { contextLength: 65 })).rejects.toMatchObject({
      failure: { code: 'request-invalid', parameters: { field: 'contextLength' } },
    });
  });

  test('more than a 32-bit address space holds, known before', async () => {
    const source = await publish(await shipped(), 'q4', { max_position_embeddings: 1e8 });
    await expect(load(source, { contextLength: 1e8 })).rejects.toMatchObject({
      failure: { code: 'memory-limit', parameters: { limitBytes: 3.5e9 } },
    });
  });
});
