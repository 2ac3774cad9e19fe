import type { Estimate } from '../quality.ts';
import { sampleDeviation, type Numbers } from '../statistics.ts';

/**
 * `bitsPerByte`: bits that a model needs for each UTF-8 byte of the scored text: the sum of the negative
 * log-likelihoods of the true tokens (nats, over ln 2) over the sum of the bytes that these tokens stand
 * for. Unlike perplexity, which is per token, it compares models that cut text into different tokens.
 * Scored are the positions of `ppl`; where models cut text differently, these cover different parts of
 * the same text.
 *
 * ± is the standard error of a ratio of sums, linearised: the deviation of `bits - ratio * bytes` over
 * the positions (n-1) times the square root of their number, over all bytes. It takes positions as
 * independent, which those of one text are not quite.
 *
 * Source: Gao et al. 2020, The Pile, section 3.1; Cochran 1977, Sampling Techniques, chapter 6.
 *
 * @param nll of each scored position, nats; at least two
 * @param bytes of the true token there
 * @returns `null` where the tokens stand for no byte
 */
export function bitsPerByte(nll: Numbers, bytes: Numbers): Estimate | null {
  let bits = 0;
  let all = 0;
  for (let i = 0; i < nll.length; i++) {
    bits += (nll[i] as number) / Math.LN2;
    all += bytes[i] as number;
  }
  if (all === 0) return null;
  const value = bits / all;
  const residuals = Array.from(
    { length: nll.length },
    (_, i) => (nll[i] as number) / Math.LN2 - value * (bytes[i] as number),
  );
  return { value, se: (sampleDeviation(residuals) * Math.sqrt(nll.length)) / all };
}
