import { proxy } from 'comlink';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  BenchCalibration,
  BenchEvent,
  BenchLimits,
  BenchTestResult,
} from '../../../core/bench.ts';
import { buildOnnx, onnxFileName } from '../../../models/graph/build.ts';
import { tinyLlama, tinyShapes } from '../../fixtures/models/tiny-llama.ts';
import { byteTokenizerJson } from '../../unit/workers/byte-tokenizer.ts';
import { EngineUnderTest } from './engine-under-test.ts';
import { publishInCache } from './published-model.ts';

const shape = { ...tinyShapes['grouped 3/1, tied'], contextLength: 256 };
const test8 = { kind: 'test', nDepth: 0, repetitions: 2, warmUp: true } as const;

describe.each(['simd', 'wasm'] as const)('a tiny model on %s', (engine) => {
  const underTest = new EngineUnderTest();
  const events: BenchEvent[] = [];
  let id = 100;
  const heard = proxy((batch: readonly BenchEvent[]) => void events.push(...batch));

  beforeAll(async () => {
    const files = await buildOnnx(tinyLlama(shape, 'q4', 41), {
      level: 'q4',
      form: 'blocks',
      target: 'wasm',
    });
    const source = await publishInCache(shape, files, onnxFileName('q4'), byteTokenizerJson);
    await underTest.load({
      variant: { model: 'tiny', level: 'q4', engine },
      source,
      contextLength: 256,
      threads: 1,
    });
  });
  afterAll(() => underTest.end());

  test('gives a sample a repetition, with and without depth', async () => {
    for (const nDepth of [0, 128]) {
      const call = { ...test8, id: ++id, nPrompt: 64, nGen: 8, nDepth };
      const result = (await underTest.api.bench(call, heard)) as BenchTestResult;
      expect(result.samples).toHaveLength(2);
      for (const rates of [result.samples, result.prompt, result.generation])
        for (const rate of rates) expect(rate).toBeGreaterThan(0);
      expect(result.timeToFirstToken).toHaveLength(2);
    }
    const phases = new Set(events.flatMap((event) => (event.type === 'tokens' ? event.phase : [])));
    expect([...phases].sort()).toEqual(['depth', 'generation', 'prompt', 'warm-up']);
  });

  test('is stopped in the middle, and goes on with the next', async () => {
    const call = { ...test8, id: ++id, nPrompt: 0, nGen: 128, repetitions: 1000 };
    const stopped = expect(underTest.api.bench(call, heard)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await underTest.api.cancel(id);
    await stopped;
    const next = { ...test8, id: ++id, nPrompt: 4, nGen: 0 };
    expect(await underTest.api.bench(next, heard)).toMatchObject({ kind: 'test' });
  });

  test('refuses what the context can’t hold', async () => {
    const call = { ...test8, id: ++id, nPrompt: 200, nGen: 50, nDepth: 7 };
    await expect(underTest.api.bench(call, heard)).rejects.toMatchObject({
      failure: { code: 'test-too-long', parameters: { tokens: 257, contextLength: 256 } },
    });
  });

  test('knows the device’s limits, and what its weights cost where the engine can tell', async () => {
    const limits = (await underTest.api.bench({ id: ++id, kind: 'limits' }, heard)) as BenchLimits;
    for (const rate of [limits.bandwidth, limits.multiplyAdds])
      expect(rate !== null && rate > 0 && Number.isFinite(rate)).toBe(true);
    const { hiddenSize, intermediateSize, layers, heads, kvHeads, headSize } = shape;
    const attention = hiddenSize * headSize * (2 * heads + 2 * kvHeads);
    expect(limits.tokenMultiplyAdds).toBe(
      engine === 'simd' ? layers * (attention + 3 * hiddenSize * intermediateSize) : null,
    );
    if (engine === 'simd') expect(limits.stepBytes).toBeGreaterThan(0);
    else expect(limits.stepBytes).toBeNull();
    expect(limits.positionBytes).toBe(2 * layers * kvHeads * headSize * 4);
  });

  test('calibrates with fixed work', async () => {
    const { durations } = (await underTest.api.bench(
      { id: ++id, kind: 'calibration' },
      heard,
    )) as BenchCalibration;
    expect(durations.length).toBeGreaterThanOrEqual(5);
    for (const duration of durations) expect(duration).toBeGreaterThan(0);
  });
});
