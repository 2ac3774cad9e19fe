import { hasBiases, hasHeadNorms, type LlamaConfig } from '../../models/weights.ts';

/** What some architectures have between the projections and the rotation. */
export interface AttentionVectors {
  /** [heads + 2 kvHeads][headSize] */
  readonly biases?: Float32Array;
  /** Of a query head and of a key head, each [headSize]. */
  readonly headNorms?: readonly [Float32Array, Float32Array];
}

/** @param read gives the values of a tensor by its checkpoint name */
export async function readAttentionVectors(
  config: LlamaConfig,
  layer: number,
  read: (name: string) => Promise<Float32Array>,
): Promise<AttentionVectors> {
  const own = (name: string) => read(`model.layers.${layer}.self_attn.${name}`);
  if (hasBiases(config)) {
    const parts = [await own('q_proj.bias'), await own('k_proj.bias'), await own('v_proj.bias')];
    return { biases: Float32Array.from(parts.flatMap((part) => [...part])) };
  }
  if (!hasHeadNorms(config)) return {};
  return { headNorms: [await own('q_norm.weight'), await own('k_norm.weight')] };
}
