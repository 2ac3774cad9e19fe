import { asFeatherweightError, type FeatherweightError } from '../../../core/errors.ts';
import type { BenchmarkResult } from '../../../core/bench-result.ts';
import type { LevelId } from '../../../core/levels.ts';
import { formatVariant } from '../../../core/variant.ts';
import type { ModelControl } from '../../app/model-control.ts';
import type { BenchmarkRun, RunPlan, RunState } from '../../benchmark/run/benchmark-run.ts';
import {
  failedMeasurement,
  measurementsOfBenchmark,
  measurementsOfQuality,
  type DeviceFacts,
} from '../../report/evidence/from-results.ts';
import type { Evaluation, EvaluationPlan, EvaluationState } from '../evaluation/evaluation.ts';
import { makingOf } from '../../report/making-text.ts';
import type { EvidenceBook } from './evidence-book.ts';
import { MakingForecast, type Forecast } from './making-forecast.ts';
import { wholeTimeLeft } from './whole-time-left.ts';

/** What is measured: speed first, because it is quick. */
export interface MeasuringPlan {
  readonly speed: RunPlan | null;
  readonly quality: EvaluationPlan | null;
  /** Levels that are made, and kept, when they are first loaded: in seconds or minutes. */
  readonly toMake: readonly LevelId[];
}

/**
 * - `waiting`: until the chat or a comparison has ended what it is at
 * - `ended`: finished, stopped or failed; the states of both parts say which
 */
export type MeasuringStage = 'idle' | 'waiting' | 'speed' | 'quality' | 'ended';

export interface MeasuringParts {
  readonly model: ModelControl;
  readonly book: EvidenceBook;
  readonly evaluation: Evaluation;
  readonly benchmark: BenchmarkRun;
  readonly device: DeviceFacts;
}

/**
 * One measuring of levels: their speed, then their quality, with the chat's model out of memory
 * meanwhile. Each variant's figures go into the book as soon as they are whole. Dispatches `change`.
 */
export class Measuring extends EventTarget {
  readonly #parts: MeasuringParts;
  #stage: MeasuringStage = 'idle';
  #plan: MeasuringPlan | null = null;
  #abort: AbortController | undefined;
  #error: FeatherweightError | null = null;
  #making = new MakingForecast([]);
  /** Variants whose quality is in the book, or failed, in this measuring. */
  readonly #told = new Set<string>();

  constructor(parts: MeasuringParts) {
    super();
    this.#parts = parts;
    const { evaluation, benchmark } = parts;
    evaluation.addEventListener('change', () => {
      this.#watchLoads();
      this.#takeQuality();
      this.#changed();
    });
    benchmark.addEventListener('change', () => {
      this.#watchLoads();
      this.#changed();
    });
  }

  get stage(): MeasuringStage {
    return this.#stage;
  }

  get plan(): MeasuringPlan | null {
    return this.#plan;
  }

  /** Why the whole measuring ended early, where it was not stopped. */
  get error(): FeatherweightError | null {
    return this.#error;
  }

  /** Of all that is still to be done; `null` until something can be told. */
  get timeLeft(): Forecast | null {
    const { stage, plan, speed, quality } = this;
    return wholeTimeLeft({ stage, plan, speed, quality, making: this.#making.left });
  }

  get active(): boolean {
    return this.#abort !== undefined;
  }

  get paused(): boolean {
    const { evaluation, benchmark } = this.#parts;
    return this.#stage === 'speed'
      ? benchmark.state.kind === 'paused'
      : ['pausing', 'paused'].includes(evaluation.state.kind);
  }

  get quality(): EvaluationState {
    return this.#parts.evaluation.state;
  }

  get speed(): RunState {
    return this.#parts.benchmark.state;
  }

  /** Resolves when it has ended in any way; does nothing while another is under way. */
  async start(plan: MeasuringPlan): Promise<void> {
    if (this.#abort) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#plan = plan;
    this.#error = null;
    this.#told.clear();
    this.#making = new MakingForecast(plan.toMake);
    this.#become('waiting');
    try {
      await this.#parts.model.lend('compare', abort.signal, async (signal) => {
        signal.addEventListener('abort', () => this.#stopParts(), { once: true });
        if (plan.speed) await this.#measureSpeed(plan.speed);
        if (plan.quality && !signal.aborted) await this.#measureQuality(plan.quality);
      });
    } catch (thrown) {
      const error = asFeatherweightError(thrown);
      if (error.code !== 'cancelled') this.#error = error;
    } finally {
      this.#abort = undefined;
      this.#become('ended');
    }
  }

  pause(): void {
    if (this.#stage === 'speed') this.#parts.benchmark.pause();
    else this.#parts.evaluation.pause();
  }

  resume(): void {
    if (this.#stage === 'speed') this.#parts.benchmark.resume();
    else this.#parts.evaluation.resume();
  }

  /** What is whole is kept; quality goes on from where it was when it is asked for again. */
  stop(): void {
    this.#abort?.abort();
  }

  async #measureSpeed(plan: RunPlan): Promise<void> {
    this.#become('speed');
    const result: BenchmarkResult = await this.#parts.benchmark.start(plan);
    await this.#parts.book.add(measurementsOfBenchmark(result));
  }

  async #measureQuality(plan: EvaluationPlan): Promise<void> {
    this.#become('quality');
    await this.#parts.evaluation.start(plan);
    const { state } = this.#parts.evaluation;
    if (state.kind === 'failed') throw state.error;
  }

  /** What the loads of the stage under way tell of levels that are made. */
  #watchLoads(): void {
    const { speed, quality } = this;
    if (this.#stage === 'speed' && speed.kind !== 'idle')
      for (const { subject, state } of speed.progress.items) {
        const { level } = subject.variant;
        if (state.kind === 'measuring' && state.live.activity === 'load')
          this.#making.loading(level, makingOf(state.live.load));
        else if (
          state.kind !== 'waiting' &&
          !(state.kind === 'measuring' && state.live.activity === 'rest')
        )
          this.#making.settled(level);
      }
    if (this.#stage === 'quality' && quality.kind !== 'idle')
      for (const { variant, state } of quality.rows) {
        if (state.kind === 'loading') this.#making.loading(variant.level, makingOf(state.progress));
        else if (state.kind !== 'waiting' && state.kind !== 'between')
          this.#making.settled(variant.level);
      }
  }

  #takeQuality(): void {
    const { evaluation, book, device } = this.#parts;
    const { state } = evaluation;
    if (state.kind === 'idle' || this.#stage !== 'quality') return;
    for (const { variant, state: row, result } of state.rows) {
      const id = formatVariant(variant);
      if (this.#told.has(id)) continue;
      if (row.kind === 'done' && result) {
        this.#told.add(id);
        void book.add(measurementsOfQuality(result, device));
      } else if (row.kind === 'failed' && row.error.code !== 'cancelled') {
        this.#told.add(id);
        const at = new Date().toISOString();
        void book.add([failedMeasurement('quality', variant, row.error.failure, at)]);
      }
    }
  }

  #stopParts(): void {
    this.#parts.benchmark.stop();
    this.#parts.evaluation.stop();
  }

  #become(stage: MeasuringStage): void {
    this.#stage = stage;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
