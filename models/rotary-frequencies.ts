import type { LlamaConfig } from './weights.ts';

/**
 * Frequencies of the rotary position embedding (Su et al. 2021, arXiv:2104.09864), radians a
 * position, [headSize / 2]: theta^(-2 i / headSize), each over its scaling factor.
 */
export function rotaryFrequencies({
  headSize,
  ropeTheta,
  ropeFactors,
}: Pick<LlamaConfig, 'headSize' | 'ropeTheta' | 'ropeFactors'>): readonly number[] {
  const half = headSize / 2;
  return Array.from({ length: half }, (_, i) => ropeTheta ** (-i / half) / (ropeFactors?.[i] ?? 1));
}
