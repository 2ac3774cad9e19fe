import { fail } from '../../../core/errors.ts';
import { readExactly, type ByteSource } from '../../byte-source.ts';
import { checkFinite } from '../../finite.ts';
import { llamaShapes } from '../../llama-shapes.ts';
import type { LlamaConfig, ModelWeights } from '../../weights.ts';
import { quoted } from '../quoted.ts';
import { floatEncodings, readSafetensorsHeader, type SafetensorsEntry } from './header.ts';

/** A file by its name within the checkpoint's folder. */
export interface NamedSource {
  readonly name: string;
  readonly source: ByteSource;
}

interface Place {
  readonly file: NamedSource;
  readonly entry: SafetensorsEntry;
}

/** Tensors of older checkpoints that are computed from the configuration. */
const isComputed = (name: string): boolean =>
  /\.rotary_emb\.inv_freq$|\.attn\.(masked_)?bias$/.test(name);

/**
 * A Hugging Face checkpoint: one safetensors file or several. Headers are read here, and checked
 * whole; `weights.read` reads one tensor.
 *
 * @param files all shards; `expectedShards` says whether one is missing
 * @param config of the checkpoint's `config.json` (`readCheckpointConfig`)
 * @throws catalogued `model-file-invalid`, `model-file-truncated`, `model-unsupported`;
 *   `weights.read` also `model-weights-not-finite`
 */
export async function readSafetensors(
  files: readonly NamedSource[],
  config: LlamaConfig,
): Promise<ModelWeights> {
  const places = new Map<string, Place>();
  const shapes = llamaShapes(config);
  for (const file of files) {
    for (const entry of await readSafetensorsHeader(file.source, file.name)) {
      // A tied head is stored again by some tools.
      const isCopy = config.tiedHead && entry.name === 'lm_head.weight';
      if (isCopy || isComputed(entry.name)) continue;
      if (places.has(entry.name)) throw invalid(file.name, `${label(entry)} is there twice`);
      checkEntry(file.name, entry, shapes.get(entry.name));
      places.set(entry.name, { file, entry });
    }
  }
  for (const name of shapes.keys()) {
    if (!places.has(name)) throw invalid(files[0]?.name ?? '', `tensor ${name} is missing`);
  }
  return {
    config,
    names: [...places.keys()],
    read: async (name) => {
      const place = places.get(name);
      if (!place) throw new RangeError(`no tensor ${name}`);
      const { file, entry } = place;
      const tensor = {
        encoding: floatEncodings.get(entry.type) ?? 'f32',
        shape: entry.shape,
        data: await readExactly(file.source, file.name, entry.offset, entry.bytes),
      };
      checkFinite(name, tensor);
      return tensor;
    },
  };
}

const label = ({ name }: SafetensorsEntry): string => `tensor ${quoted(name)}`;

const invalid = (file: string, reason: string) =>
  fail('model-file-invalid', { file, format: 'safetensors', reason });

function checkEntry(
  file: string,
  entry: SafetensorsEntry,
  wanted: readonly number[] | undefined,
): void {
  if (!wanted) throw fail('model-unsupported', { file, reason: `${label(entry)} has no use` });
  if (!floatEncodings.has(entry.type)) {
    const reason = `${label(entry)} is ${entry.type}, which is not one of F32, F16, BF16`;
    throw fail('model-unsupported', { file, reason });
  }
  if (entry.shape.join() !== wanted.join()) {
    throw invalid(file, `${label(entry)} is [${entry.shape.join()}], not [${wanted.join()}]`);
  }
}

/**
 * Names of the shards that `model.safetensors.index.json` lists, in its order.
 *
 * @param index parsed JSON
 * @throws catalogued `model-file-invalid`
 */
export function expectedShards(index: unknown, fileName: string): readonly string[] {
  const map: unknown = (index as { readonly weight_map?: unknown } | null)?.weight_map;
  const bad = (reason: string) =>
    fail('model-file-invalid', { file: fileName, format: 'json', reason });
  if (typeof map !== 'object' || map === null) throw bad('no weight_map');
  const names = new Set<string>();
  for (const name of Object.values(map) as readonly unknown[]) {
    // A path would lead out of the folder.
    if (typeof name !== 'string' || !/^[\w.-]{1,200}\.safetensors$/.test(name)) {
      throw bad('weight_map names something else than a safetensors file beside it');
    }
    names.add(name);
  }
  return [...names];
}
