import type { Estimate } from '../quality.ts';
import { mean, type Numbers } from '../statistics.ts';

/**
 * `sameTop`, a share: positions at which the variant and the reference have the same most likely
 * token (the lowest id among equals), ± sqrt(p (1 - p) / (n - 1)).
 *
 * Source: llama.cpp, `llama-perplexity --kl-divergence`, "Same top p".
 *
 * @param same 1 where it is the same, else 0; at least two
 */
export function sameTop(same: Numbers): Estimate {
  const value = mean(same);
  return { value, se: Math.sqrt((value * (1 - value)) / (same.length - 1)) };
}
