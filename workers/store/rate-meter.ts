/** The rate is that of the last seconds, ms. */
const windowMs = 5000;
/** Shorter than this says nothing yet, ms. */
const leastMs = 500;

/** Bytes per second over the last seconds. */
export class RateMeter {
  readonly #now: () => number;
  #samples: { readonly at: number; readonly bytes: number }[];

  constructor(now: () => number) {
    this.#now = now;
    this.#samples = [{ at: now(), bytes: 0 }];
  }

  add(bytes: number): void {
    const at = this.#now();
    this.#samples.push({ at, bytes });
    const first = this.#samples.findIndex((sample) => sample.at >= at - windowMs);
    if (first > 0) this.#samples.splice(0, first);
  }

  /** Starts anew, after a wait. */
  reset(): void {
    this.#samples = [{ at: this.#now(), bytes: 0 }];
  }

  get bytesPerSecond(): number | undefined {
    const [first] = this.#samples;
    const elapsed = this.#now() - (first?.at ?? 0);
    if (!first || elapsed < leastMs) return undefined;
    // The first sample's bytes came before its time.
    const bytes = this.#samples.reduce((sum, sample) => sum + sample.bytes, -first.bytes);
    return (bytes / elapsed) * 1000;
  }
}
