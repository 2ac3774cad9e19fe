import type { RequestId } from './contract.ts';
import type { EpochMs, Ms } from './units.ts';

/**
 * One test in llama-bench's terms: `nPrompt` random tokens prefilled, then `nGen` single-token steps
 * fed random tokens, `nDepth` tokens already in the cache and outside the timing. Either count may
 * be 0, not both.
 */
export interface BenchTest {
  readonly nPrompt: number;
  readonly nGen: number;
  readonly nDepth: number;
  readonly repetitions: number;
  /** The prompt once in full, then one token, before the first repetition. */
  readonly warmUp: boolean;
}

/** More would be a slip of the keyboard. */
export const mostRepetitions = 1000;

/**
 * - `test`: a test's repetitions
 * - `limits`: the device's own, by a program that belongs to no engine: bytes per second read from
 *   memory and integer multiply-adds per second with the variant's threads
 * - `calibration`: a fixed piece of work on as many threads, ms; its drift shows other work on the
 *   machine
 */
export type BenchCall =
  | ({ readonly kind: 'test' } & BenchTest)
  | { readonly kind: 'limits' }
  | { readonly kind: 'calibration' };
export type BenchRequest = { readonly id: RequestId } & BenchCall;

/** What a test is doing; the first two are outside the timing. */
export type BenchPhase = 'warm-up' | 'depth' | 'prompt' | 'generation';

/** In batches of a few a second. */
export type BenchEvent =
  | {
      readonly type: 'repetition';
      /** From 0. */
      readonly index: number;
      /** Tokens per second. */
      readonly rate: number;
      readonly at: EpochMs;
    }
  /** For the live chart: tokens of this phase done in this repetition. The first has `done` 0. */
  | {
      readonly type: 'tokens';
      readonly phase: BenchPhase;
      /** From 0; 0 also in the warm-up. */
      readonly repetition: number;
      readonly done: number;
      readonly total: number;
      readonly at: EpochMs;
    };

export interface BenchTestResult {
  readonly kind: 'test';
  /** Tokens per second of each repetition: `nPrompt + nGen` over the time of both. */
  readonly samples: readonly number[];
  /** Time of each repetition. */
  readonly durations: readonly Ms[];
  /** Tokens a second of each part; empty where the test has none of it. */
  readonly prompt: readonly number[];
  readonly generation: readonly number[];
  /**
   * Time to the first token of each repetition, as LocalScore counts it: its prefill and one step.
   * Empty for tests that don't have both.
   */
  readonly timeToFirstToken: readonly Ms[];
}

export interface BenchLimits {
  readonly kind: 'limits';
  /** Bytes per second; `null` where the browser doesn't let it be measured. */
  readonly bandwidth: number | null;
  /** 8-bit integer multiply-adds per second. */
  readonly multiplyAdds: number | null;
  /** Weights that one decode step reads, bytes; `null` where the engine can't tell. */
  readonly stepBytes: number | null;
  /** Keys and values of one position in the cache, bytes: a decode step reads those of all. */
  readonly positionBytes: number | null;
  /** Multiply-adds of one prefilled token in linear layers, attention left out. */
  readonly tokenMultiplyAdds: number | null;
}

export interface BenchCalibration {
  readonly kind: 'calibration';
  readonly durations: readonly Ms[];
}

export type BenchResult = BenchTestResult | BenchLimits | BenchCalibration;
