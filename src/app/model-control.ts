import type { LoadResult } from '../../core/contract.ts';
import { asFeatherweightError, fail } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import type { EngineId } from '../../core/variant.ts';
import type { Engine, EngineState, VariantRequest } from '../bridge/engine.ts';
import {
  automaticCpuEngine,
  chooseEngine,
  measurementKey,
  levelRunsHere,
  runsLevel,
  type EngineChoice,
} from './engine-choice.ts';
import { measureDecode } from './engine-measurement.ts';
import type { Environment } from './environment.ts';
import { Gate } from './gate.ts';
import type { ModelOption } from './model-option.ts';
import type { Preferences } from './preferences.ts';

/**
 * Why the model is not being loaded although nothing failed: `data-saving`: the browser asks to save
 * data, so the person is asked first; `cancelled`: the person stopped the load.
 */
export type Hold = 'data-saving' | 'cancelled';

/** The screen that runs variants of its own. */
export type Borrower = 'compare' | 'benchmark' | 'models';

/** Memory and processor are another screen's until its work has ended. */
export interface Loan {
  readonly to: Borrower;
  /** Stops the work that they were lent for. */
  readonly stop: () => void;
}

/**
 * Which variant the page wants, and its load. Uses of the model are queued one after the other, so
 * that a change of variant never ends an answer that is being written. Dispatches `change`.
 */
export class ModelControl extends EventTarget {
  readonly engine: Engine;
  readonly environment: Environment;
  readonly #offered: readonly [ModelOption, ...ModelOption[]];
  #installed: readonly ModelOption[] = [];
  readonly #preferences: Preferences;
  readonly #gate: Gate;
  #hold: Hold | undefined;
  #loading: AbortController | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #uses = 0;
  #measuring: EngineId | undefined;
  #loan: Loan | undefined;
  /** The request that was wanted last, as JSON. */
  #wanted: string;
  /** Why the SIMD engine can't run a model, by id. */
  readonly #simdUnsupported = new Map<string, string>();

  constructor(
    engine: Engine,
    models: readonly [ModelOption, ...ModelOption[]],
    environment: Environment,
    preferences: Preferences,
  ) {
    super();
    this.engine = engine;
    this.#offered = models;
    this.environment = environment;
    this.#preferences = preferences;
    this.#hold = environment.saveData ? 'data-saving' : undefined;
    this.#gate = new Gate(this.#hold === undefined);
    engine.addEventListener('change', () => this.#changed());
    this.#wanted = JSON.stringify(this.request);
    preferences.addEventListener('change', () => this.#followRequest());
  }

  /** Models to choose from: those that come with the app, then those of this device. */
  get models(): readonly [ModelOption, ...ModelOption[]] {
    return [...this.#offered, ...this.#installed];
  }

  /** Models on this device. One that is gone leaves memory when the next is loaded. */
  offerInstalled(installed: readonly ModelOption[]): void {
    this.#installed = installed;
    this.#followRequest();
  }

  get state(): EngineState {
    return this.engine.state;
  }

  get hold(): Hold | undefined {
    return this.#hold;
  }

  /** The engine whose decode is being timed, or `undefined`. */
  get measuring(): EngineId | undefined {
    return this.#measuring;
  }

  /** What keeps the chat's variant out of memory now, or `undefined`. */
  get loan(): Loan | undefined {
    return this.#loan;
  }

  /** Whether an answer, a measurement or work that the model gave way to is under way or waits. */
  get busy(): boolean {
    return this.#uses > 0;
  }

  get model(): ModelOption {
    const { model } = this.#preferences.values;
    return this.models.find(({ id }) => id === model) ?? this.models[0];
  }

  get level(): LevelId {
    const { levels, source } = this.model;
    const { level } = this.#preferences.values;
    const isOffered = levels.some((option) => option.level === level);
    return level && isOffered && levelRunsHere(this.environment, level)
      ? level
      : source.shippedLevel;
  }

  get choice(): EngineChoice {
    const { engine, measurements } = this.#preferences.values;
    const { environment, level } = this;
    const choice = chooseEngine({
      webgpu: environment.webgpu,
      secureContext: environment.secureContext,
      measurement: measurements[measurementKey(environment, this.model.id, level)],
      override: engine,
      simdUnsupported: this.#simdProblem,
    });
    if (runsLevel(choice.engine, level)) return choice;
    return level === 'fp16'
      ? { engine: 'webgpu', reason: { kind: 'only-engine' } }
      : { ...choice, engine: this.#cpuEngine };
  }

  get contextLength(): number {
    return Math.min(this.#preferences.values.contextLength, this.model.maxContextLength);
  }

  /** What the page wants in memory now. */
  get request(): VariantRequest {
    return this.#requestFor(this.choice.engine);
  }

  /** What is in memory, whether or not it is still wanted. */
  get loaded(): LoadResult | undefined {
    const { state } = this;
    return state.kind === 'ready' ? state.loaded : undefined;
  }

  /** Loads what is wanted, after a consent, a cancelled or a failed load, or at the start. */
  load(): void {
    this.#hold = undefined;
    this.#gate.open();
    this.#loadWhenFree();
    this.#changed();
  }

  /** Stops a load under way. A question that waits for the model goes on waiting. */
  cancelLoad(): void {
    this.#hold = 'cancelled';
    this.#gate.close();
    this.#loading?.abort();
    // Several may wait for one load: the one at the start, and a question asked since.
    if (this.state.kind === 'loading') this.engine.unload();
    this.#changed();
  }

  /** Starts loading, unless the browser asks to save data or can run nothing. */
  start(): void {
    if (this.#hold === undefined && this.environment.wasmSimd) this.load();
  }

  /**
   * Runs `task` with the wanted variant in memory, after all tasks before it. Waits while the load is
   * on hold. Rejects with the load's error, with `cancelled` on abort, and with what `task` throws.
   */
  use<T>(signal: AbortSignal, task: (loaded: LoadResult) => Promise<T>): Promise<T> {
    return this.#inTurn(signal, async () => {
      for (;;) {
        await this.#gate.whenOpen(signal);
        const loaded = await this.#load(signal);
        if (loaded) return task(loaded);
      }
    });
  }

  /**
   * Runs `task` with the chat's variant out of memory, after all uses before it: for work that loads
   * variants of its own, whose figures nothing else may disturb. Uses asked for meanwhile wait for its
   * end, when the wanted variant is loaded again.
   *
   * @param task given a signal that aborts with `signal`, and when the person stops it from the chat
   * @throws `cancelled` when stopped before its turn, else what `task` throws
   */
  async lend<T>(
    to: Borrower,
    signal: AbortSignal,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const stopping = new AbortController();
    const either = AbortSignal.any([signal, stopping.signal]);
    return this.#inTurn(either, async () => {
      // Bytes on their way from the network would have to be fetched again.
      const { state } = this;
      if (state.kind === 'loading' && state.progress.origin !== 'storage')
        await this.#load(either).catch(() => undefined);
      if (either.aborted) throw fail('cancelled', {});
      this.#loan = { to, stop: () => stopping.abort() };
      this.engine.unload();
      try {
        return await task(either);
      } finally {
        this.#loan = undefined;
      }
    });
  }

  /** Times a short decode on the CPU and the GPU, remembers the rates, and goes on with the faster. */
  measure(signal: AbortSignal): Promise<void> {
    return this.#inTurn(signal, async () => {
      // Of one variant throughout, whatever is chosen meanwhile.
      const key = measurementKey(this.environment, this.model.id, this.level);
      const requests = ([this.#cpuEngine, 'webgpu'] as const).map((id) => this.#requestFor(id));
      const rates: Partial<Record<EngineId, number>> = {};
      try {
        for (const request of requests) {
          const { engine } = request.variant;
          this.#measuring = engine;
          this.#changed();
          await this.engine.load(request, { signal });
          rates[engine] = await measureDecode(this.engine, signal);
        }
      } finally {
        this.#measuring = undefined;
      }
      const { measurements } = this.#preferences.values;
      this.#preferences.update({ measurements: { ...measurements, [key]: rates } });
    });
  }

  #followRequest(): void {
    const now = JSON.stringify(this.request);
    if (now !== this.#wanted) {
      this.#wanted = now;
      this.#loadWhenFree();
    }
    this.#changed();
  }

  get #cpuEngine(): EngineId {
    return automaticCpuEngine(this.#simdProblem);
  }

  /** Known from the model's files, or from a load that failed. */
  get #simdProblem(): string | undefined {
    const { id, engines } = this.model;
    const isKnown = engines === undefined || engines.includes('simd');
    return isKnown ? this.#simdUnsupported.get(id) : 'its layers are not known here';
  }

