import type { BenchPhase } from '../../../core/bench.ts';
import type {
  BenchmarkResult,
  FailedRow,
  MeasuredRow,
  PresetId,
} from '../../../core/bench-result.ts';
import type { ModelSource } from '../../../core/contract.ts';
import type { WeightForm } from '../../../core/levels.ts';
import type { EpochMs, Ms } from '../../../core/units.ts';
import type { Variant } from '../../../core/variant.ts';
import type { LoadProgress } from '../../bridge/engine.ts';

/** A variant with its threads: what one worker loads and measures. */
export interface RunSubject {
  readonly variant: Variant;
  readonly source: ModelSource;
  /** Ignored on the GPU. A fixed number: a benchmark must not change it on the way. */
  readonly threads: number;
  readonly form: WeightForm | 'auto';
  /** Positions that the model takes at most. */
  readonly maxContextLength: number;
  /** Bytes of the weights at this level, for the expected time only. */
  readonly weightBytes: number;
}

/** llama-bench's sizes of one test. */
export interface RunTest {
  readonly nPrompt: number;
  readonly nGen: number;
  readonly nDepth: number;
  readonly repetitions: number;
}

/** Which loads are timed: `warm` is the one that is needed anyway. */
export type TimedLoads = 'warm' | 'cold-and-warm';

/** What a run will do, in order: all tests of a subject, then the next. Made by `planRun`. */
export interface RunPlan {
  readonly preset: PresetId | 'custom';
  readonly subjects: readonly RunSubject[];
  readonly tests: readonly RunTest[];
  readonly loads: TimedLoads;
  /** Between tests, so that a device can cool and its other work be done. */
  readonly pauseMs: number;
}

/** One point of a live curve. */
export interface LivePoint {
  /** Tokens done. */
  readonly done: number;
  /** Since the phase began. */
  readonly ms: Ms;
}

/** One phase of one repetition, for the live chart; depth and warm-up have none. */
export interface LiveCurve {
  readonly phase: 'prompt' | 'generation';
  /** From 0. */
  readonly repetition: number;
  readonly total: number;
  readonly points: readonly LivePoint[];
}

/** A test under way. */
export interface LiveTest {
  /** `rest`: the pause before it; `load`: its variant is being loaded; `calibrate`: around it. */
  readonly activity: BenchPhase | 'rest' | 'load' | 'limits' | 'calibrate';
  /** From 0. */
  readonly repetition: number;
  /** Tokens of the phase. */
  readonly done: number;
  readonly total: number;
  /** Tokens per second of each finished repetition. */
  readonly rates: readonly number[];
  /** Of all repetitions, the last one growing. */
  readonly curves: readonly LiveCurve[];
  /** How far the load is; `null` outside one. */
  readonly load: LoadProgress | null;
}

export type RunItemState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'measuring'; readonly live: LiveTest }
  | { readonly kind: 'measured'; readonly row: MeasuredRow }
  | { readonly kind: 'failed'; readonly row: FailedRow }
  /** The run was stopped before it. */
  | { readonly kind: 'left-out' };

/** One test of one subject. */
export interface RunItem {
  readonly subject: RunSubject;
  readonly test: RunTest;
  /** By rates measured so far in this run, else by rough ones. */
  readonly expectedMs: Ms;
  readonly state: RunItemState;
}

export interface RunProgress {
  readonly plan: RunPlan;
  readonly items: readonly RunItem[];
  /** Index of the item that is being measured, or is next. */
  readonly current: number;
  readonly startedAt: EpochMs;
  /** Expected from now on, pauses included. */
  readonly leftMs: Ms;
  /** What there is so far. */
  readonly result: BenchmarkResult;
}

/**
 * - `paused`: nothing computes; the test that was under way begins again on `resume`
 * - `ended`: finished or stopped; `progress.result.state` says which
 */
export type RunState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: RunProgress }
  | { readonly kind: 'paused'; readonly progress: RunProgress }
  | { readonly kind: 'stopping'; readonly progress: RunProgress }
  | { readonly kind: 'ended'; readonly progress: RunProgress };

/** Given the whole result so far after each test; its failure never ends a run. */
export type ResultSink = (result: BenchmarkResult) => void | Promise<void>;

/**
 * A queue of tests, one at a time, each subject in a worker of its own. A subject that can't be
 * loaded, or dies, gives rows with the reason, and the queue goes on. Dispatches a plain `change`
 * event whenever `state` changes, a few times a second. Made by `createBenchmarkRun`.
 */
export interface BenchmarkRun extends EventTarget {
  readonly state: RunState;
  /**
   * Runs `plan` to its end, or until `stop`. Rejects only with catalogued `request-invalid` for a
   * plan that can't be run at all, and while another plan is running.
   */
  start(plan: RunPlan): Promise<BenchmarkResult>;
  pause(): void;
  resume(): void;
  /** Ends within a token or chunk; the finished tests are kept. */
  stop(): void;
}
