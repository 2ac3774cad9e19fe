import type { Estimate } from '../quality.ts';
import { meanWithError, type Numbers } from '../statistics.ts';

/** Under so many scored positions there are no statistics. */
export const leastPositions = 100;

/**
 * `ppl`: exp of the mean negative log-likelihood (nats) of the true tokens. Text is cut into
 * 512-token chunks, the KV cache cleared before each; only the logits of positions 256 to 510 are
 * scored; they predict tokens 257 to 511, 255 a chunk. No token is added before a chunk. A text
 * shorter than a chunk is one chunk, of which the second half is scored.
 *
 * ± is the standard error of the mean (n-1), carried through exp: `ppl * se`. It takes positions as
 * independent, which those of one text are not quite.
 *
 * Source: llama.cpp, `llama-perplexity`, whose figures these equal.
 *
 * @param nll of each scored position, nats; at least two
 */
export function perplexity(nll: Numbers): Estimate {
  const { value, se } = meanWithError(nll);
  return { value: Math.exp(value), se: Math.exp(value) * se };
}

/** Perplexity over the first chunk, the first two, and so on. */
export function perplexityByChunk(chunks: readonly Numbers[]): readonly number[] {
  let sum = 0;
  let count = 0;
  return chunks.map((nll) => {
    for (const one of nll) sum += one;
    count += nll.length;
    return Math.exp(sum / count);
  });
}
