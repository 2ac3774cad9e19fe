import type { BenchEvent, BenchPhase, BenchTest, BenchTestResult } from '../../core/bench.ts';
import type { EventSink } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import { promptAndGeneration, type RepetitionTimes } from '../../core/metrics/benchmark-rate.ts';
import type { Decoder } from '../decoders/decoder.ts';
import { SeededRandom } from '../../core/random.ts';
import type { StopSignal } from '../stop-signal.ts';
import { BenchProgress } from './bench-progress.ts';
import { checkTest } from './check-test.ts';

/** Tokens are random so that nothing could be learned from them, and the same in every run. */
const seed = 20_240_701;

/**
 * One test as llama-bench runs it: warm-up, then repetitions, each after the KV cache was cleared
 * down to the depth's tokens. Those are prefilled once, outside the timing, and stay (llama-bench
 * saves and restores them likewise). Nothing is sampled or turned into text.
 *
 * @param decoder its cache is used, and empty afterwards
 * @throws catalogued `request-invalid`, `test-too-long`, `cancelled` within a token or chunk, and
 *   what the decoder throws
 */
export async function runTest(
  decoder: Decoder,
  test: BenchTest,
  stop: StopSignal,
  emit: EventSink<BenchEvent>,
): Promise<BenchTestResult> {
  checkTest(test, decoder.spec.contextLength);
  const run = new TestRun(decoder, stop, new BenchProgress(emit));
  try {
    const result = await run.run(test);
    await decoder.truncate(0);
    return result;
  } catch (error) {
    // A decoder that is lost can't be cleared either: what it failed with is the reason.
    await decoder.truncate(0).catch(() => undefined);
    throw error;
  }
}

class TestRun {
  readonly #decoder: Decoder;
  readonly #stop: StopSignal;
  readonly #progress: BenchProgress;
  readonly #random = new SeededRandom(seed);

  constructor(decoder: Decoder, stop: StopSignal, progress: BenchProgress) {
    this.#decoder = decoder;
    this.#stop = stop;
    this.#progress = progress;
  }

  async run({ nPrompt, nGen, nDepth, repetitions, warmUp }: BenchTest): Promise<BenchTestResult> {
    const decoder = this.#decoder;
    await decoder.truncate(0);
    if (warmUp) {
      await this.#prefill(this.#tokens(nPrompt), 'warm-up', 0);
      await decoder.truncate(0);
      await this.#generate(this.#tokens(1), 'warm-up', 0);
      await decoder.truncate(0);
    }
    await this.#prefill(this.#tokens(nDepth), 'depth', 0);
    const times: RepetitionTimes[] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      await decoder.truncate(nDepth);
      const prompt = this.#tokens(nPrompt);
      const generated = this.#tokens(nGen);
      const start = performance.now();
      await this.#prefill(prompt, 'prompt', repetition);
      const prefilled = nPrompt > 0 ? performance.now() : start;
      const first = await this.#generate(generated, 'generation', repetition);
      const end = nGen > 0 ? performance.now() : prefilled;
      const time = { start, prefilled, first, end };
      times.push(time);
      const rate = (1000 * (nPrompt + nGen)) / (end - start);
      this.#progress.repetition(repetition, rate);
    }
    this.#progress.flush();
    return promptAndGeneration({ nPrompt, nGen }, times);
  }

  #tokens(count: number): readonly number[] {
    const { vocabularySize } = this.#decoder.spec;
    return Array.from({ length: count }, () => Math.floor(this.#random.next() * vocabularySize));
  }

  async #prefill(tokens: readonly number[], phase: BenchPhase, repetition: number): Promise<void> {
    if (tokens.length === 0) return;
    const { prefillChunk } = this.#decoder.spec;
    this.#progress.tokens(phase, repetition, 0, tokens.length);
    for (let from = 0; from < tokens.length; from += prefillChunk) {
      await this.#goOn();
      const chunk = tokens.slice(from, from + prefillChunk);
      await this.#decoder.prefill(chunk);
      this.#progress.tokens(phase, repetition, from + chunk.length, tokens.length);
    }
  }

  /** @returns when the first step had ended */
  async #generate(
    tokens: readonly number[],
    phase: BenchPhase,
    repetition: number,
  ): Promise<number> {
    let first = NaN;
    if (tokens.length > 0) this.#progress.tokens(phase, repetition, 0, tokens.length);
    for (const [index, token] of tokens.entries()) {
      await this.#goOn();
      await this.#decoder.step(token);
      if (index === 0) first = performance.now();
      this.#progress.tokens(phase, repetition, index + 1, tokens.length);
    }
    return first;
  }

  async #goOn(): Promise<void> {
    await this.#stop.breathe();
    if (this.#stop.stopped) throw fail('cancelled', {});
  }
}
