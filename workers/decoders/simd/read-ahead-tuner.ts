/**
 * How much is read ahead where it helps: measured, and flat from 20 to 100 KB. It gains some 10 %
 * where weights come from main memory and loses 20 % where they stay in a large cache, which depends
 * on the machine and on what else runs there.
 */
const readAheadBytes = 32_000;

/** Steps before settings are compared at first: kernels are still being compiled in these. */
const settlingSteps = 8;
/** Steps with one setting before the other has its turn. */
const turn = 3;
/** Turns of a comparison, both settings together. */
const turns = 6;
/** Steps until it is decided for the first time. */
export const decidingSteps = settlingSteps + turns * turn;
/** Steps until the settings are compared again. */
const holdSteps = 600;

/**
 * Decides by the times of decode steps whether weights are read ahead. Both settings give the same
 * results, so that they can be compared while an answer is being written.
 */
export class ReadAheadTuner {
  readonly #times: [ahead: number[], plain: number[]] = [[], []];
  #step = -settlingSteps;
  #ahead = true;

  /** Bytes to read ahead in the next step. */
  get bytes(): number {
    return this.#ahead ? readAheadBytes : 0;
  }

  /** @param cost what the step should cost relative to others */
  observe(ms: number, cost: number): void {
    const step = this.#step++;
    const compared = turns * turn;
    if (step < 0) return;
    if (step < compared) {
      // The first step of a turn finds the caches as the other setting left them.
      if (step % turn > 0) this.#times[this.#ahead ? 0 : 1].push(ms / cost);
      if (this.#step % turn === 0) this.#ahead = !this.#ahead;
    }
    if (this.#step === compared) {
      const [ahead, plain] = this.#times.map(lowerQuartile) as [number, number];
      this.#ahead = ahead < plain;
    } else if (this.#step === compared + holdSteps) {
      this.#step = 0;
      for (const times of this.#times) times.length = 0;
    }
  }
}

/** Less disturbed by what else the machine does than the median. */
function lowerQuartile(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 2] ?? Infinity;
}
