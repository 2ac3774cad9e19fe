import { expose } from 'comlink';
import { asFeatherweightError, type ErrorCode } from '../../../../../core/errors.ts';
import { loadFigures } from '../../../../../core/metrics/load.ts';
import type { KvPrecision } from '../../../../../core/contract.ts';
import { Engine } from '../../../../../workers/decoders/simd/engine.ts';
import { loadKernels } from '../../../../../workers/decoders/simd/kernels.ts';
import { SimdDecoder } from '../../../../../workers/decoders/simd/simd-decoder.ts';
import { generate, type LoadedVariant } from '../../../../../workers/generation/generate.ts';
import { Session } from '../../../../../workers/session.ts';
import type { StopSignal } from '../../../../../workers/stop-signal.ts';
import { byteTokenizer } from '../../../../unit/workers/byte-tokenizer.ts';
import type { Tier } from '../../../../../workers/decoders/simd/tier.ts';
import { uniformNumbers } from '../../../../fixtures/models/random.ts';
import {
  tinyLlama,
  tinyShapes,
  type TinyEncoding,
} from '../../../../fixtures/models/tiny-llama.ts';
import { referenceLogits } from '../../../../fixtures/reference/llama.ts';

/** Waiting at a barrier is not allowed on a page's own thread, so these run in a worker. */
const config = { ...tinyShapes['grouped 3/1, tied'], contextLength: 512 };
const context = 420;

interface EngineChoice {
  readonly tier: Tier;
  readonly threads: number;
  readonly encoding: TinyEncoding;
  readonly kvCache: 'f32' | 'int8';
}

async function open({ tier, threads, encoding, kvCache }: EngineChoice): Promise<Engine> {
  return Engine.load({
    kernels: await loadKernels(threads > 1, tier),
    weights: tinyLlama(config, encoding, 21),
    contextLength: context,
    threads,
    kvCache,
  });
}

const bits = (logits: Float32Array): string => {
  // FNV-1a over the 32-bit words.
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(logits.slice().buffer)) {
    hash = Math.imul(hash ^ word, 0x01000193);
  }
  return `${hash}`;
};

function check(got: string | undefined, want: string | undefined, what: string): void {
  if (got === undefined || got !== want) throw new Error(`other logits: ${what}`);
}

