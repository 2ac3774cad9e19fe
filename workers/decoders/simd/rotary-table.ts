import type { LlamaConfig } from '../../../models/weights.ts';

/**
 * Cosines and sines of the rotary embedding, f32 [positions][2][headSize / 2], computed in double
 * precision (Su et al. 2021, arXiv:2104.09864; frequencies theta^(-2 i / headSize)).
 */
export function writeRotaryTable(
  table: Float32Array,
  positions: number,
  { headSize, ropeTheta }: LlamaConfig,
): void {
  const half = headSize / 2;
  const frequencies = Array.from({ length: half }, (_, i) => ropeTheta ** (-i / half));
  for (let position = 0, at = 0; position < positions; position++, at += headSize) {
    for (let i = 0; i < half; i++) {
      const angle = position * (frequencies[i] as number);
      table[at + i] = Math.cos(angle);
      table[at + half + i] = Math.sin(angle);
    }
  }
}
