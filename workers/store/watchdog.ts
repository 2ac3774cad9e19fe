import type { FeatherweightError } from '../../core/errors.ts';

/** Aborts what isn't fed for a while, or when the signal that it follows is aborted. */
export class Watchdog {
  readonly #abort = new AbortController();
  readonly #bite = (): void => this.#abort.abort();
  readonly #outer: AbortSignal;
  readonly #limitMs: number;
  readonly #reasonOf: () => FeatherweightError;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reason: FeatherweightError | undefined;

  constructor(limitMs: number, outer: AbortSignal, reasonOf: () => FeatherweightError) {
    this.#limitMs = limitMs;
    this.#reasonOf = reasonOf;
    this.#outer = outer;
    if (outer.aborted) this.#bite();
    else outer.addEventListener('abort', this.#bite);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Given once it has bitten. */
  get reason(): FeatherweightError | undefined {
    return this.#reason;
  }

  feed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#reason = this.#reasonOf();
      this.#abort.abort();
    }, this.#limitMs);
  }

  /** Doesn't count until fed again. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Lets go of the signal that it follows. */
  end(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#bite);
  }
}
