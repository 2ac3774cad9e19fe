const topLevel: ReadonlyMap<string, string> = new Map([
  ['token_embd.weight', 'model.embed_tokens.weight'],
  ['output_norm.weight', 'model.norm.weight'],
  ['output.weight', 'lm_head.weight'],
]);

const inLayer: ReadonlyMap<string, string> = new Map([
  ['attn_norm.weight', 'input_layernorm.weight'],
  ['attn_q.weight', 'self_attn.q_proj.weight'],
  ['attn_k.weight', 'self_attn.k_proj.weight'],
  ['attn_v.weight', 'self_attn.v_proj.weight'],
  ['attn_q.bias', 'self_attn.q_proj.bias'],
  ['attn_k.bias', 'self_attn.k_proj.bias'],
  ['attn_v.bias', 'self_attn.v_proj.bias'],
  ['attn_q_norm.weight', 'self_attn.q_norm.weight'],
  ['attn_k_norm.weight', 'self_attn.k_norm.weight'],
  ['attn_output.weight', 'self_attn.o_proj.weight'],
  ['ffn_norm.weight', 'post_attention_layernorm.weight'],
  ['ffn_gate.weight', 'mlp.gate_proj.weight'],
  ['ffn_up.weight', 'mlp.up_proj.weight'],
  ['ffn_down.weight', 'mlp.down_proj.weight'],
]);

/**
 * The Hugging Face checkpoint's name of a tensor in GGUF (gguf-py/gguf/tensor_mapping.py), or
 * `undefined` for one that this app's decoders have no place for.
 */
export function checkpointName(ggufName: string): string | undefined {
  const match = /^blk\.(\d{1,4})\.(.+)$/.exec(ggufName);
  if (!match) return topLevel.get(ggufName);
  const [, layer = '', rest = ''] = match;
  const name = inLayer.get(rest);
  return name && `model.layers.${Number(layer)}.${name}`;
}

const ggufInLayer: ReadonlyMap<string, string> = new Map(
  [...inLayer].map(([gguf, checkpoint]) => [checkpoint, gguf]),
);
const ggufTopLevel: ReadonlyMap<string, string> = new Map(
  [...topLevel].map(([gguf, checkpoint]) => [checkpoint, gguf]),
);

/** The inverse of `checkpointName`. */
export function ggufName(name: string): string | undefined {
  const match = /^model\.layers\.(\d+)\.(.+)$/.exec(name);
  if (!match) return ggufTopLevel.get(name);
  const [, layer = '', rest = ''] = match;
  const found = ggufInLayer.get(rest);
  return found && `blk.${layer}.${found}`;
}
