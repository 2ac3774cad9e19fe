import type { DeltaProbability } from '../quality.ts';
import { meanWithError, quantile, type Numbers } from '../statistics.ts';

/**
 * `dp`, a difference of shares: the variant's probability of the true token less the reference's,
 * per position. Mean ± its standard error (n-1); root mean square, how far probabilities move either
 * way; quantiles (type 7).
 *
 * Source: llama.cpp, `llama-perplexity --kl-divergence`, "Mean Δp", "RMS Δp" (there in percent).
 *
 * @param dp of each scored position; at least two
 */
export function deltaProbability(dp: Numbers): DeltaProbability {
  const sorted = Float64Array.from(dp).sort();
  let squares = 0;
  for (const difference of sorted) squares += difference * difference;
  return {
    ...meanWithError(dp),
    rms: Math.sqrt(squares / sorted.length),
    p1: quantile(sorted, 0.01),
    p5: quantile(sorted, 0.05),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
  };
}
