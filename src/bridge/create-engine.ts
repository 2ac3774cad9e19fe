import { proxy } from 'comlink';
import type {
  BenchCalibration,
  BenchCall,
  BenchEvent,
  BenchLimits,
  BenchResult,
  BenchTest,
  BenchTestResult,
} from '../../core/bench.ts';
import type {
  ChatMessage,
  GenerateEvent,
  GenerateRequest,
  GenerateResult,
  LoadEvent,
  LoadResult,
  RequestId,
} from '../../core/contract.ts';
import {
  asFeatherweightError,
  fail,
  type EngineStage,
  type ErrorCode,
  type FeatherweightError,
} from '../../core/errors.ts';
import type { MemoryAccount } from '../../core/metrics/memory.ts';
import type {
  ChoiceScore,
  ChunkScore,
  ScoreChoiceRequest,
  ScoreChunkRequest,
  ScoreEvent,
  ScoreResult,
} from '../../core/score.ts';
import { epochMs } from '../../core/units.ts';
import { EngineWorker, startEngineWorker } from './engine-worker.ts';
import type { CallOptions, Engine, EngineState, VariantRequest } from './engine.ts';
import type { StartWorker } from './live-worker.ts';
import { foldProgress, initialProgress } from './load-progress.ts';

export interface EngineOptions {
  /** Tests give a worker of their own. */
  readonly startWorker?: StartWorker;
  /**
   * How long a stopped request may take to end by itself before its worker is ended, ms. A software
   * GPU needs 10 s for one token.
   */
  readonly stopGraceMs?: number;
}

/** The page's owner of one variant's worker. */
export const createEngine = (options: EngineOptions = {}): Engine => new WorkerOwner(options);

/** After these the worker holds nothing that could still be used: the next use starts another. */
const fatal: ReadonlySet<ErrorCode> = new Set(['webgpu-lost', 'memory-refused', 'internal']);

const now = () => epochMs(performance.timeOrigin + performance.now());

/** A call of the worker, when its time has come. */
interface Turn {
  readonly worker: EngineWorker;
  readonly id: RequestId;
  /** Events come through a port of their own: some may arrive after the result, which holds all. */
  readonly isOver: () => boolean;
}

/** A load under way. It goes on while anyone still waits for it. */
interface Loading {
  readonly request: VariantRequest;
  readonly result: Promise<LoadResult>;
  waiting: number;
}

