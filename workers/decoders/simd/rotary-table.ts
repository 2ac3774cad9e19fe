import { rotaryFrequencies } from '../../../models/rotary-frequencies.ts';
import type { LlamaConfig } from '../../../models/weights.ts';

/**
 * Cosines and sines of the rotary embedding, f32 [positions][2][headSize / 2], computed in double
 * precision.
 */
export function writeRotaryTable(
  table: Float32Array,
  positions: number,
  config: Pick<LlamaConfig, 'headSize' | 'ropeTheta' | 'ropeFactors'>,
): void {
  const half = config.headSize / 2;
  const frequencies = rotaryFrequencies(config);
  for (let position = 0, at = 0; position < positions; position++, at += config.headSize) {
    for (let i = 0; i < half; i++) {
      const angle = position * (frequencies[i] as number);
      table[at + i] = Math.cos(angle);
      table[at + half + i] = Math.sin(angle);
    }
  }
}
