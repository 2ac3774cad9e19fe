import type { KernelForm, StoredType } from '../../core/conversion.ts';
import { fail, FeatherweightError } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import type { ModelFormat } from '../../core/model-store.ts';
import { readExactly } from '../../models/byte-source.ts';
import { isLayerMatrix } from '../../models/llama-shapes.ts';
import {
  configJson,
  generationConfigJson,
  tokenizerConfigJson,
} from '../../models/readers/gguf/hub-config.ts';
import { inKernelForm } from '../../models/levels/kernel-form.ts';
import { readGguf } from '../../models/readers/gguf/read-gguf.ts';
import { tokenizerJson, type Json } from '../../models/readers/gguf/tokenizer-json.ts';
import { readTokenizerMetadata } from '../../models/readers/gguf/tokenizer-metadata.ts';
import { readCheckpointConfig } from '../../models/readers/checkpoint/checkpoint-config.ts';
import { isPickle, pickleProbeBytes } from '../../models/readers/pickle.ts';
import { readSafetensorsHeader } from '../../models/readers/safetensors/header.ts';
import {
  readSafetensors,
  type NamedSource,
} from '../../models/readers/safetensors/read-safetensors.ts';
import type { ModelWeights } from '../../models/weights.ts';

/** Tensors of one type within a file. */
export interface TypeShare {
  /** As the format calls it: `Q4_K`, `BF16`. */
  readonly type: string;
  readonly tensors: number;
  readonly weights: number;
  readonly bytes: number;
}

/** A model in files that are no ONNX graph. */
export interface StoredModel {
  readonly format: Exclude<ModelFormat, 'onnx'>;
  /** As the file holds them: nothing converted. */
  readonly weights: ModelWeights;
  /** By bytes, most first. */
  readonly types: readonly TypeShare[];
  /** The level that comes nearest to what is stored. */
  readonly level: LevelId;
  /** Types that no kernel has: at `level` their weights are rounded to the nearest kernel form. */
  readonly convertedTypes: readonly string[];
  /** The file's type of each tensor, by checkpoint name. */
  readonly tensorTypes: ReadonlyMap<string, string>;
  /** Files of a hub folder that the model's own file stands for, by name. */
  readonly hubFiles: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Weights, a tied embedding counted once. */
  readonly parameters: number;
  readonly name: string | undefined;
  /** SPDX identifier or the publisher's words. */
  readonly licence: string | undefined;
}

/**
 * The weights from which a level is made: the file's own, and where the level is the file's own, those
 * in the nearest form that kernels have. At `fp32` nothing is converted, so that it can serve as the
 * reference for what a conversion costs.
 */
export const weightsAt = (model: StoredModel, level: LevelId): ModelWeights =>
  convertedAt(model, level).length > 0 ? inKernelForm(model.weights) : model.weights;

/** Types that are converted where a variant runs at `level`. */
export const convertedAt = (model: StoredModel, level: LevelId): readonly string[] =>
  level === model.level && level !== 'fp32' ? model.convertedTypes : [];

/** Types whose blocks are of 16 columns, and what `toKernelForm` makes of them. */
const convertible: ReadonlyMap<string, KernelForm> = new Map([
  ['Q2_K', 'blocks4'],
  ['Q3_K', 'blocks4'],
  ['Q6_K', 'blocks8'],
]);

/** How the types of a file run at its own level. */
export const storedTypes = ({ types }: StoredModel): readonly StoredType[] =>
  types.map(({ type, weights }) => ({
    type,
    weights,
    runsAs: convertible.get(type) ?? 'as-stored',
  }));

