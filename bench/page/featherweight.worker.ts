import { expose } from 'comlink';
import type { KvPrecision } from '../../core/contract.ts';
import type { LevelId } from '../../core/levels.ts';
import { epochMs } from '../../core/units.ts';
import type { EngineId } from '../../core/variant.ts';
import { embeddedModel } from '../../models/catalogue.ts';
import { runTest } from '../../workers/bench/run-test.ts';
import type { Decoder } from '../../workers/decoders/decoder.ts';
import { SimdDecoder } from '../../workers/decoders/simd/simd-decoder.ts';
import { loadKernels } from '../../workers/decoders/simd/kernels.ts';
import type { Tier } from '../../workers/decoders/simd/tier.ts';
import { loadVariant } from '../../workers/load/load-variant.ts';
import type { BenchRow } from '../rows.ts';
import { embeddedWeights } from './embedded-weights.ts';

export interface FeatherweightSetup {
  readonly engine: EngineId;
  readonly level: LevelId;
  readonly threads: number;
  /** A tier of the SIMD engine instead of the best. */
  readonly tier?: Tier;
  /** Positions with 16-bit activations; 0: 8 bits throughout, as llama.cpp has them. */
  readonly finePositions?: number;
  /** Precision of keys and values; f32 where left out. */
  readonly kvCache?: KvPrecision;
}

const contextLength = 2048;
const never = { stopped: false, breathe: () => Promise.resolve() };

let decoder: Decoder | undefined;

async function open(setup: FeatherweightSetup): Promise<string> {
  const { engine, level, threads, tier, finePositions, kvCache } = setup;
  if (engine === 'simd') {
    // Not by the loader: the tier is chosen here, and threads must stay as they are.
    const kernels = await loadKernels(true, tier);
    const weights = await embeddedWeights();
    const form = 'blocks';
    decoder = await SimdDecoder.open({
      ...{ kernels, weights, form, contextLength, threads, adaptThreads: false },
      ...(finePositions !== undefined && { finePositions }),
      ...(kvCache && { kvCache }),
    });
    return form;
  }
  const { variant, result } = await loadVariant(
    {
      id: 1,
      variant: { model: embeddedModel.id, level, engine },
      source: {
        ...embeddedModel.source,
        baseUrl: new URL('/models/smollm2-135m-instruct/', location.href).href,
      },
      contextLength,
      threads,
      requestedAt: epochMs(performance.timeOrigin + performance.now()),
      stopFlag: null,
      form: 'auto',
    },
    {
      workerStartedAt: epochMs(performance.timeOrigin + performance.now()),
      stop: never,
      signal: new AbortController().signal,
      emit: () => undefined,
    },
  );
  decoder = variant.session.decoder;
  return result.form;
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
