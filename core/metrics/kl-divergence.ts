import type { Kld } from '../quality.ts';
import { meanWithError, quantile, type Numbers } from '../statistics.ts';

/**
 * `kld`, nats: KL divergence of a variant's next-token distribution from the reference's at one
 * position, `sum over the vocabulary of p_ref * (ln p_ref - ln p)`. Terms with `ln p_ref <= -16` are
 * left out, as llama-perplexity does; with the rounding of kept reference log-probabilities
 * (0.00012 nats at most each) a divergence near 0 may come out a little below it. No top-k.
 *
 * Mean ± its standard error (n-1), median, quantiles (type 7), largest.
 *
 * Source: llama.cpp, `llama-perplexity --kl-divergence`.
 *
 * @param kld of each scored position; at least two
 */
export function klDivergence(kld: Numbers): Kld {
  const sorted = Float64Array.from(kld).sort();
  return {
    ...meanWithError(kld),
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    p999: quantile(sorted, 0.999),
    max: quantile(sorted, 1),
  };
}
