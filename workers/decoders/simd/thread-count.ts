/** Decode steps that are timed before anything is changed. */
const window = 16;
/** A window this much slower than the best known means that a core is taken. */
const slowdown = 1.6;
/** Windows until more threads are tried again; doubled each time they turn out not to help. */
const patience = 4;
/** Windows before fewer threads are tried at first: kernels are still being compiled in the first. */
const settling = 3;

/**
 * Decides how many of the started threads take part in decode steps: fewer when steps become much
 * slower than they were (another program took a core, and everybody waits for the helper there),
 * more again after a while. Median times of windows of steps are compared, so that one hiccup
 * changes nothing.
 */
export class ThreadGovernor {
  readonly #most: number;
  #threads: number;
  #times: number[] = [];
  /** Best median by thread count, of steps of like cost. */
  readonly #best = new Map<number, number>();
  #windowsLeft = patience;
  #patience = patience;
  #trial: { readonly from: number; readonly before: number } | undefined;
  /** At first fewer threads are tried, as the machine may be busy already. */
  #isFirst = true;
  #settling = settling;

  constructor(most: number) {
    this.#most = most;
    this.#threads = most;
  }

  /** Threads for the next step. */
  get threads(): number {
    return this.#threads;
  }

  /**
   * Takes the time of one decode step.
   *
   * @param ms its duration
   * @param cost what the step should cost relative to others (steps at a long context take longer)
   */
  observe(ms: number, cost: number): void {
    if (this.#most === 1) return;
    this.#times.push(ms / cost);
    if (this.#times.length < window) return;
    this.#times.sort((a, b) => a - b);
    this.#decide(this.#times[window >> 1] as number);
    this.#times = [];
  }

  #decide(median: number): void {
    const threads = this.#threads;
    if (this.#trial) {
      this.#endTrial(this.#trial, median);
      return;
    }
    const best = this.#best.get(threads) ?? Infinity;
    this.#best.set(threads, Math.min(best, median));
    if (this.#settling > 0) this.#settling--;
    const isDescending = this.#isFirst && this.#settling === 0;
    if (threads > 1 && (isDescending || median > best * slowdown)) {
      this.#try(threads - 1, isDescending ? Math.min(best, median) : median);
    } else if (threads < this.#most && --this.#windowsLeft <= 0) {
      this.#try(threads + 1, median);
    }
  }

  #try(threads: number, before: number): void {
    this.#trial = { from: this.#threads, before };
    this.#threads = threads;
  }

  /** The change stays if steps became faster by it. */
  #endTrial({ from, before }: { from: number; before: number }, median: number): void {
    this.#trial = undefined;
    if (median < before) {
      this.#best.set(this.#threads, Math.min(this.#best.get(this.#threads) ?? Infinity, median));
      this.#patience = patience;
    } else {
      this.#threads = from;
      this.#isFirst = false;
      if (from < this.#most) this.#patience *= 2;
    }
    this.#windowsLeft = this.#patience;
  }
}
