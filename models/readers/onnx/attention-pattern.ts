import { attributeOf, type OnnxNode } from '../../onnx/messages.ts';
import { quoted } from '../quoted.ts';
import type { GraphIndex } from './graph-index.ts';
import { readRotaryTables, type RotaryTables } from './rotary-tables.ts';

/** What all layers' attention has in common. */
export interface AttentionShape extends RotaryTables {
  readonly heads: number;
  readonly kvHeads: number;
}

/**
 * @param layers GroupQueryAttention of com.microsoft, at least one
 * @throws catalogued `model-unsupported` where one computes something else than Llama's attention
 *   or than the first does, `model-file-invalid`
 */
export async function attentionShape(
  index: GraphIndex,
  layers: readonly [OnnxNode, ...OnnxNode[]],
): Promise<AttentionShape> {
  const [first] = layers;
  const tables = first.inputs.slice(7, 9).join('\n');
  const rotary = await readRotaryTables(index, first.inputs[8] ?? '');
  const heads = headCount(index, first, 'num_heads');
  const kvHeads = headCount(index, first, 'kv_num_heads');
  for (const [layer, node] of layers.entries()) {
    const alike =
      headCount(index, node, 'num_heads') === heads &&
      headCount(index, node, 'kv_num_heads') === kvHeads &&
      node.inputs[4] === `past_key_values.${layer}.value` &&
      node.inputs.slice(7, 9).join('\n') === tables;
    if (!alike || !isPlain(node, rotary.headSize)) {
      throw index.file.unsupported(`${quoted(node.name)} is not Llama's attention`);
    }
  }
  return { ...rotary, heads, kvHeads };
}

function headCount(index: GraphIndex, node: OnnxNode, name: string): number {
  const count = Number(attributeOf(node, name, 'int') ?? 0n);
  if (count >= 1 && count <= 1024) return count;
  throw index.file.invalid(`${quoted(node.name)} has no valid ${name}`);
}

/** No window, no softcap, no bias, nothing but rotary embedding and softmax at the usual scale. */
function isPlain(node: OnnxNode, headSize: number): boolean {
  const int = (name: string, otherwise: bigint) => attributeOf(node, name, 'int') ?? otherwise;
  const float = (name: string) => attributeOf(node, name, 'float') ?? 0;
  const scale = float('scale');
  return (
    int('do_rotary', 0n) === 1n &&
    int('rotary_interleaved', 0n) === 0n &&
    int('local_window_size', -1n) === -1n &&
    int('smooth_softmax', 0n) <= 0n &&
    float('softcap') === 0 &&
    (scale === 0 || Math.abs(scale * Math.sqrt(headSize) - 1) < 1e-6) &&
    node.inputs.slice(9).every((input) => input === '')
  );
}
