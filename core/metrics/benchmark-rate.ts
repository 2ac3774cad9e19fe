import type { BenchTestResult } from '../bench.ts';
import { mean, median, sampleDeviation } from '../statistics.ts';
import { ms } from '../units.ts';

/** `performance.now()` of one repetition; `first` is NaN where nothing was generated. */
export interface RepetitionTimes {
  readonly start: number;
  readonly prefilled: number;
  /** When the first generated token's step had ended. */
  readonly first: number;
  readonly end: number;
}

/**
 * `samples_ts`, tok/s, llama-bench's figure: `(nPrompt + nGen)` over the time of both, one value a
 * repetition. `pp N` is N random tokens prefilled, to the logits of the last; `tg N` is N
 * single-token steps fed random tokens. Excluded: tokenizing, sampling, detokenizing, clearing the KV
 * cache, prefilling the depth, the warm-up. Beside it the rate of each part, and the time to the
 * first token as LocalScore counts it: the prefill and one step.
 */
export function promptAndGeneration(
  { nPrompt, nGen }: { readonly nPrompt: number; readonly nGen: number },
  times: readonly RepetitionTimes[],
): BenchTestResult {
  const perSecond = (tokens: number, spent: number): number => (1000 * tokens) / spent;
  return {
    kind: 'test',
    samples: times.map(({ start, end }) => perSecond(nPrompt + nGen, end - start)),
    durations: times.map(({ start, end }) => ms(end - start)),
    prompt:
      nPrompt > 0 ? times.map(({ start, prefilled }) => perSecond(nPrompt, prefilled - start)) : [],
    generation: nGen > 0 ? times.map(({ prefilled, end }) => perSecond(nGen, end - prefilled)) : [],
    timeToFirstToken:
      nPrompt > 0 && nGen > 0 ? times.map(({ start, first }) => ms(first - start)) : [],
  };
}

/** What is reported of a test's samples: mean ± sample standard deviation (n-1), and the median. */
export interface BenchmarkRate {
  readonly mean: number;
  /** 0 for one repetition, as llama-bench has it. */
  readonly deviation: number;
  readonly median: number;
}

/** @param samples at least one */
export const benchmarkRate = (samples: readonly number[]): BenchmarkRate => ({
  mean: mean(samples),
  deviation: samples.length > 1 ? sampleDeviation(samples) : 0,
  median: median(samples),
});
