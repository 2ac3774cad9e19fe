import type { GpuDescription } from './contract.ts';
import type { Failure } from './errors.ts';
import type { InstructionTier } from './instruction-tiers.ts';
import type { LevelId, WeightForm } from './levels.ts';
import type { LoadFigures } from './metrics/load.ts';
import type { MemoryAccount } from './metrics/memory.ts';
import type { EngineId, Variant } from './variant.ts';

/** Of `BenchmarkResult`; raised when what is kept or exported changes its meaning. */
export const benchResultSchema = 1;

/** The sets of tests that are offered, and tests of one's own. */
export const presetIds = [
  'quick',
  'standard',
  'local-score',
  'time-to-first-token',
  'context',
  'threads',
] as const;
export type PresetId = (typeof presetIds)[number];

/** Everything about a run that its figures depend on, or that says how far to trust them. */
export interface BenchCircumstances {
  readonly appVersion: string;
  /** Short hash; empty where the app was built outside a git checkout. */
  readonly appCommit: string;
  /** `Chromium`, as far as the browser tells. */
  readonly browser: string;
  /** As far as it tells; often the major version only. */
  readonly browserVersion: string;
  readonly os: string;
  readonly userAgent: string;
  /** Logical processors. */
  readonly cores: number;
  /** Gigabytes, rounded and capped by the browser; `null` where it doesn't tell. */
  readonly deviceMemory: number | null;
  readonly crossOriginIsolated: boolean;
  /** The adapter that WebGPU offers, used or not; `null` where there is none. */
  readonly gpu: GpuDescription | null;
  /** Smallest step of the clock that was observed, ms. */
  readonly timerStepMs: number;
  /** False: the page was hidden at some time; such a run is left out of comparisons. */
  readonly pageVisible: boolean;
  /** Whether the screen was kept awake. */
  readonly wakeLock: boolean;
}

/**
 * What is said of a test beside its figures, because it may have disturbed them.
 * - `hidden`: the page was hidden during the test: left out of comparisons
 * - `drift`: the calibration work took `ratio` times as long after the test as before it, or the
 *   other way round; over 1.1 other work was on the machine or its clock changed
 * - `throttled`: `timers`: the browser held up the page's timers; `falling-rate`: each third of the
 *   repetitions was slower than the one before, the last by more than 10 % than the first, as when a
 *   device gets hot
 * - `low-timer-resolution`: one step of the clock is more than 1 % of the shortest repetition
 */
export type BenchMark =
  | { readonly kind: 'hidden' }
  | { readonly kind: 'drift'; readonly ratio: number }
  | { readonly kind: 'throttled'; readonly by: 'timers' | 'falling-rate' }
  | { readonly kind: 'low-timer-resolution'; readonly timerStepMs: number };

/**
 * A rate as a share of what the device can do: decode against reading the weights once a token from
 * memory, prefill against the integer multiply-adds of its linear layers.
 */
export interface LimitShare {
  readonly limit: 'bandwidth' | 'compute';
  readonly share: number;
}

/** What was tested, under llama-bench's names where it has one. */
export interface BenchRowSubject {
  /** Catalogue id. */
  readonly model: string;
  readonly level: LevelId;
  readonly engine: EngineId;
  readonly n_threads: number;
  readonly n_prompt: number;
  readonly n_gen: number;
  readonly n_depth: number;
}

export interface MeasuredRow extends BenchRowSubject {
  readonly status: 'measured';
  readonly form: WeightForm;
  /** Bytes of the weights as the engine holds them. */
  readonly model_size: number;
  readonly model_n_params: number;
  /** ISO 8601, when the test began. */
  readonly test_time: string;
  /** Nanoseconds of each repetition. */
  readonly samples_ns: readonly number[];
  /** Tokens per second of each repetition. */
  readonly samples_ts: readonly number[];
  readonly avg_ns: number;
  readonly stddev_ns: number;
  /** Mean and sample standard deviation of `samples_ts`; the latter is 0 for one repetition. */
  readonly avg_ts: number;
  readonly stddev_ts: number;
  readonly median_ts: number;
  /** Tokens per second of each part, by repetition; empty where the test has none of it. */
  readonly prompt_ts: readonly number[];
  readonly gen_ts: readonly number[];
  /** Milliseconds; only of tests with both parts. */
  readonly ttft_ms: readonly number[];
  /** `null` where the limit could not be measured, and for tests with both parts. */
  readonly limit_share: LimitShare | null;
  readonly marks: readonly BenchMark[];
}

export interface FailedRow extends BenchRowSubject {
  readonly status: 'failed';
  readonly failure: Failure;
  readonly marks: readonly BenchMark[];
}

/** One finished test. */
export type BenchRow = MeasuredRow | FailedRow;

/** A variant with its threads: what one worker runs. */
export interface BenchVariantRecord {
  readonly variant: Variant;
  readonly threads: number;
  /** Of the processor, where the engine has kernels for several; older results don't say. */
  readonly instructions?: InstructionTier;
  /** From the network, nothing taken from storage; `null` where it was not asked for. */
  readonly coldLoad: LoadFigures | null;
  /** From storage, or whatever there was on a device that keeps nothing (`origin` says). */
  readonly warmLoad: LoadFigures | null;
  /** Bytes and multiply-adds per second; `null` where not measurable. */
  readonly bandwidth: number | null;
  readonly multiplyAdds: number | null;
  /** After the last test. */
  readonly memory: MemoryAccount | null;
  /** The adapter it ran on. */
  readonly gpu: GpuDescription | null;
  /** Why it has no figures. */
  readonly failure: Failure | null;
}

/** One run, as kept and exported; handed on after each test, so that nothing is ever lost. */
export interface BenchmarkResult {
  readonly schema: typeof benchResultSchema;
  /** The same while the run goes on. */
  readonly id: string;
  readonly preset: PresetId | 'custom';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly state: 'running' | 'finished' | 'stopped';
  readonly circumstances: BenchCircumstances;
  readonly variants: readonly BenchVariantRecord[];
  /** In the order of measuring; tests that were not reached have none. */
  readonly rows: readonly BenchRow[];
}

/** `pp512`, `tg128`, `pp512+tg128`; with a depth `tg128 @ d1024`. As llama-bench writes them. */
export function testName({
  n_prompt,
  n_gen,
  n_depth,
}: Pick<BenchRowSubject, 'n_prompt' | 'n_gen' | 'n_depth'>): string {
  const parts = [
    ...(n_prompt > 0 ? [`pp${n_prompt}`] : []),
    ...(n_gen > 0 ? [`tg${n_gen}`] : []),
  ].join('+');
  return n_depth > 0 ? `${parts} @ d${n_depth}` : parts;
}

/** Whether a row may be compared with others: measured while the page was to be seen. */
export const isComparable = (row: BenchRow): row is MeasuredRow =>
  row.status === 'measured' && !row.marks.some(({ kind }) => kind === 'hidden');
