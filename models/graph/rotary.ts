import type { LlamaConfig } from '../weights.ts';

/**
 * Cosines and sines of the rotary position embedding (Su et al. 2021, arXiv:2104.09864), each
 * [contextLength, headSize / 2]: angle = position * theta^(-2i / headSize), in double precision.
 */
export function rotaryCaches({ contextLength, headSize, ropeTheta }: LlamaConfig): {
  readonly cos: Float32Array<ArrayBuffer>;
  readonly sin: Float32Array<ArrayBuffer>;
} {
  const half = headSize / 2;
  const cos = new Float32Array(contextLength * half);
  const sin = new Float32Array(contextLength * half);
  for (let i = 0; i < half; i++) {
    const frequency = ropeTheta ** ((-2 * i) / headSize);
    for (let position = 0; position < contextLength; position++) {
      cos[position * half + i] = Math.cos(position * frequency);
      sin[position * half + i] = Math.sin(position * frequency);
    }
  }
  return { cos, sin };
}
