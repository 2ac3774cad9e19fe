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

/**
 * - `test`: a test's repetitions
 * - `limits`: the device's own: bytes per second read from memory and integer multiply-adds per
 *   second with the variant's threads, where the engine can tell
 * - `calibration`: a fixed piece of work, ms; its drift shows other work on the machine
 */
export type BenchRequest =
  | ({ readonly id: RequestId; readonly kind: 'test' } & BenchTest)
  | { readonly id: RequestId; readonly kind: 'limits' }
  | { readonly id: RequestId; readonly kind: 'calibration' };

export type BenchEvent =
  | {
      readonly type: 'repetition';
      readonly index: number;
      readonly rate: number;
      readonly at: EpochMs;
    }
  /** For the live chart: tokens done in this repetition. */
  | {
      readonly type: 'tokens';
      readonly done: number;
      readonly total: number;
      readonly at: EpochMs;
    };

export type BenchResult =
  | {
      readonly kind: 'test';
      /** Tokens per second of each repetition: `nPrompt + nGen` over the time of both. */
      readonly samples: readonly number[];
      /** Time of each repetition. */
      readonly durations: readonly Ms[];
      /** Tokens a second of each part, for tests that have both. */
      readonly prompt: readonly number[];
      readonly generation: readonly number[];
      /** Time to the first token of each repetition: its prefill and one step. */
      readonly timeToFirstToken: readonly Ms[];
    }
  | {
      readonly kind: 'limits';
      /** `null` where the engine can't tell. */
      readonly bandwidth: number | null;
      readonly multiplyAdds: number | null;
      /** Weights that one decode step reads, bytes; multiply-adds of one prefilled token. */
      readonly stepBytes: number | null;
      readonly tokenMultiplyAdds: number | null;
    }
  | { readonly kind: 'calibration'; readonly durations: readonly Ms[] };
