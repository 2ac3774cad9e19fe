import type { BenchEvent, BenchRequest, BenchResult } from '../core/bench.ts';
import type {
  CountTokensRequest,
  EngineApi,
  EventSink,
  GenerateEvent,
  GenerateRequest,
  GenerateResult,
  LoadEvent,
  LoadRequest,
  LoadResult,
  RequestId,
} from '../core/contract.ts';
import { asFeatherweightError, fail } from '../core/errors.ts';
import type { MemoryAccount } from '../core/metrics/memory.ts';
import type { ScoreEvent, ScoreRequest, ScoreResult, TokenizeRequest } from '../core/score.ts';
import type { EpochMs } from '../core/units.ts';
import { Bench } from './bench/bench.ts';
import { generate, type LoadedVariant } from './generation/generate.ts';
import { promptIds } from './generation/prompt.ts';
import type { LoadContext } from './load/load-variant.ts';
import { score } from './scoring/score.ts';
import { StopFlag, type StopSignal } from './stop-signal.ts';

/** What a load gives: the variant, and what the page is told of it. */
export interface Loaded {
  readonly variant: LoadedVariant;
  readonly result: LoadResult;
}

/** `loadVariant`, or a stand-in for a test. */
export type LoadVariant = (request: LoadRequest, context: LoadContext) => Promise<Loaded>;

/**
 * The worker's side of the contract, for one variant. Plain, so that tests call it without a worker.
 */
export class Host implements EngineApi {
  readonly #loadVariant: LoadVariant;
  readonly #workerStartedAt: EpochMs;
  readonly #bench: Bench;
  readonly #stop = new StopFlag();
  #variant: LoadedVariant | undefined;
  #loading: { readonly id: RequestId; readonly abort: AbortController } | undefined;
  #answers = 0;
  #busy = false;

  constructor(loadVariant: LoadVariant, workerStartedAt: EpochMs, bench = new Bench()) {
    this.#bench = bench;
    this.#loadVariant = loadVariant;
    this.#workerStartedAt = workerStartedAt;
  }

  async load(request: LoadRequest, onEvents: EventSink<LoadEvent>): Promise<LoadResult> {
    if (this.#variant || this.#loading)
      throw fail('internal', { reason: 'a worker loads one variant once' });
    this.#stop.share(request.stopFlag);
    const abort = new AbortController();
    this.#loading = { id: request.id, abort };
    try {
      const loaded = await this.#loadVariant(request, {
        workerStartedAt: this.#workerStartedAt,
        stop: this.#stop.signal(request.id),
        signal: abort.signal,
        emit: onEvents,
      });
      this.#variant = loaded.variant;
      return loaded.result;
    } catch (error) {
      throw asFeatherweightError(error);
    } finally {
      this.#loading = undefined;
    }
  }

  generate(request: GenerateRequest, onEvents: EventSink<GenerateEvent>): Promise<GenerateResult> {
    return this.#alone(request.id, async (variant, stop) => {
      const result = await generate(variant, request, this.#answers === 0, stop, onEvents);
      this.#answers++;
      return result;
    });
  }

  score(request: ScoreRequest, onEvents: EventSink<ScoreEvent>): Promise<ScoreResult> {
    return this.#alone(request.id, (variant, stop) => score(variant, request, stop, onEvents));
  }

  tokenize({ text }: TokenizeRequest): Promise<Uint32Array> {
    return Promise.resolve().then(() => Uint32Array.from(this.#loaded().tokenizer.encode(text)));
  }

  bench(request: BenchRequest, onEvents: EventSink<BenchEvent>): Promise<BenchResult> {
    return this.#alone(request.id, ({ session }, stop) =>
      this.#bench.run(session, request, stop, onEvents),
    );
  }

  countTokens(request: CountTokensRequest): Promise<number> {
    return Promise.resolve().then(() => {
      const { tokenizer } = this.#loaded();
      // Templates fail on a chat without messages, which has nothing to count.
      return request.messages.length === 0 ? 0 : promptIds(tokenizer, request).length;
    });
  }

  memory(): Promise<MemoryAccount> {
    return Promise.resolve().then(() => this.#loaded().session.decoder.memory());
  }

  cancel(id: RequestId): void {
    this.#stop.cancel(id);
    if (this.#loading && this.#loading.id <= id) this.#loading.abort.abort();
  }

  async dispose(): Promise<void> {
    const variant = this.#variant;
    this.#variant = undefined;
    this.#stop.close();
    this.#bench.dispose();
    await variant?.session.decoder.dispose();
  }

  /** The decoder has one KV cache: calls that use it never overlap. */
  async #alone<Result>(
    id: RequestId,
    run: (variant: LoadedVariant, stop: StopSignal) => Promise<Result>,
  ): Promise<Result> {
    const variant = this.#loaded();
    if (this.#busy) throw fail('internal', { reason: 'another request is under way' });
    this.#busy = true;
    try {
      return await run(variant, this.#stop.signal(id));
    } catch (error) {
      throw asFeatherweightError(error);
    } finally {
      this.#busy = false;
    }
  }

  #loaded(): LoadedVariant {
    if (!this.#variant) throw fail('internal', { reason: 'no variant is loaded' });
    return this.#variant;
  }
}
