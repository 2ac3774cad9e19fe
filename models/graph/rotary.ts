import { rotaryFrequencies } from '../rotary-frequencies.ts';
import type { LlamaConfig } from '../weights.ts';

/**
 * Cosines and sines of the rotary position embedding, each [contextLength, headSize / 2], computed
 * in double precision.
 */
export function rotaryCaches(config: LlamaConfig): {
  readonly cos: Float32Array<ArrayBuffer>;
  readonly sin: Float32Array<ArrayBuffer>;
} {
  const { contextLength, headSize } = config;
  const half = headSize / 2;
  const cos = new Float32Array(contextLength * half);
  const sin = new Float32Array(contextLength * half);
  for (const [i, frequency] of rotaryFrequencies(config).entries()) {
    for (let position = 0; position < contextLength; position++) {
      cos[position * half + i] = Math.cos(position * frequency);
      sin[position * half + i] = Math.sin(position * frequency);
    }
  }
  return { cos, sin };
}
