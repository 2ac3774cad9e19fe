import type { BenchmarkResult } from '../../core/bench-result.ts';
import { asFeatherweightError } from '../../core/errors.ts';
import type { ModelControl } from '../app/model-control.ts';
import type { BenchmarkRun, RunPlan } from './run/benchmark-run.ts';

/**
 * Begins runs in their turn: after an answer or a comparison that is under way, and with the chat's
 * model out of memory, so that nothing disturbs the figures. Dispatches `change`.
 */
export class RunTurn extends EventTarget {
  #waiting: AbortController | undefined;

  /** Whether a run was asked for and has not begun. */
  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  /**
   * Resolves when the run has ended, `undefined` when it was given up before its turn. The chat's
   * person can stop it too: what was measured is kept.
   *
   * @throws as `BenchmarkRun.start`
   */
  async start(
    run: BenchmarkRun,
    plan: RunPlan,
    model: ModelControl,
  ): Promise<BenchmarkResult | undefined> {
    if (this.#waiting) return undefined;
    const waiting = new AbortController();
    this.#become(waiting);
    try {
      return await model.lend('benchmark', waiting.signal, (signal) => {
        this.#end(waiting);
        signal.addEventListener('abort', () => run.stop(), { once: true });
        return run.start(plan);
      });
    } catch (thrown) {
      if (waiting.signal.aborted && asFeatherweightError(thrown).code === 'cancelled')
        return undefined;
      throw thrown;
    } finally {
      this.#end(waiting);
    }
  }

  /** Gives up a run that waits for its turn. */
  giveUp(): void {
    this.#waiting?.abort();
  }

  /** Another may wait by the time that this one's run has ended. */
  #end(waiting: AbortController): void {
    if (this.#waiting === waiting) this.#become(undefined);
  }

  #become(waiting: AbortController | undefined): void {
    this.#waiting = waiting;
    this.dispatchEvent(new Event('change'));
  }
}
