import type { DecodeProfile, KvPrecision } from '../../core/contract.ts';
import type { InstructionTier } from '../../core/instruction-tiers.ts';
import type { WeightForm } from '../../core/levels.ts';
import type { MemoryAccount } from '../../core/metrics/memory.ts';
import type { EngineId } from '../../core/variant.ts';

/** Logits are handed over in pieces of at most this many positions. */
export const maxSinkPositions = 32;

/**
 * Takes logits [positions, vocabulary], row-major, for `positions` consecutive positions beginning
 * at `start` (counted from the beginning of the KV cache). The array is valid during the call only.
 */
export type LogitsSink = (logits: Float32Array, start: number, positions: number) => void;

export interface DecoderSpec {
  readonly engine: EngineId;
  readonly form: WeightForm;
  readonly threads: number;
  readonly vocabularySize: number;
  /** Positions that the KV cache may hold. */
  readonly contextLength: number;
  /** Tokens that a prefill call takes best at once: the granularity of a stop. */
  readonly prefillChunk: number;
  /** Where the engine has a choice. */
  readonly kvCache?: KvPrecision;
  /** Where the engine has kernels for several. */
  readonly instructions?: InstructionTier;
}

/** What the weights cost, where an engine can tell: for shares of the device's limits. */
export interface DecoderWork {
  /** Bytes of weights that one decode step reads. */
  readonly stepBytes: number;
  /** Integer multiply-adds of linear layers per prefilled token; `null` where it multiplies floats. */
  readonly tokenMultiplyAdds: number | null;
}

/** Finds large logits faster than a loop in JavaScript, among those that its decoder gave last. */
export interface LogitsScan {
  /** Index of the largest, of equal ones the lowest; -1 where none is a number. */
  argmax(logits: Float32Array): number;
  /**
   * Ids of the `count` largest logits and of a few more, ascending; none is missing that rounding by
   * a temperature might bring level. `undefined` where `count` is too large for this to pay.
   */
  largest(logits: Float32Array, count: number): Uint32Array | undefined;
}

/** Times the kernels of the decode steps between `start` and `finish`; costs a little speed. */
export interface DecodeProfiler {
  start(): void;
  finish(): DecodeProfile;
}

/**
 * One model on one engine with one KV cache. Calls never overlap: the session awaits each.
 * Everything above (sampling, prefix reuse, scoring, figures) is written once on top of this.
 */
export interface Decoder {
  readonly spec: DecoderSpec;
  /** Positions in the KV cache. */
  readonly length: number;
  /**
   * Evaluates `tokens` after what is in the cache.
   *
   * @param tokens at least one; `length + tokens.length` at most `spec.contextLength`
   * @param sink given the logits of every position where wanted
   * @returns logits [vocabulary] of the last token, valid until the next call
   * @throws catalogued `memory-refused`, `webgpu-lost`
   */
  prefill(tokens: readonly number[], sink?: LogitsSink): Promise<Float32Array>;
  /** `prefill` of one token, on the engine's fast path. */
  step(token: number): Promise<Float32Array>;
  /**
   * While it loads: decodes in vain for at most about `limitMs`, so that its code is compiled and its
   * settings are found before the first answer.
   */
  settle?(limitMs: number): Promise<void>;
  /** Forgets all positions from `length` on. */
  truncate(length: number): Promise<void>;
  memory(): MemoryAccount;
  readonly work?: DecoderWork;
  readonly scan?: LogitsScan;
  /** Where the engine can time its kernels. */
  readonly profiler?: DecodeProfiler;
  dispose(): Promise<void>;
}
