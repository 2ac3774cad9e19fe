import type { InferenceSession } from 'onnxruntime-web/wasm';
import { fail } from '../../../core/errors.ts';

/** One layer's names in the graph. */
export interface KvNames {
  readonly past: { readonly key: string; readonly value: string };
  readonly present: { readonly key: string; readonly value: string };
}

/** How a decoder graph with the Hugging Face hub's names is fed and read. */
export interface GraphIo {
  readonly layers: readonly KvNames[];
  readonly kvType: 'float32' | 'float16';
  readonly kvHeads: number;
  readonly headSize: number;
  readonly hasAttentionMask: boolean;
  readonly hasPositionIds: boolean;
  /** The input that says how many of the last positions get logits, where the graph has one. */
  readonly logitsToKeep: { readonly name: string; readonly rank: 0 | 1 } | undefined;
  readonly logitsType: 'float32' | 'float16';
  readonly vocabularySize: number | undefined;
}

type Metadata = InferenceSession.ValueMetadata;
type TensorMetadata = Extract<Metadata, { readonly isTensor: true }>;

/** Shape of the KV cache by the model's configuration, for graphs that leave it open. */
export interface KvShape {
  readonly kvHeads: number;
  readonly headSize: number;
}

/**
 * Reads the names, types and shapes of a session's inputs and outputs.
 *
 * @param file named in errors
 * @param configured taken where the graph's own dimensions are symbolic
 * @throws catalogued `model-unsupported` for an input that the hub's decoders don't have
 */
export function describeGraph(
  inputs: readonly Metadata[],
  outputs: readonly Metadata[],
  file: string,
  configured?: KvShape,
): GraphIo {
  const unsupported = (reason: string): Error => fail('model-unsupported', { file, reason });
  const tensors = (values: readonly Metadata[]): Map<string, TensorMetadata> =>
    new Map(values.flatMap((value) => (value.isTensor ? [[value.name, value]] : [])));
  const given = tensors(inputs);
  const made = tensors(outputs);

  const layers: KvNames[] = [];
  for (let layer = 0; given.has(`past_key_values.${layer}.key`); layer++) {
    const past = { key: `past_key_values.${layer}.key`, value: `past_key_values.${layer}.value` };
    const present = { key: `present.${layer}.key`, value: `present.${layer}.value` };
    for (const name of [past.key, past.value])
      if (!given.has(name)) throw unsupported(`no input ${name}`);
    for (const name of [present.key, present.value])
      if (!made.has(name)) throw unsupported(`no output ${name}`);
    layers.push({ past, present });
  }
  const firstLayer = layers[0];
  if (!firstLayer) throw unsupported('no input past_key_values.0.key');

  const known = new Set([
    'input_ids',
    'attention_mask',
    'position_ids',
    'num_logits_to_keep',
    ...layers.flatMap(({ past }) => [past.key, past.value]),
  ]);
  for (const name of given.keys()) if (!known.has(name)) throw unsupported(`unknown input ${name}`);
  for (const name of ['input_ids', 'attention_mask', 'position_ids', 'num_logits_to_keep']) {
    const type = given.get(name)?.type;
    if (type !== undefined && type !== 'int64') throw unsupported(`${name} is ${type}, not int64`);
  }
  if (!given.has('input_ids')) throw unsupported('no input input_ids');

  const logits = made.get('logits');
  if (!logits) throw unsupported('no output logits');
  const cache = given.get(firstLayer.past.key) as TensorMetadata;
  const floating = ({ name, type }: TensorMetadata): 'float32' | 'float16' => {
    if (type !== 'float32' && type !== 'float16') throw unsupported(`${name} is ${type}`);
    return type;
  };
  const kvHeads = fixed(cache.shape[1]) ?? configured?.kvHeads;
  const headSize = fixed(cache.shape[3]) ?? configured?.headSize;
  if (kvHeads === undefined || headSize === undefined)
    throw unsupported('the shape of the KV cache is open');
  const keep = given.get('num_logits_to_keep');
  return {
    layers,
    kvType: floating(cache),
    kvHeads,
    headSize,
    hasAttentionMask: given.has('attention_mask'),
    hasPositionIds: given.has('position_ids'),
    logitsToKeep: keep && { name: keep.name, rank: keep.shape.length === 0 ? 0 : 1 },
    logitsType: floating(logits),
    vocabularySize: fixed(logits.shape[2]),
  };
}

const fixed = (dimension: number | string | undefined): number | undefined =>
  typeof dimension === 'number' && dimension > 0 ? dimension : undefined;

/** Bytes of one position's keys and values over all layers. */
export const kvBytesPerPosition = ({ layers, kvHeads, headSize, kvType }: GraphIo): number =>
  layers.length * 2 * kvHeads * headSize * (kvType === 'float16' ? 2 : 4);
