import type { ModelSource } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import { readWhole, type ByteSource } from '../../models/byte-source.ts';
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
  files: ReadonlyMap<string, ByteSource>,
): Promise<StoredModel | undefined> {
  const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
  const need = (path: string): ByteSource => {
    const data = files.get(path);
    if (!data) throw fail('model-file-missing', { file: path, status: 404 });
    return data;
  };
  const bytesOf = (path: string): Promise<Uint8Array> => readWhole(need(path), path);
  const named = (name: string) => ({ name, source: need(folder + name) });
  const main = { name: graph, source: need(graph) };
  switch (await formatOfFile(main)) {
    case 'pickle':
      throw fail('model-file-pickle', { file: graph });
    case 'gguf':
      return openGgufModel(main);
    case 'safetensors':
      return openCheckpoint([main], await bytesOf(`${folder}config.json`));
    case 'json': {
      const shards = expectedShards(parseJson(await bytesOf(graph), graph), graph);
      return openCheckpoint(shards.map(named), await bytesOf(`${folder}config.json`));
    }
    case 'onnx':
    case undefined:
      return undefined;
  }
}
