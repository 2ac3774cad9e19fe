import { expose } from 'comlink';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url&no-inline';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url&no-inline';
import * as ort from 'onnxruntime-web/wasm';
import { buildOnnx } from '../../models/graph/build.ts';
import { randomTokens, type BenchRow } from '../rows.ts';
import { embeddedWeights } from './stored-weights.ts';

/*
 * onnxruntime-web by its own interface and nothing else, on the graph that the engine `wasm` runs at
 * the level int8: what the app's engine and its benchmark add is the difference.
 */

/** As the engine prefills. */
const chunk = 64;
const [layers, kvHeads, headSize, vocabulary] = [30, 3, 64, 49_152];

let session: ort.InferenceSession | undefined;
let past: Record<string, ort.Tensor> = {};
let length = 0;

async function open(threads: number): Promise<void> {
  const absolute = (url: string): string => new URL(url, self.location.href).href;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = { mjs: absolute(loaderUrl), wasm: absolute(wasmUrl) };
  const { model, external } = await buildOnnx(await embeddedWeights(), {
    level: 'int8',
    form: 'dynamic-int8',
    target: 'wasm',
  });
  const externalData = external.map(({ path, data }) => ({ path, data }));
  session = await ort.InferenceSession.create(model, { externalData });
}

function clear(): void {
  length = 0;
  past = {};
  for (let layer = 0; layer < layers; layer++)
    for (const part of ['key', 'value'])
      past[`past_key_values.${layer}.${part}`] = new ort.Tensor('float32', new Float32Array(), [
        1,
        kvHeads,
        0,
        headSize,
      ]);
}

async function evaluate(ids: readonly number[]): Promise<void> {
  if (!session) throw new Error('nothing is loaded');
  length += ids.length;
  const whole = (values: readonly number[]) => BigInt64Array.from(values, BigInt);
  const feeds: Record<string, ort.Tensor> = {
    ...past,
    input_ids: new ort.Tensor('int64', whole(ids), [1, ids.length]),
    attention_mask: new ort.Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
  };
  if (session.inputNames.includes('num_logits_to_keep'))
    feeds.num_logits_to_keep = new ort.Tensor('int64', whole([1]), []);
  const results = await session.run(feeds);
  for (const [name, tensor] of Object.entries(results))
    if (name !== 'logits') past[name.replace('present', 'past_key_values')] = tensor;
}

async function prefill(ids: readonly number[]): Promise<void> {
  for (let from = 0; from < ids.length; from += chunk)
    await evaluate(ids.slice(from, from + chunk));
}

/** Tokens per second of one row; warm-up as everywhere. */
async function measure({ kind, tokens, depth }: BenchRow): Promise<number> {
  const ids = randomTokens(depth + tokens, vocabulary);
  clear();
  if (kind === 'pp') await prefill(ids.slice(depth));
  clear();
  await evaluate(ids.slice(0, 1));
  clear();
  await prefill(ids.slice(0, depth));
  const start = performance.now();
  if (kind === 'pp') await prefill(ids.slice(depth));
  else for (const id of ids.slice(depth)) await evaluate([id]);
  return (1000 * tokens) / (performance.now() - start);
}

const api = { open, measure };
export type DirectOrtApi = typeof api;
expose(api);
