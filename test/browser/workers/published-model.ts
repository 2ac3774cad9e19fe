import type { ModelFile, ModelSource } from '../../../core/contract.ts';
import type { OnnxFiles } from '../../../models/graph/build.ts';
import type { LlamaConfig } from '../../../models/weights.ts';
import { sha256 } from '../../../workers/load/sha256.ts';

const encode = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value));

/**
 * Puts a model where workers find it as kept on the device: in the cache of model files, at an
 * address that answers nothing.
 */
export async function publishInCache(
  config: LlamaConfig,
  { model, external }: OnnxFiles,
  graphName: string,
  tokenizer: unknown,
): Promise<ModelSource> {
  const graph = `onnx/${graphName}`;
  const content = new Map<string, Uint8Array<ArrayBuffer>>([
    [
      'config.json',
      encode({
        model_type: 'llama',
        vocab_size: config.vocabularySize,
        max_position_embeddings: config.contextLength,
        hidden_size: config.hiddenSize,
        num_hidden_layers: config.layers,
        num_attention_heads: config.heads,
        num_key_value_heads: config.kvHeads,
      }),
    ],
    ['tokenizer.json', encode(tokenizer)],
    [graph, model.slice()],
    ...external.map(({ path, data }) => [`onnx/${path}`, data.slice()] as const),
  ]);
  const baseUrl = new URL('/published/tiny/', location.href).href;
  const cache = await caches.open('featherweight-model-files-v1');
  const files: ModelFile[] = [];
  for (const [path, data] of content) {
    const file = { path, bytes: data.length, sha256: await sha256(data) };
    files.push(file);
    const address = new URL(path, baseUrl);
    address.searchParams.set('sha256', file.sha256);
    await cache.put(address.href, new Response(data));
  }
  return { id: 'tiny', baseUrl, graph, files, shippedLevel: 'q4' };
}
