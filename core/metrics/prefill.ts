import { notMeasurable, tokensPerSecond, type Figure, type TokensPerSecond } from '../units.ts';

/**
 * `prefillTps`, tok/s: `(promptTokens - cachedTokens) / prefillMs`, where `prefillMs` is the time to
 * evaluate the prompt tokens that were not in the KV cache, to the logits of the last one.
 * Tokenizing and the chat template are excluded.
 */
export function prefillRate(
  promptTokens: number,
  cachedTokens: number,
  prefillMs: number,
): Figure<TokensPerSecond> {
  const evaluated = promptTokens - cachedTokens;
  if (evaluated <= 0 || prefillMs <= 0) return notMeasurable('nothing-to-prefill');
  return tokensPerSecond((evaluated / prefillMs) * 1000);
}