class WorkerOwner extends EventTarget implements Engine {
  readonly #startWorker: StartWorker;
  readonly #stopGraceMs: number;
  #state: EngineState = { kind: 'unloaded' };
  #worker: EngineWorker | undefined;
  #loading: Loading | undefined;
  /** What the worker is doing, for the sentence when it dies. */
  #stage: EngineStage = 'idle';
  #lastId = 0;
  /** Long calls run one at a time. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ startWorker = startEngineWorker, stopGraceMs = 30_000 }: EngineOptions) {
    super();
    this.#startWorker = startWorker;
    this.#stopGraceMs = stopGraceMs;
  }

  get state(): EngineState {
    return this.#state;
  }

  load(request: VariantRequest, options: CallOptions<LoadEvent> = {}): Promise<LoadResult> {
    const { signal, onEvents } = options;
    if (signal?.aborted) return Promise.reject(fail('cancelled', {}));
    const state = this.#state;
    if (state.kind === 'ready' && sameRequest(state.request, request))
      return Promise.resolve(state.loaded);
    if (this.#loading && sameRequest(this.#loading.request, request))
      return this.#join(this.#loading, signal);
    this.#end(fail('cancelled', {}));
    return this.#join(this.#start(request, onEvents), signal);
  }

  generate(
    request: Omit<GenerateRequest, 'id'>,
    { signal, onEvents }: CallOptions<GenerateEvent> = {},
  ): Promise<GenerateResult> {
    return this.#inTurn(signal, 'prefill', ({ worker, id, isOver }) => {
      const happened = (events: readonly GenerateEvent[]): void => {
        if (isOver()) return;
        if (events.some(({ type }) => type === 'token')) this.#stage = 'decode';
        onEvents?.(events);
      };
      return worker.api.generate({ ...request, id }, proxy(happened));
    });
  }

  score(
    request: Omit<ScoreChunkRequest, 'id'>,
    options?: CallOptions<ScoreEvent>,
  ): Promise<ChunkScore>;
  score(
    request: Omit<ScoreChoiceRequest, 'id'>,
    options?: CallOptions<ScoreEvent>,
  ): Promise<ChoiceScore>;
  score(
    request: Omit<ScoreChunkRequest, 'id'> | Omit<ScoreChoiceRequest, 'id'>,
    { signal, onEvents }: CallOptions<ScoreEvent> = {},
  ): Promise<ScoreResult> {
    return this.#inTurn<ScoreResult>(signal, 'prefill', ({ worker, id, isOver }) => {
      const happened = (events: readonly ScoreEvent[]): void => {
        if (!isOver()) onEvents?.(events);
      };
      return worker.api.score({ ...request, id }, proxy(happened));
    });
  }

  async tokenize(text: string): Promise<Uint32Array> {
    const worker = await this.#running();
    return worker.race(worker.api.tokenize({ text }));
  }

  bench(
    call: { readonly kind: 'test' } & BenchTest,
    options?: CallOptions<BenchEvent>,
  ): Promise<BenchTestResult>;
  bench(call: { readonly kind: 'limits' }, options?: CallOptions<BenchEvent>): Promise<BenchLimits>;
  bench(
    call: { readonly kind: 'calibration' },
    options?: CallOptions<BenchEvent>,
  ): Promise<BenchCalibration>;
  bench(call: BenchCall, { signal, onEvents }: CallOptions<BenchEvent> = {}): Promise<BenchResult> {
    return this.#inTurn<BenchResult>(signal, 'prefill', ({ worker, id, isOver }) => {
      const happened = (events: readonly BenchEvent[]): void => {
        if (isOver()) return;
        const last = events.at(-1);
        if (last?.type === 'tokens')
          this.#stage = last.phase === 'generation' ? 'decode' : 'prefill';
        onEvents?.(events);
      };
      return worker.api.bench({ ...call, id }, proxy(happened));
    });
  }

  async countTokens(
    messages: readonly ChatMessage[],
    continueIds: readonly number[] = [],
    think?: boolean,
  ): Promise<number> {
    const worker = await this.#running();
    return worker.race(worker.api.countTokens({ messages, continueIds, think }));
  }

  async memory(): Promise<MemoryAccount> {
    const worker = await this.#running();
    return worker.race(worker.api.memory());
  }

  unload(): void {
    this.#end(fail('cancelled', {}));
    this.#become({ kind: 'unloaded' });
  }

  #become(state: EngineState): void {
    this.#state = state;
    this.dispatchEvent(new Event('change'));
  }

  /** Ends the worker; calls under way, a load among them, reject with `reason`. */
  #end(reason: FeatherweightError): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#loading = undefined;
    this.#stage = 'idle';
    worker?.terminate(reason);
  }

  #start(request: VariantRequest, onEvents: CallOptions<LoadEvent>['onEvents']): Loading {
    const requestedAt = now();
    this.#stage = 'load';
    const worker = new EngineWorker(this.#startWorker, (cause) => {
      const error = fail('worker-died', { stage: this.#stage }, cause);
      this.#failed(request, error);
      return error;
    });
    this.#worker = worker;
    const progressed = (events: readonly LoadEvent[]): void => {
      if (this.#worker !== worker || this.#state.kind !== 'loading') return;
      onEvents?.(events);
      const progress = foldProgress(this.#state.progress, events);
      this.#become({ kind: 'loading', request, progress });
    };
    const call = worker.api.load(
      { ...request, id: ++this.#lastId, requestedAt, stopFlag: worker.stopFlag },
      proxy(progressed),
    );
    const result = worker.race(call).then(
      (loaded) => {
        if (this.#worker !== worker) throw fail('cancelled', {});
        this.#loading = undefined;
        this.#stage = 'idle';
        this.#become({ kind: 'ready', request, loaded });
        return loaded;
      },
      (thrown: unknown) => {
        const error = asFeatherweightError(thrown);
        if (this.#worker === worker) this.#failed(request, error);
        throw error;
      },
    );
    this.#loading = { request, result, waiting: 0 };
    this.#become({ kind: 'loading', request, progress: initialProgress(requestedAt) });
    return this.#loading;
  }

  #failed(request: VariantRequest, error: FeatherweightError): void {
    this.#end(error);
    this.#become({ kind: 'failed', request, error });
  }

  /** Waits for `loading`; when the last who waits gives up, the load is ended. */
  async #join(loading: Loading, signal: AbortSignal | undefined): Promise<LoadResult> {
    loading.waiting++;
    const leave = (): void => {
      loading.waiting--;
      if (loading.waiting === 0 && this.#loading === loading) this.unload();
    };
    if (!signal) return loading.result;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        reject(fail('cancelled', {}));
        leave();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      loading.result.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', onAbort);
      });
    });
  }

  /** The worker of a loaded variant, after its load if that is under way. */
  async #running(): Promise<EngineWorker> {
    if (this.#loading) await this.#loading.result;
    const state = this.#state;
    if (state.kind === 'failed') throw state.error;
    if (!this.#worker) throw fail('internal', { reason: 'no variant is loaded' });
    return this.#worker;
  }

  /** Runs a long call when those before it have ended, with its signal, and raced with the worker's death. */
  #inTurn<Result>(
    signal: AbortSignal | undefined,
    stage: EngineStage,
    call: (turn: Turn) => Promise<Result>,
  ): Promise<Result> {
    const previous = this.#queue;
    const turn = previous.then(() => this.#run(signal, stage, call));
    this.#queue = turn.catch(() => undefined);
    return unlessAborted(turn, previous, signal);
  }

  async #run<Result>(
    signal: AbortSignal | undefined,
    stage: EngineStage,
    call: (turn: Turn) => Promise<Result>,
  ): Promise<Result> {
    if (signal?.aborted) throw fail('cancelled', {});
    const state = this.#state;
    if (state.kind === 'unloaded') throw fail('internal', { reason: 'no variant is loaded' });
    await this.load(state.request, signal ? { signal } : {});
    const worker = await this.#running();

    const id = ++this.#lastId;
    let settled = false;
    this.#stage = stage;
    let grace: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      worker.stop(id);
      grace = setTimeout(() => {
        const cause = new Error('the worker did not stop');
        if (this.#worker === worker)
          this.#failed(state.request, fail('worker-died', { stage: this.#stage }, cause));
      }, this.#stopGraceMs);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await worker.race(call({ worker, id, isOver: () => settled }));
    } catch (thrown) {
      const error = asFeatherweightError(thrown);
      if (this.#worker === worker && fatal.has(error.code)) this.#failed(state.request, error);
      throw error;
    } finally {
      settled = true;
      clearTimeout(grace);
      signal?.removeEventListener('abort', stop);
      if (this.#worker === worker) this.#stage = 'idle';
    }
  }
}

const sameRequest = (a: VariantRequest, b: VariantRequest): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** `turn`, or `cancelled` if `signal` aborts while the turns before it are still under way. */
function unlessAborted<T>(
  turn: Promise<T>,
  previous: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return turn;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(fail('cancelled', {}));
    };
    signal.addEventListener('abort', onAbort);
    void previous.then(() => {
      signal.removeEventListener('abort', onAbort);
    });
    turn.then(resolve, reject);
  });
}
