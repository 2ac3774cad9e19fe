import { expect, test, vi } from 'vitest';
import type { LoadResult } from '../../../core/contract.ts';
import { loadFigures } from '../../../core/metrics/load.ts';
import { epochMs } from '../../../core/units.ts';
import { openGpu } from '../../../workers/decoders/ort/gpu-device.ts';
import type { OrtDecoder } from '../../../workers/decoders/ort/ort-decoder.ts';
import { Host } from '../../../workers/host.ts';
import { Session } from '../../../workers/session.ts';
import { byteTokenizer } from '../../unit/workers/byte-tokenizer.ts';
import { tinyLlama, tinyShapes } from '../../fixtures/models/tiny-llama.ts';
import { openWeights } from './decoder-under-test.ts';
import { adapter, noAdapter } from './gpu-adapter.ts';

const weights = tinyLlama(tinyShapes['equal heads, one layer'], 'f32', 21);

/** A host on a decoder; all tokens of these chats lie within the tiny vocabulary. */
async function hostOn(decoder: OrtDecoder): Promise<Host> {
  const variant = { model: 'tiny', level: 'fp32', engine: 'webgpu' } as const;
  const tokenizer = byteTokenizer("{{ messages[0]['content'] }}");
  const load = loadFigures(0, {}, 'storage');
  const session = new Session(decoder);
  const host = new Host(
    () =>
      Promise.resolve({ variant: { variant, tokenizer, session, load }, result: {} as LoadResult }),
    epochMs(0),
  );
  await host.load({ stopFlag: null } as Parameters<Host['load']>[0], () => undefined);
  return host;
}

const ask = {
  messages: [{ role: 'user', content: 'hello' }],
  continueIds: [],
  sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 },
  maxTokens: 40,
  stopStrings: [],
} as const;

test('a device lost during an answer is told, and every later use too', async ({ skip }) => {
  skip(!adapter, noAdapter);
  const { decoder, device } = await openWeights(weights, 'fp32', 'expanded', {
    engine: 'webgpu',
  });
  const host = await hostOn(decoder);
  let tokens = 0;
  const answer = host.generate({ ...ask, id: 1 }, (events) => {
    tokens += events.filter(({ type }) => type === 'token').length;
    if (tokens >= 2) device?.destroy();
  });
  await expect(answer).rejects.toMatchObject({
    code: 'webgpu-lost',
    failure: { parameters: { stage: 'decode' } },
  });
  await expect(host.generate({ ...ask, id: 2 }, () => undefined)).rejects.toMatchObject({
    code: 'webgpu-lost',
  });
});

test('no adapter, no device, no WebGPU: each is told apart', async () => {
  const reason = () =>
    openGpu().then(
      () => 'none',
      (error: unknown) => error,
    );
  const gpu = (fake: unknown) => vi.spyOn(navigator, 'gpu', 'get').mockReturnValue(fake as GPU);
  const unavailable = (why: string) => ({
    failure: { code: 'webgpu-unavailable', parameters: { reason: why } },
  });
  gpu({ requestAdapter: () => Promise.resolve(null) });
  expect(await reason()).toMatchObject(unavailable('no-adapter'));
  gpu({
    requestAdapter: () =>
      Promise.resolve({
        features: new Set(),
        limits: {},
        requestDevice: () => Promise.reject(new Error('no')),
      }),
  });
  expect(await reason()).toMatchObject(unavailable('no-device'));
  gpu(undefined);
  expect(await reason()).toMatchObject(unavailable('no-api'));
  vi.restoreAllMocks();
});

test('a software adapter is called one', async ({ skip }) => {
  skip(!adapter, noAdapter);
  const { description, device } = await openGpu();
  expect(typeof description.vendor).toBe('string');
  // These tests run on SwiftShader, unless the machine has a GPU.
  if (/swiftshader/i.test(`${description.architecture} ${description.description}`))
    expect(description.isFallback).toBe(true);
  device.destroy();
});
