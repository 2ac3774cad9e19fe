import { bytesSource } from '../../../../../models/byte-source.ts';
import { readOnnx } from '../../../../../models/readers/onnx/read-onnx.ts';
import type { ModelWeights } from '../../../../../models/weights.ts';
import { ChatTokenizer } from '../../../../../workers/tokenization/chat-tokenizer.ts';

const folder = '/models/smollm2-135m-instruct/';

async function fetched(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response;
}

const bytes = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetched(path)).arrayBuffer());

/** The embedded model's weights as they are published. */
export async function embeddedWeights(): Promise<ModelWeights> {
  const graph = await bytes(`${folder}onnx/model_q4.onnx`);
  return readOnnx(bytesSource(graph), 'model_q4.onnx', async (location) =>
    bytesSource(await bytes(`${folder}onnx/${location}`)),
  );
}

/** Tokens of the WikiText-2 excerpt. */
export async function excerptTokens(): Promise<readonly number[]> {
  const json = async (name: string): Promise<unknown> => (await fetched(folder + name)).json();
  const tokenizer = new ChatTokenizer({
    tokenizer: await json('tokenizer.json'),
    tokenizerConfig: await json('tokenizer_config.json'),
    config: await json('config.json'),
    generationConfig: await json('generation_config.json'),
  });
  const text = await (await fetched('/test/fixtures/wikitext2/excerpt.txt')).text();
  return tokenizer.encode(text);
}
