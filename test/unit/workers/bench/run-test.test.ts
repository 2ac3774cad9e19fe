import { describe, expect, test } from 'vitest';
import type { BenchEvent, BenchTest } from '../../../../core/bench.ts';
import { FeatherweightError } from '../../../../core/errors.ts';
import { runTest } from '../../../../workers/bench/run-test.ts';
import { StopFlag } from '../../../../workers/stop-signal.ts';
import { FakeDecoder } from '../fake-decoder.ts';

const going = new StopFlag().signal(1);
const quiet = (): void => undefined;
const given = (change: Partial<BenchTest>): BenchTest => ({
  nPrompt: 0,
  nGen: 0,
  nDepth: 0,
  repetitions: 2,
  warmUp: true,
  ...change,
});
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof FeatherweightError ? error.failure : error),
  );

describe('what a test evaluates', () => {
  test('pp: the prompt in full as warm-up, one token, then the prompt on an empty cache each time', async () => {
    const decoder = new FakeDecoder();
    const result = await runTest(decoder, given({ nPrompt: 20 }), going, quiet);
    const prompt = ['prefill 8', 'prefill 8', 'prefill 4'];
    expect(decoder.calls).toEqual([
      'truncate 0',
      ...prompt,
      'truncate 0',
      'step',
      'truncate 0',
      'truncate 0',
      ...prompt,
      'truncate 0',
      ...prompt,
      'truncate 0',
    ]);
    expect(result.samples).toHaveLength(2);
    expect(result.prompt).toEqual(result.samples);
    expect(result.generation).toEqual([]);
    expect(result.timeToFirstToken).toEqual([]);
  });

  test('tg @ depth: the depth once, and back to it before each repetition', async () => {
    const decoder = new FakeDecoder();
    const depths: number[] = [];
    decoder.beforeEvaluation = () => void depths.push(decoder.length);
    const result = await runTest(
      decoder,
      given({ nGen: 3, nDepth: 16, warmUp: false }),
      going,
      quiet,
    );
    expect(depths).toEqual([0, 8, 16, 17, 18, 16, 17, 18]);
    expect(decoder.calls.filter((call) => call === 'step')).toHaveLength(6);
    expect(decoder.length).toBe(0);
    expect(result.generation).toEqual(result.samples);
  });

  test('both parts: the generation goes on after the prompt, and the first token is timed', async () => {
    const decoder = new FakeDecoder();
    const result = await runTest(
      decoder,
      given({ nPrompt: 8, nGen: 2, warmUp: false }),
      going,
      quiet,
    );
    expect(result.timeToFirstToken).toHaveLength(2);
    for (const [i, first] of result.timeToFirstToken.entries())
      expect(first).toBeLessThanOrEqual(Number(result.durations[i]));
    expect(result.samples[0]).toBeCloseTo(10_000 / Number(result.durations[0]), 6);
  });

  test('random tokens of the vocabulary', async () => {
    class Recording extends FakeDecoder {
      readonly seen: number[] = [];
      override step(token: number): Promise<Float32Array> {
        this.seen.push(token);
        return super.step(token);
      }
    }
    const decoder = new Recording({ vocabularySize: 50 });
    const test = given({ nGen: 100, repetitions: 1, warmUp: false });
    await runTest(decoder, test, going, quiet);
    expect(new Set(decoder.seen).size).toBeGreaterThan(20);
    for (const token of decoder.seen) {
      expect(Number.isInteger(token)).toBe(true);
      expect(token).toBeGreaterThanOrEqual(0);
      expect(token).toBeLessThan(50);
    }
  });
});

test('tells of every repetition, and the beginning and end of each part', async () => {
  const events: BenchEvent[] = [];
  const emit = (batch: readonly BenchEvent[]): void => void events.push(...batch);
  await runTest(new FakeDecoder(), given({ nPrompt: 8, nGen: 3, nDepth: 8 }), going, emit);
  expect(events.flatMap((event) => (event.type === 'repetition' ? [event.index] : []))).toEqual([
    0, 1,
  ]);
  const ends = events.flatMap((event) =>
    event.type === 'tokens' && event.done === event.total
      ? [`${event.phase} ${event.repetition}: ${event.total}`]
      : [],
  );
  expect(ends).toEqual([
    'warm-up 0: 8',
    'warm-up 0: 1',
    'depth 0: 8',
    'prompt 0: 8',
    'generation 0: 3',
    'prompt 1: 8',
    'generation 1: 3',
  ]);
});

describe('a stop', () => {
  test.each([
    ['prompt', given({ nPrompt: 80, warmUp: false }), 3],
    ['depth', given({ nGen: 1, nDepth: 80, warmUp: false }), 3],
    ['generation', given({ nGen: 80, warmUp: false }), 3],
    ['warm-up', given({ nPrompt: 80 }), 3],
  ])(
    'in the %s comes before the next evaluation and leaves an empty cache',
    async (_, asked, after) => {
      const flag = new StopFlag();
      const decoder = new FakeDecoder();
      let evaluations = 0;
      decoder.beforeEvaluation = () => {
        if (++evaluations === after) flag.cancel(1);
      };
      const failure = await failureOf(runTest(decoder, asked, flag.signal(1), quiet));
      expect(failure).toMatchObject({ code: 'cancelled' });
      expect(evaluations).toBe(after);
      expect(decoder.length).toBe(0);
    },
  );
});

describe('what is refused, before anything is evaluated', () => {
  test.each([
    ['nothing to do', given({}), 'request-invalid'],
    ['a negative size', given({ nPrompt: -1, nGen: 4 }), 'request-invalid'],
    ['a fraction', given({ nGen: 1.5 }), 'request-invalid'],
    ['no repetition', given({ nGen: 4, repetitions: 0 }), 'request-invalid'],
    ['a huge number of repetitions', given({ nGen: 4, repetitions: 1e9 }), 'request-invalid'],
    ['not a number', given({ nGen: NaN }), 'request-invalid'],
  ])('%s', async (_, asked, code) => {
    const decoder = new FakeDecoder();
    expect(await failureOf(runTest(decoder, asked, going, quiet))).toMatchObject({ code });
    expect(decoder.calls).toEqual([]);
  });

  test('more tokens than the context holds, and exactly as many are run', async () => {
    const decoder = new FakeDecoder({ contextLength: 20 });
    const asked = given({ nPrompt: 8, nGen: 8, nDepth: 5 });
    expect(await failureOf(runTest(decoder, asked, going, quiet))).toEqual({
      code: 'test-too-long',
      parameters: { tokens: 21, contextLength: 20 },
    });
    const most = given({ nPrompt: 8, nGen: 8, nDepth: 4 });
    expect((await runTest(decoder, most, going, quiet)).samples).toHaveLength(2);
  });
});

test('an evaluation that fails leaves an empty cache', async () => {
  const decoder = new FakeDecoder();
  decoder.beforeEvaluation = () => {
    if (decoder.length > 4) throw new Error('gone');
  };
  await expect(runTest(decoder, given({ nGen: 20 }), going, quiet)).rejects.toThrow('gone');
  expect(decoder.length).toBe(0);
});
