import type { BenchmarkStore } from '../store/benchmark-results.ts';
import type { BenchmarkRun, RunPlan } from './run/benchmark-run.ts';

/** What the screen works with; made by `compose.ts`, or faked in tests. */
export interface BenchmarkTools {
  /** Hands each result so far to the store. */
  readonly run: BenchmarkRun;
  readonly store: BenchmarkStore;
  /** By rough rates of such devices, ms. */
  expectedMs(plan: RunPlan): number;
}
