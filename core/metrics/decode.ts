import { notMeasurable, tokensPerSecond, type Figure, type TokensPerSecond } from '../units.ts';

/**
 * `decodeTps`, tok/s: n sampled tokens (the end token included) at times t1..tn give
 * `(n - 1) / (tn - t1)`. Never n / (tn - t1), which is high by n/(n-1). Fewer than two tokens: not
 * measurable. Prefill and the first token are excluded by construction.
 *
 * @param sampledAt ms, ascending, taken in the worker when each token had been sampled
 */
export function decodeRate(sampledAt: readonly number[]): Figure<TokensPerSecond> {
  const first = sampledAt[0];
  const last = sampledAt.at(-1);
  if (first === undefined || last === undefined || sampledAt.length < 2 || last <= first)
    return notMeasurable('fewer-than-two-tokens');
  return tokensPerSecond(((sampledAt.length - 1) / (last - first)) * 1000);
}
