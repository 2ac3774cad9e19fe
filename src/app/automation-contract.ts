import type { BenchmarkResult, FailedRow, MeasuredRow } from '../../core/bench-result.ts';
import type {
  GenerateRequest,
  GenerateResult,
  KvPrecision,
  LoadResult,
} from '../../core/contract.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { WeightForm } from '../../core/levels.ts';
import type { Accuracy, Estimate, QualityResult } from '../../core/quality.ts';
import type { Variant } from '../../core/variant.ts';
import type { CustomTests } from '../benchmark/run/plan.ts';
import type { BadLine, SkippedQuestion } from '../compare/evaluation/evaluation.ts';
import type { LevelOption, ModelOption } from './model-option.ts';

/*
 * For programs that drive the page (`npm run ask`, `evaluate`, `bench`, end-to-end tests): what they may set before it
 * starts, and what they may call after. Only code that already runs in the page can reach either.
 */

/** `globalThis.featherweightAutomation`, set before the page starts. */
export interface AutomationOptions {
  /** In place of the catalogue's models. */
  readonly models?: readonly [ModelOption, ...ModelOption[]];
  /** False: no model is loaded before one is asked for. */
  readonly autoload?: boolean;
}

/** A result, or the failure with its sentence, as plain data. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly sentence: string };

export interface AutomationLoad {
  readonly variant: Variant;
  readonly contextLength: number;
  readonly threads: number | 'auto';
  readonly form: WeightForm | 'auto';
  readonly kvCache?: KvPrecision | 'auto';
}

export interface AutomationAnswer extends GenerateResult {
  /** What the answer cost, in one line. */
  readonly account: string;
}

export interface AutomationBenchmark {
  readonly variants: readonly Variant[];
  /** Of the CPU engines; empty: as many as they take by themselves. */
  readonly threads: readonly number[];
  readonly tests: CustomTests;
  readonly form: WeightForm | 'auto';
  /** Between tests. */
  readonly pauseMs: number;
  /** Whether a GPU that is computed on the CPU may be measured. */
  readonly softwareGpu: boolean;
}

/** A failed row has its failure's sentence. */
export type AutomationBenchRow = MeasuredRow | (FailedRow & { readonly sentence: string });

export interface AutomationBenchmarkResult extends Omit<BenchmarkResult, 'rows'> {
  readonly rows: readonly AutomationBenchRow[];
  /** The table that the page gives to copy. */
  readonly markdown: string;
}

export type AutomationBenchmarkProgress =
  | { readonly kind: 'expected'; readonly ms: number }
  | {
      readonly kind: 'row';
      readonly row: AutomationBenchRow;
      readonly done: number;
      readonly total: number;
    };

/** A file of the driving program, bytes as they are. */
export interface AutomationFile {
  readonly name: string;
  readonly base64: string;
}

export interface AutomationEvaluation {
  /** At least one, all of one model. */
  readonly variants: readonly Variant[];
  readonly reference: Variant | null;
  readonly text: { readonly source: AutomationFile | 'bundled'; readonly chunks: number } | null;
  readonly choices: {
    readonly source: AutomationFile | 'bundled';
    /** `null`: all. */
    readonly limit: number | null;
  } | null;
  readonly threads: number | 'auto';
  /** Whether each variant's speed is measured too, before its quality. */
  readonly speed: boolean;
}

export interface AutomationEvaluationProgress {
  readonly level: string;
  readonly doing: string;
  readonly perplexity: Estimate | null;
  readonly accNorm: Accuracy | null;
  readonly timeLeftMs: number | null;
}

/** A mean of repetitions with their sample standard deviation, on a test named as llama-bench's. */
export interface AutomationRate {
  readonly test: string;
  readonly mean: number;
  /** `null` for one repetition. */
  readonly sd: number | null;
  readonly samples: readonly number[];
}

/** Tokens per second and milliseconds. `null`: could not be measured. */
export interface AutomationSpeed {
  readonly threads: number;
  readonly prefillTps: AutomationRate | null;
  readonly decodeTps: AutomationRate | null;
  readonly firstTokenMs: AutomationRate | null;
  /** Why a test has no figure, as sentences. */
  readonly failures: readonly string[];
}

export interface AutomationEvaluationRow {
  readonly variant: Variant;
  readonly isReference: boolean;
  readonly result: QualityResult | null;
  readonly skipped: readonly SkippedQuestion[];
  readonly speed: AutomationSpeed | null;
  /** `null` where the model's shapes are unknown. */
  readonly size: LevelOption | null;
  readonly failure: { readonly code: ErrorCode; readonly sentence: string } | null;
}

export interface AutomationEvaluationResult {
  readonly appVersion: string;
  readonly rows: readonly AutomationEvaluationRow[];
  readonly text: { readonly name: string; readonly sha256: string } | null;
  readonly choices: { readonly name: string; readonly sha256: string } | null;
  readonly badLines: readonly BadLine[];
}

/** `globalThis.featherweight` */
export interface Automation {
  readonly models: readonly ModelOption[];
  load(request: AutomationLoad): Promise<Outcome<LoadResult>>;
  /** @param onText given the answer's text in pieces as it comes */
  generate(
    request: Omit<GenerateRequest, 'id'>,
    onText?: (text: string) => void,
  ): Promise<Outcome<AutomationAnswer>>;
  /** Runs each variant in an engine of its own. */
  benchmark(
    request: AutomationBenchmark,
    onProgress?: (progress: AutomationBenchmarkProgress) => void,
  ): Promise<Outcome<AutomationBenchmarkResult>>;
  evaluation(
    request: AutomationEvaluation,
    onProgress?: (progress: AutomationEvaluationProgress) => void,
  ): Promise<Outcome<AutomationEvaluationResult>>;
}
