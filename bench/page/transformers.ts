import {
  AutoModelForCausalLM,
  BaseStreamer,
  env,
  Tensor,
  type PreTrainedModel,
} from '@huggingface/transformers';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url&no-inline';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url&no-inline';
import { randomTokens, type BenchRow } from '../rows.ts';

const vocabulary = 49_152;
let model: PreTrainedModel | undefined;

/** @param dtype which of the served graphs */
export async function openTransformers(dtype: 'q4' | 'int8', threads: number): Promise<void> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  // A path: an absolute address counts as remote.
  env.localModelPath = '/hub/';
  env.useBrowserCache = false;
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('transformers.js without its runtime');
  // Its own choice, an asyncify build, has no GatherBlockQuantized for the CPU.
  wasm.wasmPaths = { mjs: loaderUrl, wasm: wasmUrl };
  wasm.numThreads = threads;
  model = await AutoModelForCausalLM.from_pretrained('smollm2-135m-instruct', {
    dtype,
    device: 'wasm',
  });
}

/** When the prompt was handed over, and each token came. */
class Times extends BaseStreamer {
  readonly at: number[] = [];
  override put(): void {
    this.at.push(performance.now());
  }
  override end(): void {
    // Nothing is held back.
  }
}

async function generate(prompt: number, count: number): Promise<readonly number[]> {
  if (!model) throw new Error('nothing is loaded');
  const ids = BigInt64Array.from(randomTokens(prompt, vocabulary), BigInt);
  const streamer = new Times();
  const inputs = {
    inputs: new Tensor('int64', ids, [1, prompt]),
    attention_mask: new Tensor('int64', new BigInt64Array(prompt).fill(1n), [1, prompt]),
    max_new_tokens: count,
    min_new_tokens: count,
    do_sample: false,
    streamer,
  };
  // Typed for its own text streamer only; it takes any streamer and a model's further inputs.
  await model.generate(inputs as unknown as Parameters<PreTrainedModel['generate']>[0]);
  return streamer.at;
}

/** Tokens per second of one row, by the library's own `generate`, sampling included. */
export async function measureTransformers({ kind, tokens, depth }: BenchRow): Promise<number> {
  if (kind === 'pp') {
    if (depth > 0) return NaN;
    await generate(tokens, 1);
    const [start = NaN, first = NaN] = await generate(tokens, 1);
    return (1000 * tokens) / (first - start);
  }
  await generate(2, 2);
  const [, ...at] = await generate(Math.max(1, depth), tokens + 1);
  return (1000 * (at.length - 1)) / ((at.at(-1) ?? NaN) - (at[0] ?? NaN));
}

export async function closeTransformers(): Promise<void> {
  await model?.dispose();
  model = undefined;
}
