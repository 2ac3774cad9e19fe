import type { BenchLimits } from '../../../core/bench.ts';
import type { BenchRow, BenchVariantRecord } from '../../../core/bench-result.ts';
import type { LoadResult } from '../../../core/contract.ts';
import { asFeatherweightError, fail, type FeatherweightError } from '../../../core/errors.ts';
import type { LoadFigures } from '../../../core/metrics/load.ts';
import type { Engine, LoadProgress, VariantRequest } from '../../bridge/engine.ts';
import type { LiveTest, RunPlan, RunSubject, RunTest } from './benchmark-run.ts';
import { LiveTestFold } from './live-test.ts';
import type { PageWatch } from './page-watch.ts';
import { contextFor, tokensOf } from './plan.ts';
import { failedRow, marksOf, measuredRow } from './rows.ts';

/** Told what the test under way is doing. */
export type OnLive = (live: LiveTest) => void;

/**
 * The tests of one subject, in a worker of its own. Calls reject with `cancelled` when their signal
 * aborts, and can then be made again.
 */
export class SubjectRun {
  readonly #subject: RunSubject;
  readonly #plan: RunPlan;
  readonly #engine: Engine;
  readonly #watch: PageWatch;
  readonly #timerStepMs: number;
  #coldLoad: LoadFigures | null = null;
  #warmLoad: LoadFigures | null = null;
  #loaded: LoadResult | undefined;
  #limits: BenchLimits | null = null;
  #failure: FeatherweightError | undefined;
  /** Calibration times after the last test. */
  #calibrated: readonly number[] = [];
  #memory: BenchVariantRecord['memory'] = null;

  constructor(
    subject: RunSubject,
    plan: RunPlan,
    engine: Engine,
    watch: PageWatch,
    timerStepMs: number,
  ) {
    this.#subject = subject;
    this.#plan = plan;
    this.#engine = engine;
    this.#watch = watch;
    this.#timerStepMs = timerStepMs;
  }

  get record(): BenchVariantRecord {
    return {
      variant: this.#subject.variant,
      threads: this.#loaded?.threads ?? this.#subject.threads,
      ...(this.#loaded?.instructions && { instructions: this.#loaded.instructions }),
      coldLoad: this.#coldLoad,
      warmLoad: this.#warmLoad,
      bandwidth: this.#limits?.bandwidth ?? null,
      multiplyAdds: this.#limits?.multiplyAdds ?? null,
      memory: this.#memory,
      gpu: this.#loaded?.gpu ?? null,
      failure: this.#failure?.failure ?? null,
    };
  }

  /**
   * One test, after a pause, with its load if there was none yet. Whatever fails becomes a row.
   *
   * @throws catalogued `cancelled` only
   */
  async measure(test: RunTest, signal: AbortSignal, onLive: OnLive): Promise<BenchRow> {
    const fold = new LiveTestFold();
    onLive(fold.enter('rest'));
    await pause(this.#plan.pauseMs, signal);
    this.#watch.take();
    try {
      return await this.#measure(test, signal, fold, onLive);
    } catch (thrown) {
      this.#calibrated = [];
      if (signal.aborted) throw fail('cancelled', {}, thrown);
      const error = asFeatherweightError(thrown);
      const { hidden, lateTimers } = this.#watch.take();
      const observed = { hidden, lateTimers, before: [], after: [], timerStepMs: 0 };
      return failedRow(this.#subject, test, error.failure, marksOf(observed, null));
    }
  }

  async #measure(
    test: RunTest,
    signal: AbortSignal,
    fold: LiveTestFold,
    onLive: OnLive,
  ): Promise<BenchRow> {
    const { maxContextLength } = this.#subject;
    const tokens = tokensOf(test);
    if (tokens > maxContextLength)
      throw fail('test-too-long', { tokens, contextLength: maxContextLength });
    onLive(fold.enter('load'));
    const loaded = await this.#load(signal, (progress) => onLive(fold.loading(progress)));
    onLive(fold.enter('limits'));
    this.#limits ??= await this.#engine.bench({ kind: 'limits' }, { signal });
    onLive(fold.enter('calibrate'));
    if (this.#calibrated.length === 0) this.#calibrated = await this.#calibrate(signal);
    const startedAt = new Date();
    const result = await this.#engine.bench(
      { kind: 'test', ...test, warmUp: true },
      { signal, onEvents: (events) => onLive(fold.take(events)) },
    );
    onLive(fold.enter('calibrate'));
    const before = this.#calibrated;
    this.#calibrated = await this.#calibrate(signal);
    this.#memory = await this.#engine.memory().catch(() => null);
    const observed = {
      ...this.#watch.take(),
      before,
      after: this.#calibrated,
      timerStepMs: this.#timerStepMs,
    };
    const [subject, limits] = [this.#subject, this.#limits];
    const marks = marksOf(observed, result);
    return measuredRow({ subject, test, loaded, result, limits, marks, startedAt });
  }

  /** Loads once; after a death of the worker again, and a load that failed is not tried again. */
  async #load(
    signal: AbortSignal,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<LoadResult> {
    if (this.#failure) throw this.#failure;
    const { variant, source, threads, form } = this.#subject;
    const contextLength = contextFor(this.#subject, this.#plan.tests);
    const request: VariantRequest = { variant, source, threads, form, contextLength };
    const { state } = this.#engine;
    if (this.#loaded && state.kind === 'ready') return this.#loaded;
    const onChange = (): void => {
      if (this.#engine.state.kind === 'loading') onProgress(this.#engine.state.progress);
    };
    this.#engine.addEventListener('change', onChange);
    try {
      if (this.#plan.loads === 'cold-and-warm' && !this.#coldLoad) {
        const cold = await this.#engine.load({ ...request, fresh: true }, { signal });
        this.#coldLoad = cold.figures;
        this.#engine.unload();
      }
      this.#loaded = await this.#engine.load(request, { signal });
      this.#warmLoad ??= this.#loaded.figures;
    } catch (thrown) {
      const error = asFeatherweightError(thrown);
      if (!signal.aborted) this.#failure = error;
      throw error;
    } finally {
      this.#engine.removeEventListener('change', onChange);
    }
    return this.#loaded;
  }

  async #calibrate(signal: AbortSignal): Promise<readonly number[]> {
    return (await this.#engine.bench({ kind: 'calibration' }, { signal })).durations;
  }

  end(): void {
    this.#engine.unload();
  }
}

/** @throws catalogued `cancelled` */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(fail('cancelled', {}));
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(fail('cancelled', {}));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
