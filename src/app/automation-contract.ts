import type { BenchmarkResult, FailedRow, MeasuredRow } from '../../core/bench-result.ts';
import type { GenerateRequest, GenerateResult, LoadResult } from '../../core/contract.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { WeightForm } from '../../core/levels.ts';
import type { Variant } from '../../core/variant.ts';
import type { CustomTests } from '../benchmark/run/plan.ts';
import type { ModelOption } from './model-option.ts';

/*
 * For programs that drive the page (`npm run ask`, end-to-end tests): what they may set before it
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
}

export type AutomationBenchmarkProgress =
  | { readonly kind: 'expected'; readonly ms: number }
  | {
      readonly kind: 'row';
      readonly row: AutomationBenchRow;
      readonly done: number;
      readonly total: number;
    };

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
}
