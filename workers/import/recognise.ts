import {
  asFeatherweightError,
  fail,
  type FeatherweightError,
  type Failure,
} from '../../core/errors.ts';
import type { ModelFormat } from '../../core/model-store.ts';
import type { NamedSource } from '../../models/readers/safetensors/read-safetensors.ts';
import { droppedFiles, folderOf } from './dropped-files.ts';
import type { RecognisedModel, Recognition } from './recognition.ts';
import { recogniseOnnx } from './recognise-onnx.ts';
import { recogniseStored } from './recognise-stored.ts';
import { formatOfFile } from './stored-model.ts';

/**
 * What dropped or picked files are: each GGUF file, each ONNX graph with its external data and each
 * safetensors checkpoint is a model; a pickle, a damaged file, or one without what it needs is
 * refused with the reason. Files that belong to no model (a README) are passed over. Content decides,
 * not names. Headers are read, weights are not.
 *
 * @param files names may be paths, `/` between folders
 * @returns in the order of the files; empty where nothing is a model's
 */
export async function recognise(files: readonly NamedSource[]): Promise<readonly Recognition[]> {
  const dropped = droppedFiles(files);
  const found: Recognition[] = [];
  const shards: NamedSource[] = [];
  const attempt = async (file: string, read: () => Promise<RecognisedModel>): Promise<void> => {
    try {
      found.push({ kind: 'model', model: await read() });
    } catch (error) {
      found.push({ kind: 'refused', file, failure: asFeatherweightError(error).failure });
    }
  };
  for (const file of files) {
    const format = await formatOf(file);
    switch (format) {
      case 'gguf':
        await attempt(file.name, () => recogniseStored(dropped, file, 'gguf'));
        break;
      case 'onnx':
        await attempt(file.name, () => recogniseOnnx(dropped, file));
        break;
      case 'safetensors':
        shards.push(file);
        break;
      case 'json':
      case undefined:
        if (looksLikeModel(file.name)) {
          const failure = unreadable(file.name).failure;
          found.push({ kind: 'refused', file: file.name, failure });
        }
        break;
      default:
        found.push({ kind: 'refused', file: file.name, failure: format });
    }
  }
  for (const [first, ...rest] of byFolder(shards).values()) {
    if (first)
      await attempt(first.name, () => recogniseStored(dropped, first, 'safetensors', rest));
  }
  return found;
}

async function formatOf(file: NamedSource): Promise<ModelFormat | 'json' | Failure | undefined> {
  try {
    const format = await formatOfFile(file);
    return format === 'pickle' ? fail('model-file-pickle', { file: file.name }).failure : format;
  } catch (error) {
    return asFeatherweightError(error).failure;
  }
}

const looksLikeModel = (name: string): boolean => /\.(gguf|onnx|safetensors)$/i.test(name);

function unreadable(file: string): FeatherweightError {
  const format = /\.gguf$/i.test(file) ? 'gguf' : /\.onnx$/i.test(file) ? 'onnx' : 'safetensors';
  return fail('model-file-invalid', { file, format, reason: 'its content is something else' });
}

function byFolder(files: readonly NamedSource[]): ReadonlyMap<string, NamedSource[]> {
  const folders = new Map<string, NamedSource[]>();
  for (const file of files) {
    const folder = folderOf(file.name);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return folders;
}
