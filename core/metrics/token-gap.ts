import { quantile } from '../statistics.ts';
import { ms, notMeasurable, type Ms, type NotMeasurable } from '../units.ts';

/** Quantiles of the gaps between sampled tokens, ms. */
export interface TokenGaps {
  readonly p50: Ms;
  readonly p95: Ms;
  readonly p99: Ms;
  readonly max: Ms;
  /** The n-1 gaps themselves in order, ms, for the histogram. */
  readonly all: readonly number[];
}

/**
 * `tokenGapMs`, ms: the n-1 gaps between n sampled tokens; p50, p95, p99 and the largest.
 * Quantiles are type 7. Fewer than two tokens: not measurable.
 */
export function tokenGaps(sampledAt: readonly number[]): TokenGaps | NotMeasurable {
  const all = sampledAt.slice(1).map((at, index) => at - (sampledAt[index] as number));
  if (all.length === 0) return notMeasurable('fewer-than-two-tokens');
  const sorted = all.toSorted((a, b) => a - b);
  return {
    p50: ms(quantile(sorted, 0.5)),
    p95: ms(quantile(sorted, 0.95)),
    p99: ms(quantile(sorted, 0.99)),
    max: ms(quantile(sorted, 1)),
    all,
  };
}
