import type { ModelSource } from '../../../core/contract.ts';
import type { FeatherweightError } from '../../../core/errors.ts';
import type { QualityResult } from '../../../core/quality.ts';
import type { Ms } from '../../../core/units.ts';
import type { Variant } from '../../../core/variant.ts';
import type { LoadProgress } from '../../bridge/engine.ts';

/** Tokens of a chunk; the first scored position of each. llama-perplexity's. */
export const chunkLength = 512;
export const firstScored = 256;
/** Chunks that are evaluated unless told otherwise. */
export const defaultChunks = 8;

/** A text that has passed `readText`. */
export interface EvaluationText {
  readonly name: string;
  readonly content: string;
  /** Of its UTF-8 bytes, lower-case hexadecimal. */
  readonly sha256: string;
}

export interface Question {
  /** In its file, from 1. */
  readonly line: number;
  readonly context: string;
  /** At least two. */
  readonly endings: readonly string[];
  /** Index of the right one. */
  readonly label: number;
}

/** Why a line of a file of questions can't be used. */
export type BadLineReason =
  'not-json' | 'no-context' | 'too-few-endings' | 'ending-empty' | 'label-out-of-range';

export interface BadLine {
  readonly line: number;
  readonly reason: BadLineReason;
}

/** Questions that have passed `readQuestions`; its bad lines were left out. */
export interface QuestionSet {
  readonly name: string;
  readonly sha256: string;
  readonly questions: readonly Question[];
  readonly badLines: readonly BadLine[];
}

/** What is to be evaluated. At least one of `text` and `choices`. */
export interface EvaluationPlan {
  readonly source: ModelSource;
  /** In the order in which they run; the reference, which runs first, may be among them. */
  readonly variants: readonly Variant[];
  /** `null`: nothing is compared. */
  readonly reference: Variant | null;
  readonly text: { readonly text: EvaluationText; readonly chunks: number } | null;
  readonly choices: {
    readonly set: QuestionSet;
    /** The first so many of the set's questions. */
    readonly limit: number;
  } | null;
  readonly threads: number | 'auto';
}

/** Where one variant's evaluation is. */
export type RowState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'loading'; readonly progress: LoadProgress | null }
  /** `done` of `total` tokens of the chunk under way. */
  | {
      readonly kind: 'chunk';
      readonly index: number;
      readonly chunks: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'question'; readonly index: number; readonly questions: number }
  /** Between two parts of its work: while others have their turn, or paused. */
  | { readonly kind: 'between' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: FeatherweightError };

/** A question that no figure holds, because it is longer than the context. */
export interface SkippedQuestion {
  readonly line: number;
  readonly tokens: number;
}

/** One variant of a plan. A failure is its own: the others go on. */
export interface EvaluationRow {
  readonly variant: Variant;
  readonly isReference: boolean;
  readonly state: RowState;
  /**
   * From all that is scored so far, intervals included; `null` before the first chunk or question.
   * Complete when `state` is `done`.
   */
  readonly result: QualityResult | null;
  readonly skipped: readonly SkippedQuestion[];
}

export interface EvaluationProgress {
  /** Tokens to evaluate over all variants, as far as known, and those done. */
  readonly done: number;
  readonly total: number;
  /** `null` until enough was done to tell. */
  readonly timeLeft: Ms | null;
  /** Chunks whose reference log-probabilities were gone from the device, so that they are made again. */
  readonly remade: number;
}

interface Underway {
  readonly plan: EvaluationPlan;
  /** The reference first, then the variants of the plan in their order. */
  readonly rows: readonly EvaluationRow[];
  readonly progress: EvaluationProgress;
}

/**
 * - `pausing`: the chunk or question under way is still being finished
 * - `stopped`: by the person; what was scored is kept, and the same plan goes on from there
 * - `failed`: the whole run, not one variant (a text too short to cut)
 */
export type EvaluationState =
  | { readonly kind: 'idle' }
  | ({
      readonly kind: 'running' | 'pausing' | 'paused' | 'stopped' | 'finished';
    } & Underway)
  | ({ readonly kind: 'failed'; readonly error: FeatherweightError } & Underway);

/** What a plan asks of the device's storage, told before it starts. */
export interface StorageNeed {
  /** Of the reference's log-probabilities. 0 without a reference. */
  readonly neededBytes: number;
  /** What the browser says is free; `null` where it doesn't tell. */
  readonly freeBytes: number | null;
  /** False: reference and levels take turns, a few chunks at a time held in memory. */
  readonly fits: boolean;
}

/**
 * Runs plans, one at a time, one variant's engine at a time. Dispatches a plain `change` event
 * whenever `state` changes, which while a chunk is scored is up to sixty times a second.
 */
export interface Evaluation extends EventTarget {
  readonly state: EvaluationState;
  /**
   * Runs `plan` from where its scores on this device end. Resolves when it is finished or stopped;
   * failures are in `state`. Another run is stopped first.
   */
  start(plan: EvaluationPlan): Promise<void>;
  /** After the chunk or question under way; the engine stays loaded. */
  pause(): void;
  /** After `pause`; after `stop` it starts the same plan again. */
  resume(): void;
  stop(): void;
  /** The plan of a run that a reload or a closed tab cut off; `null` where there is none. */
  unfinished(): Promise<EvaluationPlan | null>;
  storageNeed(plan: EvaluationPlan, vocabularySize: number): Promise<StorageNeed>;
  /** Drops all scores and reference log-probabilities from this device. */
  forget(): Promise<void>;
}
