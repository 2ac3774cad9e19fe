import { createHash } from 'node:crypto';
import type { ModelFile } from '../../core/contract.ts';
import { buildOnnx, onnxFileName } from '../../models/graph/build.ts';
import {
  configJson,
  generationConfigJson,
  tokenizerConfigJson,
} from '../../models/readers/gguf/hub-config.ts';
import type { GgufModel } from '../../models/readers/gguf/read-gguf.ts';
import { tokenizerJson, type Json } from '../../models/readers/gguf/tokenizer-json.ts';
import { readTokenizerMetadata } from '../../models/readers/gguf/tokenizer-metadata.ts';
import type { ModelWeights } from '../../models/weights.ts';

/** A file of the folder, by its path in it. */
export interface FolderFile {
  readonly path: string;
  readonly data: Uint8Array;
}

/** Under the 50 MB from which on code hosts warn. */
const largestShard = 49_900_000;

/**
 * Every file that a model needs to run, in the layout of the Hugging Face hub, with `manifest.json`
 * listing them. The same model gives the same bytes.
 *
 * @param fileName as it is to be named in errors
 */
export async function makeHubFolder(
  { metadata, weights }: GgufModel,
  id: string,
  fileName: string,
): Promise<readonly FolderFile[]> {
  const tokenizer = readTokenizerMetadata(metadata, fileName);
  const level = await shippedLevel(weights);
  const graphFile = onnxFileName(level);
  const onnx = await buildOnnx(weights, {
    level,
    form: 'as-shipped',
    target: 'wasm',
    shardBytes: largestShard,
  });
  const layout = { dtype: level, graphFile, shards: onnx.external.length };
  const files: readonly FolderFile[] = [
    jsonFile('config.json', configJson(weights.config, tokenizer, layout)),
    jsonFile('generation_config.json', generationConfigJson(tokenizer)),
    jsonFile('tokenizer.json', tokenizerJson(tokenizer)),
    jsonFile('tokenizer_config.json', tokenizerConfigJson(weights.config, tokenizer)),
    { path: `onnx/${graphFile}`, data: onnx.model },
    ...onnx.external.map(({ path, data }) => ({ path: `onnx/${path}`, data })),
  ];
  const manifest = {
    id,
    graph: `onnx/${graphFile}`,
    shippedLevel: level,
    files: files.map(({ path, data }) => ({
      path,
      bytes: data.byteLength,
      sha256: createHash('sha256').update(data).digest('hex'),
    })),
  } satisfies { files: ModelFile[] } & Json;
  return [...files, jsonFile('manifest.json', manifest)];
}

/** The level whose weights the linear layers have: also transformers.js' name of such files. */
async function shippedLevel(weights: ModelWeights): Promise<'fp32' | 'q8' | 'q4'> {
  const tensor = await weights.read('model.layers.0.mlp.down_proj.weight');
  if (tensor.encoding !== 'blocks') return 'fp32';
  return tensor.bits === 4 ? 'q4' : 'q8';
}

const jsonFile = (path: string, value: Json): FolderFile => ({
  path,
  data: new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`),
});
