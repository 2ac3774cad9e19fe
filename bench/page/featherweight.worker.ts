import { expose } from 'comlink';
import type { KvPrecision } from '../../core/contract.ts';
import type { LevelId } from '../../core/levels.ts';
import { atLevel } from '../../models/levels/at-level.ts';
import { runTest } from '../../workers/bench/run-test.ts';
import type { Decoder } from '../../workers/decoders/decoder.ts';
import { SimdDecoder } from '../../workers/decoders/simd/simd-decoder.ts';
import { loadKernels } from '../../workers/decoders/simd/kernels.ts';
import type { Tier } from '../../workers/decoders/simd/tier.ts';
import type { BenchRow } from '../rows.ts';
import { contextLength, loadEmbedded, never } from './embedded-variant.ts';
import { embeddedWeights, ggufWeights } from './stored-weights.ts';

export interface SimdSetup {
  readonly engine: 'simd';
  readonly threads: number;
  /** Address of a GGUF file, in place of the embedded model. */
  readonly gguf?: string;
  /** As stored where left out. */
  readonly level?: LevelId;
  /** A tier of the SIMD engine instead of the best. */
  readonly tier?: Tier;
  /** Positions with 16-bit activations; 0: 8 bits throughout, as llama.cpp has them. */
  readonly finePositions?: number;
  /** Precision of keys and values; f32 where left out. */
  readonly kvCache?: KvPrecision;
}

export interface WasmSetup {
  readonly engine: 'wasm';
  readonly threads: number;
  readonly level: LevelId;
}

let decoder: Decoder | undefined;

/** @returns the SIMD engine's tier */
async function open(setup: SimdSetup | WasmSetup): Promise<Tier | undefined> {
  if (setup.engine === 'wasm') {
    decoder = await loadEmbedded('wasm', setup.level, setup.threads);
    return undefined;
  }
  const { gguf, level, threads, tier, finePositions, kvCache } = setup;
  // Not by the loader: the tier is chosen here, and threads must stay as they are.
  const kernels = await loadKernels(true, tier);
  const stored = await (gguf === undefined ? embeddedWeights() : ggufWeights(gguf));
  const weights = level === undefined ? stored : atLevel(stored, level);
  decoder = await SimdDecoder.open({
    ...{ kernels, weights, form: 'blocks', contextLength, threads, adaptThreads: false },
    ...(finePositions !== undefined && { finePositions }),
    ...(kvCache && { kvCache }),
  });
  return kernels.tier;
}

/** Tokens per second of one row, by the code that the app's benchmark runs. */
async function measure({ kind, tokens, depth }: BenchRow): Promise<number> {
  if (!decoder) throw new Error('nothing is loaded');
  const { samples } = await runTest(
    decoder,
    {
      nPrompt: kind === 'pp' ? tokens : 0,
      nGen: kind === 'tg' ? tokens : 0,
      nDepth: depth,
      repetitions: 1,
      warmUp: true,
    },
    never,
    () => undefined,
  );
  return samples[0] ?? NaN;
}

async function close(): Promise<void> {
  await decoder?.dispose();
  decoder = undefined;
}

const api = { open, measure, close };
export type FeatherweightApi = typeof api;
expose(api);
