import { open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesSource } from '../models/byte-source.ts';
import { readOnnx } from '../models/readers/onnx/read-onnx.ts';
import { SimdDecoder } from '../workers/decoders/simd/simd-decoder.ts';
import { Sampler } from '../workers/generation/sampler.ts';
import { ChatTokenizer } from '../workers/tokenization/chat-tokenizer.ts';
import { messagesOf, openings, type Opening } from './calibration/openings.ts';
import { fileSource } from './convert/file-source.ts';

/*
 * Lets the embedded model write the text on which its calibrated levels are made:
 * `npx tsx scripts/calibration-text.ts FILE`. The same seeds and kernels give the same text.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'models', 'smollm2-135m-instruct');
const kernels = join(root, 'workers', 'decoders', 'simd', 'kernels', 'build', 'plain.wasm');

const documentTokens = 512;
const sampling = { temperature: 0.8, topK: 0, topP: 0.95, minP: 0.02, repetitionPenalty: 1.05 };

async function openModel() {
  const read = (path: string) => readFile(join(folder, path));
  const json = async (path: string) => JSON.parse((await read(path)).toString()) as unknown;
  const tokenizer = new ChatTokenizer({
    tokenizer: await json('tokenizer.json'),
    tokenizerConfig: await json('tokenizer_config.json'),
    config: await json('config.json'),
    generationConfig: await json('generation_config.json'),
  });
  const weights = await readOnnx(
    bytesSource(await read('onnx/model_q4.onnx')),
    'model_q4.onnx',
    async (location) => fileSource(await open(join(folder, 'onnx', location))),
  );
  const decoder = await SimdDecoder.open({
    kernels: {
      tier: 'plain',
      shared: false,
      module: await WebAssembly.compile(await readFile(kernels)),
    },
    ...{ weights, form: 'blocks', threads: 1, adaptThreads: false },
    contextLength: documentTokens,
  });
  return { tokenizer, decoder };
}

type Model = Awaited<ReturnType<typeof openModel>>;

/** Goes on with `given` to the model's own end or until the context holds `limit` tokens. */
async function goOn(
  { tokenizer, decoder }: Model,
  given: readonly number[],
  sampler: Sampler,
  limit: number,
): Promise<string> {
  const written: number[] = [];
  let logits = await decoder.prefill(given);
  while (decoder.length < limit) {
    const id = sampler.next(logits);
    // Every special token ends a text, not only those that end a turn.
    if (tokenizer.endIds.has(id) || tokenizer.bytesOf(id).length === 0) break;
    written.push(id);
    logits = await decoder.step(id);
  }
  const bytes = written.flatMap((id) => [...tokenizer.bytesOf(id)]);
  // A character cut off at the end is left out.
  return new TextDecoder().decode(Uint8Array.from(bytes)).replace(/\ufffd+$/u, '');
}

async function write(model: Model, opening: Opening, seed: number): Promise<object> {
  const { tokenizer, decoder } = model;
  await decoder.truncate(0);
  const sampler = new Sampler({ ...sampling, seed }, []);
  if (opening.kind === 'question') {
    const prompt = tokenizer.encodeChat(messagesOf(opening.question));
    const answer = await goOn(model, prompt, sampler, documentTokens);
    return { question: opening.question, answer };
  }
  let text = '';
  const parts = [opening.text, ...(opening.kind === 'article' ? opening.sections : [])];
  for (const [i, part] of parts.entries()) {
    const limit = Math.floor((documentTokens * (i + 1)) / parts.length);
    text += part + (await goOn(model, tokenizer.encode(part), sampler, limit));
  }
  return { text };
}

const model = await openModel();
const documents: object[] = [];
let tokens = 0;
for (const [i, opening] of openings.entries()) {
  documents.push(await write(model, opening, i));
  tokens += model.decoder.length;
  console.log(`${i + 1} of ${openings.length}: ${model.decoder.length} tokens`);
}
const [, , target = 'calibration.json'] = process.argv;
await writeFile(target, `${JSON.stringify(documents, undefined, 1)}\n`);
console.log(`${tokens} tokens`);
