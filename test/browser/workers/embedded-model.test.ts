import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadRequest, LoadResult } from '../../../core/contract.ts';
import { loadParts } from '../../../core/metrics/load.ts';
import oracles from '../../fixtures/oracle/greedy.json';
import { EngineUnderTest, embeddedSource } from './engine-under-test.ts';

interface Oracle {
  readonly name: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly greedy_ids: readonly number[];
  readonly margin: readonly number[];
}

const minutes = 60_000;
const waiting = { timeout: minutes, interval: 5 };

/** Where the two best logits are closer than this, fp32 engines may differ (docs/measuring.md). */
const nearTie = 0.01;

/**
 * Greedy ids of one chat against the oracle. Where they part, the oracle's margin must be a near-tie;
 * the answer then goes on from the oracle's own tokens, so that every step is tested.
 */
async function checkGreedy(engine: EngineUnderTest, oracle: Oracle, steps: number): Promise<void> {
  const expected = oracle.greedy_ids.slice(0, steps);
  const messages = oracle.messages as never;
  let done = 0;
  while (done < expected.length) {
    const { ids } = await engine.generate('', {
      messages,
      continueIds: expected.slice(0, done),
      maxTokens: expected.length - done,
    });
    const rest = expected.slice(done);
    const same = rest.findIndex((id, index) => ids[index] !== id);
    if (same < 0) break;
    const step = done + same;
    expect(oracle.margin[step], `step ${step} of ${oracle.name}`).toBeLessThan(nearTie);
    done = step + 1;
  }
}

test('a load is stopped while it fetches', async () => {
  await caches.delete('featherweight-model-files-v1');
  const engine = new EngineUnderTest();
  const outcome = expect(engine.load({})).rejects.toMatchObject({ code: 'cancelled' });
  // Messages come in order: the load has begun, and waits for its first file.
  await engine.api.cancel(engine.lastId);
  await outcome;
  engine.end();
});

interface Trial {
  readonly name: string;
  readonly level: LoadRequest['variant']['level'];
  readonly form: LoadRequest['form'];
  readonly runs: LoadResult['form'];
  readonly steps: number;
}
const trials: readonly Trial[] = [
  { name: 'fp32', level: 'fp32', form: 'auto', runs: 'expanded', steps: 64 },
  { name: 'q4', level: 'q4', form: 'expanded', runs: 'expanded', steps: 8 },
  { name: 'q4 as the file has it', level: 'q4', form: 'as-shipped', runs: 'as-shipped', steps: 3 },
];

describe.each(trials)('the embedded model on wasm at $name', ({ level, form, runs, steps }) => {
  const engine = new EngineUnderTest();
  const stopFlag = runs === 'expanded' ? new SharedArrayBuffer(4) : null;
  let result: LoadResult;
  beforeAll(async () => {
    const variant = { model: embeddedSource.id, level, engine: 'wasm' } as const;
    result = await engine.load({ variant, form, stopFlag });
  }, 2 * minutes);
  afterAll(() => engine.end());

  test('says what it is and what the load cost', () => {
    expect(result).toMatchObject({
      form: runs,
      contextLength: 512,
      model: {
        architecture: 'llama',
        parameters: 134_515_008,
        maxContextLength: 8192,
        vocabularySize: 49_152,
      },
    });
    const { figures, memory } = result;
    const sum = loadParts.reduce((total, part) => total + figures[part], 0);
    expect(sum).toBeCloseTo(figures.loadMs, 3);
    for (const part of loadParts) expect(figures[part], part).toBeGreaterThanOrEqual(0);
    expect(memory.kvCache).toBe(30 * 2 * 3 * 64 * 512 * 4);
    expect(Number(memory.heap)).toBeGreaterThan(result.weightBytes);
    const stages = engine.loadEvents.flatMap((e) => (e.type === 'stage' ? [e.stage] : []));
    expect(stages).toContain('fetch');
    expect(stages.at(-1)).toBe('warmup');
    const lastBytes = engine.loadEvents.findLast((e) => e.type === 'bytes');
    expect(lastBytes).toHaveProperty(
      'loadedBytes',
      embeddedSource.files.reduce((total, { bytes }) => total + bytes, 0),
    );
  });

  test.each(oracles as readonly Oracle[])(
    'writes what fp32 in onnxruntime wrote: $name',
    (oracle) => checkGreedy(engine, oracle, steps),
    3 * minutes,
  );

  test(
    'stops within a token, by memory or by message, and answers after',
    async () => {
      const before = engine.events.length;
      const answering = engine.generate('Write a long story about a lighthouse.', {
        maxTokens: 300,
      });
      await expect
        .poll(() => engine.events.slice(before).some((e) => e.type === 'token'), waiting)
        .toBe(true);
      const id = engine.lastId;
      if (stopFlag) Atomics.store(new Int32Array(stopFlag), 0, id);
      else await engine.api.cancel(id);
      const { finishReason, ids } = await answering;
      expect(finishReason).toBe('cancelled');
      expect(ids.length).toBeLessThan(300);
      const next = await engine.generate('Hi', { maxTokens: 2 });
      expect(next.finishReason).toBe('length');
    },
    minutes,
  );

  if (level !== 'fp32') return;
  test(
    'the same seed gives the same text',
    async () => {
      const sampling = {
        temperature: 0.9,
        topK: 40,
        topP: 0.95,
        minP: 0.02,
        repetitionPenalty: 1.1,
        seed: 7,
      };
      const write = (seed: number) =>
        engine.generate('Name a colour.', { sampling: { ...sampling, seed }, maxTokens: 12 });
      const first = await write(7);
      expect((await write(8)).ids).not.toEqual(first.ids);
      expect((await write(7)).ids).toEqual(first.ids);
    },
    minutes,
  );
});
