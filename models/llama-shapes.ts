import { hasBiases, hasHeadNorms, type LlamaConfig } from './weights.ts';

/** Shape of every weight that a decoder of this configuration has, by checkpoint name. */
export function llamaShapes(config: LlamaConfig): ReadonlyMap<string, readonly number[]> {
  const { hiddenSize, intermediateSize, vocabularySize, headSize } = config;
  const queries = config.heads * headSize;
  const keys = config.kvHeads * headSize;
  const shapes = new Map<string, readonly number[]>();
  shapes.set('model.embed_tokens.weight', [vocabularySize, hiddenSize]);
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `model.layers.${layer}`;
    shapes.set(`${prefix}.input_layernorm.weight`, [hiddenSize]);
    shapes.set(`${prefix}.self_attn.q_proj.weight`, [queries, hiddenSize]);
    shapes.set(`${prefix}.self_attn.k_proj.weight`, [keys, hiddenSize]);
    shapes.set(`${prefix}.self_attn.v_proj.weight`, [keys, hiddenSize]);
    if (hasBiases(config)) {
      shapes.set(`${prefix}.self_attn.q_proj.bias`, [queries]);
      shapes.set(`${prefix}.self_attn.k_proj.bias`, [keys]);
      shapes.set(`${prefix}.self_attn.v_proj.bias`, [keys]);
    }
    if (hasHeadNorms(config)) {
      shapes.set(`${prefix}.self_attn.q_norm.weight`, [headSize]);
      shapes.set(`${prefix}.self_attn.k_norm.weight`, [headSize]);
    }
    shapes.set(`${prefix}.self_attn.o_proj.weight`, [hiddenSize, queries]);
    shapes.set(`${prefix}.post_attention_layernorm.weight`, [hiddenSize]);
    shapes.set(`${prefix}.mlp.gate_proj.weight`, [intermediateSize, hiddenSize]);
    shapes.set(`${prefix}.mlp.up_proj.weight`, [intermediateSize, hiddenSize]);
    shapes.set(`${prefix}.mlp.down_proj.weight`, [hiddenSize, intermediateSize]);
  }
  shapes.set('model.norm.weight', [hiddenSize]);
  if (!config.tiedHead) shapes.set('lm_head.weight', [vocabularySize, hiddenSize]);
  return shapes;
}

/** Whether a matrix is one of the layers', not embedding or head. */
export const isLayerMatrix = (name: string): boolean => name.startsWith('model.layers.');