  /** Runs `task` after all uses before it. Rejects with `cancelled` when stopped before its turn. */
  #inTurn<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    this.#uses++;
    this.#changed();
    let begun = false;
    const turn = this.#queue.then(() => {
      if (signal.aborted) throw fail('cancelled', {});
      begun = true;
      return task();
    });
    this.#queue = turn
      .catch(() => undefined)
      .then(() => {
        this.#uses--;
        this.#loadIfChanged();
        this.#changed();
      });
    // What is stopped while others are before it need not wait for its turn.
    const stopped = new Promise<never>((_, reject) => {
      const onAbort = (): void => {
        if (!begun) reject(fail('cancelled', {}));
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
    return Promise.race([turn, stopped]);
  }

  #requestFor(engine: EngineId): VariantRequest {
    const { model, level } = this;
    return {
      variant: { model: model.id, level, engine },
      source: model.source,
      contextLength: this.contextLength,
      threads: this.#preferences.values.threads,
      form: 'auto',
      kvCache: this.#preferences.values.kvCache,
    };
  }

  /** The loaded variant, or `undefined` when the person stopped the load. */
  async #load(signal?: AbortSignal): Promise<LoadResult | undefined> {
    const loading = new AbortController();
    this.#loading = loading;
    const either = signal ? AbortSignal.any([signal, loading.signal]) : loading.signal;
    try {
      return await this.#loadOrFallBack(either);
    } catch (thrown) {
      if (loading.signal.aborted && !signal?.aborted) return undefined;
      throw asFeatherweightError(thrown);
    }
  }

  /** A model that the SIMD engine doesn't know is loaded on onnxruntime instead; the choice says so. */
  async #loadOrFallBack(signal: AbortSignal): Promise<LoadResult> {
    const { request } = this;
    try {
      return await this.engine.load(request, { signal });
    } catch (thrown) {
      const { failure } = asFeatherweightError(thrown);
      const { model, engine } = request.variant;
      if (engine !== 'simd' || failure.code !== 'model-unsupported') throw thrown;
      this.#simdUnsupported.set(model, failure.parameters.reason);
      this.#changed();
      return this.engine.load(this.request, { signal });
    }
  }

  /** Loads at once where nothing uses the model; its failure is in the engine's state. */
  #loadWhenFree(): void {
    if (this.#uses > 0 || this.#hold !== undefined || !this.environment.wasmSimd) return;
    void this.#load().catch(() => undefined);
  }

  /** What failed isn't tried again by itself. */
  #loadIfChanged(): void {
    const { state } = this;
    if (state.kind === 'unloaded' || JSON.stringify(state.request) !== JSON.stringify(this.request))
      this.#loadWhenFree();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