/** What a file is, by its first bytes. */
export async function formatOfFile({
  name,
  source,
}: NamedSource): Promise<ModelFormat | 'pickle' | 'json' | undefined> {
  const length = Math.min(source.size, pickleProbeBytes);
  const bytes = await readExactly(source, name, 0, length);
  if (isPickle(bytes)) return 'pickle';
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 9));
  if (text.startsWith('GGUF')) return 'gguf';
  // A safetensors header is JSON behind its length, of which the highest bytes of eight are zero.
  if (text[8] === '{' && text[7] === '\0') return 'safetensors';
  if (/^\s*[{[]/.test(text)) return 'json';
  // A ModelProto begins with its version, field 1, or with field 2, its producer.
  const first = bytes[0];
  return first === 0x08 || first === 0x12 ? 'onnx' : undefined;
}

/** @throws catalogued, as `readGguf` and `readTokenizerMetadata` */
export async function openGgufModel({ name, source }: NamedSource): Promise<StoredModel> {
  const { metadata, tensors, weights } = await readGguf(source, name);
  const tokenizer = readTokenizerMetadata(metadata, name);
  const text = (key: string): string | undefined => {
    const value = metadata.get(key);
    return typeof value === 'string' ? value.slice(0, 200) : undefined;
  };
  const { config } = weights;
  return {
    ...describeTypes(
      [...tensors].map(([checkpointName, entry]) => ({ ...entry, name: checkpointName })),
    ),
    format: 'gguf',
    weights,
    hubFiles: new Map([
      ['config.json', jsonBytes(configJson(config, tokenizer))],
      ['generation_config.json', jsonBytes(generationConfigJson(tokenizer))],
      ['tokenizer.json', jsonBytes(tokenizerJson(tokenizer))],
      ['tokenizer_config.json', jsonBytes(tokenizerConfigJson(config, tokenizer))],
    ]),
    name: text('general.name'),
    licence: text('general.license'),
  };
}

/**
 * @param shards all safetensors files of the checkpoint
 * @param config bytes of its `config.json`
 * @throws catalogued, as `readSafetensors` and `readCheckpointConfig`
 */
export async function openCheckpoint(
  shards: readonly NamedSource[],
  config: Uint8Array,
): Promise<StoredModel> {
  const weights = await readSafetensors(
    shards,
    readCheckpointConfig(parseJson(config, 'config.json')),
  );
  const wanted = new Set(weights.names);
  const entries = [];
  for (const { name, source } of shards)
    for (const entry of await readSafetensorsHeader(source, name))
      if (wanted.has(entry.name)) entries.push(entry);
  return {
    ...describeTypes(entries),
    format: 'safetensors',
    weights,
    hubFiles: new Map(),
    name: undefined,
    licence: undefined,
  };
}

interface TypedTensor {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

function describeTypes(
  tensors: readonly TypedTensor[],
): Pick<StoredModel, 'types' | 'level' | 'convertedTypes' | 'tensorTypes' | 'parameters'> {
  const shares = new Map<string, TypeShare>();
  let parameters = 0;
  const inLayers = new Map<LevelId, number>();
  for (const { name, type, shape, bytes } of tensors) {
    const weights = shape.reduce((product, size) => product * size, 1);
    const share = shares.get(type) ?? { type, tensors: 0, weights: 0, bytes: 0 };
    parameters += weights;
    shares.set(type, {
      type,
      tensors: share.tensors + 1,
      weights: share.weights + weights,
      bytes: share.bytes + bytes,
    });
    if (!isLayerMatrix(name) || shape.length !== 2) continue;
    const level = levelOfType(type);
    inLayers.set(level, (inLayers.get(level) ?? 0) + weights);
  }
  const [most] = [...inLayers].sort(([, a], [, b]) => b - a);
  return {
    parameters,
    types: [...shares.values()].sort((a, b) => b.bytes - a.bytes),
    level: most?.[0] ?? 'fp32',
    tensorTypes: new Map(tensors.map(({ name, type }) => [name, type])),
    convertedTypes: [...shares.keys()].filter((type) => convertible.has(type)),
  };
}

/** The level whose kernels run a type: 4 bits and fewer at `q4`, 5 to 8 at `q8`, floats expanded. */
function levelOfType(type: string): LevelId {
  if (/^Q[234]_/.test(type)) return 'q4';
  return /^Q[568]_/.test(type) ? 'q8' : 'fp32';
}

const jsonBytes = (value: Json): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value));

/** @throws catalogued `model-file-invalid` */
export function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    if (error instanceof FeatherweightError) throw error;
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'not JSON';
    throw fail('model-file-invalid', { file, format: 'json', reason }, error);
  }
}
