import type { LiveCurve } from './run/benchmark-run.ts';

/** Rates of one repetition over its tokens, for the live chart. */
export interface Trace {
  /** Tokens done, ascending. */
  readonly tokens: readonly number[];
  /** tok/s over the stretch that ends there. */
  readonly rates: readonly number[];
}

/** A shorter stretch says more about the timer's step than about the rate. */
const leastMs = 15;

/**
 * Turns "so many tokens are done after so long" into rates over stretches of at least 15 ms. What is
 * left over at the end makes no rate of its own.
 */
export function traceOf({ points }: Pick<LiveCurve, 'points'>): Trace {
  const tokens: number[] = [];
  const rates: number[] = [];
  let from = { done: 0, ms: 0 };
  for (const { done, ms } of points) {
    const span = ms - from.ms;
    if (done <= from.done || span < leastMs) continue;
    tokens.push(done);
    rates.push(((done - from.done) / span) * 1000);
    from = { done, ms };
  }
  return { tokens, rates };
}
