import type { LoadEvent, LoadStage } from '../../core/contract.ts';
import { loadFigures, type LoadFigures, type LoadOrigin } from '../../core/metrics/load.ts';
import type { EpochMs } from '../../core/units.ts';
import { epochNow } from '../clock.ts';

type Charged = LoadStage | 'other';

/**
 * Charges each instant of a load to one part: the stage that was entered last. Waiting for bytes
 * enters `fetch`; whoever computes on them enters a stage of its own.
 */
export class StageClock {
  readonly #requestedAt: EpochMs;
  readonly #workerStartMs: number;
  readonly #emit: (event: LoadEvent) => void;
  readonly #spent: Record<Charged, number> = {
    fetch: 0,
    parse: 0,
    quantize: 0,
    compile: 0,
    warmup: 0,
    other: 0,
  };
  #stage: Charged = 'other';
  #enteredAt: EpochMs;

  /**
   * @param requestedAt when the page asked
   * @param workerStartedAt when the worker ran its first statement, before or after that
   */
  constructor(requestedAt: EpochMs, workerStartedAt: EpochMs, emit: (event: LoadEvent) => void) {
    this.#requestedAt = requestedAt;
    this.#workerStartMs = Math.max(0, workerStartedAt - requestedAt);
    this.#enteredAt = epochNow();
    this.#emit = emit;
  }

  enter(stage: Charged): void {
    if (stage === this.#stage) return;
    this.#charge(stage);
    if (stage !== 'other') this.#emit({ type: 'stage', stage, at: this.#enteredAt });
  }

  /** Charges a short piece of work inside another stage to `stage`, untold. */
  within<Value>(stage: Charged, work: () => Value): Value {
    const outer = this.#stage;
    this.#charge(stage);
    try {
      return work();
    } finally {
      this.#charge(outer);
    }
  }

  /** Charges the wait for bytes that are read inside another stage to `fetch`, untold. */
  async waiting<Value>(reading: Promise<Value>): Promise<Value> {
    const outer = this.#stage;
    this.#charge('fetch');
    try {
      return await reading;
    } finally {
      // Unless a stage was entered meanwhile, or another wait began within this one.
      if (this.#stage === 'fetch') this.#charge(outer);
    }
  }

  #charge(next: Charged): void {
    const at = epochNow();
    this.#spent[this.#stage] += at - this.#enteredAt;
    this.#stage = next;
    this.#enteredAt = at;
  }

  /** The figures, now that the decoder is ready. */
  finish(origin: LoadOrigin): LoadFigures {
    this.enter('other');
    const { fetch, parse, quantize, compile, warmup } = this.#spent;
    return loadFigures(
      epochNow() - this.#requestedAt,
      {
        fetchMs: fetch,
        parseMs: parse,
        quantizeMs: quantize,
        compileMs: compile,
        warmupMs: warmup,
        workerStartMs: this.#workerStartMs,
      },
      origin,
    );
  }
}
