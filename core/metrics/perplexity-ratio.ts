import type { Estimate } from '../quality.ts';
import { meanWithError, type Numbers } from '../statistics.ts';

/**
 * `lnPerplexityRatio`, nats: mean over positions of the negative log-likelihood of the true token
 * less the reference's, which is ln(PPL / PPL of the reference). ± is the standard error of the
 * paired differences (n-1): far less than that of either perplexity, since both meet the same text.
 *
 * Source: llama.cpp, `llama-perplexity --kl-divergence`, "Mean ln(PPL(Q)/PPL(base))".
 *
 * @param nll of each position, nats; `referenceNll` is of the same length, at least two
 */
export function lnPerplexityRatio(nll: Numbers, referenceNll: Numbers): Estimate {
  const differences = new Float64Array(nll.length);
  for (let i = 0; i < nll.length; i++)
    differences[i] = (nll[i] as number) - (referenceNll[i] as number);
  return meanWithError(differences);
}
