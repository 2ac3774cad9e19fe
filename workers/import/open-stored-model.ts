import type { ModelSource } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import { bytesSource } from '../../models/byte-source.ts';
import { expectedShards } from '../../models/readers/safetensors/read-safetensors.ts';
import {
  formatOfFile,
  openCheckpoint,
  openGgufModel,
  parseJson,
  type StoredModel,
} from './stored-model.ts';

/**
 * The model behind `source.graph` where that is a GGUF file, a safetensors file or the index of
 * several; `undefined` for an ONNX graph. What a file is, its content says.
 *
 * @param files by the manifest's paths
 * @throws catalogued `model-file-missing`, `model-file-pickle`, and what the readers throw
 */
export async function openStoredModel(
  { graph }: ModelSource,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<StoredModel | undefined> {
  const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
  const need = (path: string): Uint8Array => {
    const data = files.get(path);
    if (!data) throw fail('model-file-missing', { file: path, status: 404 });
    return data;
  };
  const named = (name: string) => ({ name, source: bytesSource(need(folder + name)) });
  const main = { name: graph, source: bytesSource(need(graph)) };
  switch (await formatOfFile(main)) {
    case 'pickle':
      throw fail('model-file-pickle', { file: graph });
    case 'gguf':
      return openGgufModel(main);
    case 'safetensors':
      return openCheckpoint([main], need(`${folder}config.json`));
    case 'json': {
      const shards = expectedShards(parseJson(need(graph), graph), graph);
      return openCheckpoint(shards.map(named), need(`${folder}config.json`));
    }
    case 'onnx':
    case undefined:
      return undefined;
  }
}
