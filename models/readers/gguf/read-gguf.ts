import { fail } from '../../../core/errors.ts';
import { readExactly, type ByteSource } from '../../byte-source.ts';
import { dequantize } from '../../dequantize.ts';
import { checkFinite } from '../../finite.ts';
import { llamaShapes } from '../../llama-shapes.ts';
import type { LlamaConfig, ModelWeights, WeightTensor } from '../../weights.ts';
import { quoted } from '../quoted.ts';
import { readDirectory } from './directory.ts';
import { checkpointName } from './gguf-names.ts';
import { readLlamaConfig } from './llama-config.ts';
import { splitRotaryRows } from './rotary-rows.ts';
import { decodeTensor } from './tensor-data.ts';
import type { GgufDirectory, GgufMetadata, GgufTensorEntry } from './values.ts';

export interface GgufModel {
  readonly metadata: GgufMetadata;
  /** The file's tensors by checkpoint name, the weights as `weights.names` lists them. */
  readonly tensors: ReadonlyMap<string, GgufTensorEntry>;
  readonly weights: ModelWeights;
}

/** Frequency factors of Llama 3's rotary embedding, which is no weight. */
const frequencyTensor = 'rope_freqs.weight';

/**
 * Opens a GGUF model of the Llama family. Only header, directory and the rotary embedding's factors
 * are read here, and checked whole; `weights.read` reads one tensor.
 *
 * @param fileName as it is to be named to a person
 * @throws catalogued `model-file-invalid`, `model-file-truncated`, `model-architecture-unknown`,
 *   `model-unsupported`; `weights.read` also `model-weights-not-finite`
 */
export async function readGguf(source: ByteSource, fileName: string): Promise<GgufModel> {
  const directory = await readDirectory(source, fileName);
  const { metadata } = directory;
  const stored = (entry: GgufTensorEntry) =>
    readExactly(source, fileName, entry.offset, entry.bytes);
  const config = readLlamaConfig(directory, fileName, await frequencyFactors(directory, stored));
  const tensors = directory.tensors.filter(({ name }) => name !== frequencyTensor);
  const entries = entriesByName(tensors, config, fileName);
  const read = async (name: string): Promise<WeightTensor> => {
    const entry = entries.get(name);
    if (!entry) throw new RangeError(`no tensor ${name}`);
    const bytes = await stored(entry);
    const isRotated =
      config.architecture === 'llama' && /\.self_attn\.[qk]_proj\.weight$/.test(name);
    const data = isRotated ? splitRotaryRows(entry, bytes, config.headSize) : bytes;
    const tensor = decodeTensor(entry, data);
    checkFinite(name, tensor);
    return tensor;
  };
  return { metadata, tensors: entries, weights: { config, names: [...entries.keys()], read } };
}

/** More values than any head has. */
const mostFactors = 2 ** 16;

async function frequencyFactors(
  { tensors }: GgufDirectory,
  stored: (entry: GgufTensorEntry) => Promise<Uint8Array>,
): Promise<Float32Array | undefined> {
  const entry = tensors.find(({ name }) => name === frequencyTensor);
  if (!entry || entry.bytes > 4 * mostFactors) return entry && new Float32Array();
  return dequantize(decodeTensor(entry, await stored(entry)));
}

/** Checkpoint names in the file's order, after checking that just the right tensors are there. */
function entriesByName(
  tensors: readonly GgufTensorEntry[],
  config: LlamaConfig,
  file: string,
): ReadonlyMap<string, GgufTensorEntry> {
  const shapes = llamaShapes(config);
  const entries = new Map<string, GgufTensorEntry>();
  const invalid = (reason: string) => fail('model-file-invalid', { file, format: 'gguf', reason });
  for (const entry of tensors) {
    const name = checkpointName(entry.name);
    const wanted = name === undefined ? undefined : shapes.get(name);
    if (name === undefined || !wanted || entries.has(name)) {
      throw fail('model-unsupported', { file, reason: `tensor ${quoted(entry.name)} has no use` });
    }
    if (entry.shape.join() !== wanted.join()) {
      throw invalid(
        `tensor ${quoted(entry.name)} is [${entry.shape.join()}], not [${wanted.join()}]`,
      );
    }
    entries.set(name, entry);
  }
  for (const name of shapes.keys()) {
    if (!entries.has(name)) throw invalid(`tensor for ${name} is missing`);
  }
  return entries;
}
