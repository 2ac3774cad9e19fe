import { env, pipeline } from '@huggingface/transformers';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url&no-inline';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url&no-inline';
import { expect, test } from 'vitest';

/**
 * With the files of onnxruntime-web's CPU build: its WebGPU builds, which transformers.js takes by
 * itself, have no GatherBlockQuantized for the CPU.
 */
test('the embedded model loads and answers through transformers.js', async () => {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  // A path: an absolute address counts as remote.
  env.localModelPath = '/models/';
  env.useBrowserCache = false;
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('transformers.js without its runtime');
  wasm.wasmPaths = { mjs: loaderUrl, wasm: wasmUrl };
  const options = { dtype: 'q4', device: 'wasm' } as const;
  const write = await pipeline<'text-generation'>(
    'text-generation',
    'smollm2-135m-instruct',
    options,
  );
  const chat = [{ role: 'user', content: 'What is the capital of France?' }];
  const [output] = await write(chat, { max_new_tokens: 8, do_sample: false });
  expect(output?.generated_text.at(-1)).toEqual({
    role: 'assistant',
    content: 'The capital of France is Paris.',
  });
  await write.dispose();
}, 180_000);