const scenarios = {
  /** Logits before and after the decoder has settled, as bits, and the length that leaves. */
  async settle(tier: Tier): Promise<{ before: string; after: string; length: number }> {
    const decoder = await SimdDecoder.open({
      kernels: await loadKernels(true, tier),
      weights: tinyLlama(config, 'q4', 21),
      ...{ contextLength: context, threads: 2, form: 'blocks', adaptThreads: true },
    });
    const prompt = [5, 9, 2, 100, 31];
    const before = bits(await decoder.prefill(prompt));
    await decoder.truncate(0);
    await decoder.settle(1000);
    const { length } = decoder;
    const after = bits(await decoder.prefill(prompt));
    await decoder.dispose();
    return { before, after, length };
  },

  /** Largest difference from double precision, relative to the largest logit. */
  async difference(tier: Tier, shape: keyof typeof tinyShapes): Promise<number> {
    const weights = tinyLlama(tinyShapes[shape], 'f32', 3);
    const tokens = Array.from({ length: 40 }, (_, i) => (i * 37 + 5) % 160);
    const want = await referenceLogits(weights, tokens);
    const engine = await Engine.load({
      kernels: await loadKernels(false, tier),
      weights,
      contextLength: 64,
      threads: 1,
    });
    let worst = 0;
    let largest = 0;
    const compare = (logits: Float32Array, position: number) => {
      for (const [i, value] of (want[position] as Float64Array).entries()) {
        worst = Math.max(worst, Math.abs(value - (logits[i] as number)));
        largest = Math.max(largest, Math.abs(value));
      }
    };
    engine.prefill(tokens.slice(0, 30), (logits, start, positions) => {
      for (let i = 0; i < positions; i++)
        compare(logits.subarray(i * 160, i * 160 + 160), start + i);
    });
    for (let i = 30; i < tokens.length; i++) compare(engine.step(tokens[i] as number), i);
    engine.dispose();
    return worst / largest;
  },

  /**
   * Random prefills, steps and truncations with changing threads, each result compared with that
   * of one plain run token by token on one thread.
   */
  async randomWalk(choice: EngineChoice, seed: number, moves: number): Promise<number> {
    const uniform = uniformNumbers(seed);
    const below = (limit: number) => Math.floor(uniform() * limit);
    const tokens = Array.from({ length: context }, () => below(config.vocabularySize));
    const plain = await open({ ...choice, threads: 1 });
    const want = tokens.map((token) => bits(plain.step(token)));
    plain.dispose();
    const engine = await open(choice);
    let compared = 0;
    for (let move = 0; move < moves; move++) {
      engine.threads = 1 + below(choice.threads);
      const room = context - engine.length;
      if (room === 0 || uniform() < 0.25) {
        engine.truncate(below(engine.length + 1));
        continue;
      }
      const from = engine.length;
      if (uniform() < 0.4) {
        check(bits(engine.step(tokens[from] as number)), want[from], `step at ${from}`);
      } else {
        const count = 1 + below(Math.min(room, 180));
        const sink = (logits: Float32Array, start: number, positions: number) => {
          for (let i = 0; i < positions; i++) {
            const row = logits.subarray(i * 160, (i + 1) * 160);
            check(bits(row), want[start + i], `position ${start + i} of a prefill from ${from}`);
            compared++;
          }
        };
        const last = engine.prefill(
          tokens.slice(from, from + count),
          uniform() < 0.5 ? sink : undefined,
        );
        check(bits(last), want[from + count - 1], `prefill of ${count} from ${from}`);
      }
      compared++;
    }
    engine.dispose();
    return compared;
  },

  /** Error codes of runs with a helper that never comes, and of the next run. */
  async deadHelper(tier: Tier): Promise<(ErrorCode | 'none')[]> {
    const engine = await Engine.load({
      kernels: await loadKernels(true, tier),
      weights: tinyLlama(config, 'q4', 1),
      contextLength: 64,
      threads: 2,
      barrierTimeout: 50,
      startHelper: () => Promise.resolve({ terminate: () => undefined }),
    });
    const attempt = (run: () => void) => {
      try {
        run();
        return 'none' as const;
      } catch (thrown) {
        return asFeatherweightError(thrown).code;
      }
    };
    const codes = [attempt(() => engine.step(1)), attempt(() => engine.prefill([1, 2, 3]))];
    engine.dispose();
    return codes;
  },

  /** Threads that the engine is left with when the second of three helpers doesn't start. */
  async missingHelper(tier: Tier): Promise<number> {
    const { startHelperWorker } =
      await import('../../../../../workers/decoders/simd/helper-pool.ts');
    const engine = await Engine.load({
      kernels: await loadKernels(true, tier),
      weights: tinyLlama(config, 'q4', 1),
      contextLength: 64,
      threads: 4,
      startHelper: (start) =>
        start.thread === 2 ? Promise.reject(new Error('no')) : startHelperWorker(start),
    });
    engine.prefill([1, 2, 3]);
    const { maxThreads } = engine;
    engine.dispose();
    return maxThreads;
  },

  /**
   * Precision of keys and values that is chosen where `room` bytes are a fair share of the device, and
   * the browser refuses as many allocations before it gives one.
   */
  async chosenPrecision(tier: Tier, room: number, refusals = 0): Promise<KvPrecision> {
    const kernels = await loadKernels(false, tier);
    const { Memory } = WebAssembly;
    let refused = 0;
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        if (refused++ < refusals) throw new RangeError('out of memory');
        super(descriptor);
      }
    };
    const engine = await Engine.load({
      kernels,
      weights: tinyLlama(config, 'q4', 1),
      contextLength: context,
      threads: 1,
      kvCache: 'auto',
      fits: (bytes) => bytes <= room,
    }).finally(() => (WebAssembly.Memory = Memory));
    engine.step(1);
    const { kvCache } = engine.plan.options;
    engine.dispose();
    return kvCache;
  },

  /**
   * Answers stopped at random moments of prefill and decode, and asked anew. What was written until
   * a stop is the beginning of the whole answer, and the next whole answer is the same as ever.
   */
  async stopsAndRestarts(tier: Tier, seed: number, stops: number): Promise<number> {
    const weights = tinyLlama({ ...config, vocabularySize: 288 }, 'q4', 21);
    const open = async (): Promise<LoadedVariant> => ({
      variant: { model: 'tiny', level: 'q4', engine: 'simd' },
      tokenizer: byteTokenizer(),
      session: new Session(
        await SimdDecoder.open({
          kernels: await loadKernels(true, tier),
          ...{ weights, contextLength: context, threads: 3, form: 'blocks', adaptThreads: true },
        }),
      ),
      load: loadFigures(10, { fetchMs: 4 }, 'storage'),
    });
    const uniform = uniformNumbers(seed);
    const questions = ['a', 'Why?', 'x'.repeat(150), 'Why not? '.repeat(20), 'y'.repeat(260)];
    const ask = (variant: LoadedVariant, question: string, stop: StopSignal) =>
      generate(
        variant,
        {
          id: 1,
          messages: [{ role: 'user', content: question }],
          continueIds: [],
          sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 },
          maxTokens: 24,
          stopStrings: [],
        },
        false,
        stop,
        () => undefined,
      );
    const fresh = await open();
    const whole: string[] = [];
    for (const question of questions)
      whole.push((await ask(fresh, question, stopAfter(Infinity))).ids.join());
    await fresh.session.decoder.dispose();
    const variant = await open();
    let stopped = 0;
    for (let i = 0; i < stops; i++) {
      const at = Math.floor(uniform() * questions.length);
      const question = questions[at] as string;
      const want = whole[at] as string;
      const result = await ask(variant, question, stopAfter(Math.floor(uniform() * 20)));
      if (result.finishReason === 'cancelled') stopped++;
      if (!want.startsWith(result.ids.join())) throw new Error(`stopped answer ${i} differs`);
      if (i % 10 === 9) {
        const again = await ask(variant, question, stopAfter(Infinity));
        check(again.ids.join(), want, `whole answer after ${i + 1} stops`);
      }
    }
    await variant.session.decoder.dispose();
    return stopped;
  },
};

/** Stops when it is asked for the `count`th time. */
function stopAfter(count: number): StopSignal {
  let asked = 0;
  return {
    get stopped() {
      return asked > count;
    },
    breathe: () => {
      asked++;
      return Promise.resolve();
    },
  };
}

export type Scenarios = typeof scenarios;
expose(scenarios);
