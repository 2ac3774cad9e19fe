import { Wllama } from '@wllama/wllama/esm/index.js';
import wasmUrl from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { randomTokens, type BenchRow } from '../rows.ts';

let engine: Wllama | undefined;

/** @param gguf address of the model */
export async function openWllama(gguf: string, threads: number): Promise<void> {
  engine = new Wllama({ default: wasmUrl }, { suppressNativeLog: true });
  await engine.loadModelFromUrl(gguf, {
    n_ctx: 2048,
    n_threads: threads,
    n_gpu_layers: 0,
    useCache: false,
  });
}

/** Words that are one token each, so that a prompt has about as many tokens as asked for. */
const words = [' the', ' and', ' of', ' in', ' that', ' with', ' for', ' was', ' time', ' water'];
/** Begins with the row's name: no row finds another's prompt in the cache. */
const promptOf = (id: string, tokens: number): string =>
  randomTokens(tokens, words.length)
    .map((word, i) => (i === 0 ? id : (words[word] as string)))
    .join('');

/**
 * Tokens per second by the engine's own clock, as it offers text completion only. Prompts are plain
 * words, generation is greedy: its kernels take the same time for any tokens.
 */
export async function measureWllama({ id, kind, tokens, depth }: BenchRow): Promise<number> {
  if (!engine) throw new Error('nothing is loaded');
  // A prompt after a cached one can't be timed alone.
  if (kind === 'pp' && depth > 0) return NaN;
  const complete = (prompt: string, count: number) =>
    (engine as Wllama).createCompletion({
      prompt,
      max_tokens: count,
      temperature: 0,
      ignore_eos: true,
    });
  await complete(promptOf('warm', 2), 2);
  const { timings } = await complete(
    promptOf(id, kind === 'pp' ? tokens : Math.max(1, depth)),
    kind === 'pp' ? 1 : tokens,
  );
  if (!timings) throw new Error('wllama gave no timings');
  return kind === 'pp' ? timings.prompt_per_second : timings.predicted_per_second;
}

export async function closeWllama(): Promise<void> {
  await engine?.exit();
  engine = undefined;
}
