import { expose } from 'comlink';
import type { KvPrecision } from '../../core/contract.ts';
import { Engine } from '../../workers/decoders/simd/engine.ts';
import { loadKernels } from '../../workers/decoders/simd/kernels.ts';
import type { Tier } from '../../workers/decoders/simd/tier.ts';
import { randomTokens } from '../rows.ts';
import { embeddedWeights } from './stored-weights.ts';

/** How decode steps and prefills are to be run. */
export interface StepsSetup {
  readonly threads: readonly number[];
  readonly depths: readonly number[];
  /** Steps of each measurement. */
  readonly steps: number;
  readonly tier: Tier | 'best';
  readonly kvCache: KvPrecision;
  readonly finePositions: number;
  readonly readAhead: number;
  readonly profile: boolean;
}

export interface StepsResult {
  readonly threads: number;
  readonly depth: number;
  /** ms of each step, in order. */
  readonly stepMs: readonly number[];
  /** ms of a prefill of 128 tokens at the depth, a few times. */
  readonly prefillMs: readonly number[];
  /** ms per step by kernel; empty without `profile`. */
  readonly kernels: readonly (readonly [string, number])[];
}

const prompt = 128;
const prefills = 4;

/** Times single steps of the engine, without what surrounds it in a session. */
async function measure(setup: StepsSetup): Promise<readonly StepsResult[]> {
  const most = Math.max(...setup.threads);
  const engine = await Engine.load({
    kernels: await loadKernels(true, setup.tier === 'best' ? undefined : setup.tier),
    weights: await embeddedWeights(),
    contextLength: 2048,
    threads: most,
    finePositions: setup.finePositions,
    kvCache: setup.kvCache,
  });
  const results: StepsResult[] = [];
  const tokens = randomTokens(2048, engine.plan.config.vocabularySize);
  engine.readAhead = setup.readAhead;
  for (const depth of setup.depths) {
    for (const threads of setup.threads) {
      engine.threads = threads;
      engine.truncate(0);
      if (depth > 0) engine.prefill(tokens.slice(0, depth));
      const prefillMs = Array.from({ length: prefills }, () => {
        const start = performance.now();
        engine.prefill(tokens.slice(depth, depth + prompt));
        const spent = performance.now() - start;
        engine.truncate(depth);
        return spent;
      });
      const run = () =>
        Array.from({ length: setup.steps }, (_, i) => {
          const start = performance.now();
          engine.step(tokens[depth + i] ?? 0);
          return performance.now() - start;
        });
      const stepMs = run();
      let kernels: (readonly [string, number])[] = [];
      if (setup.profile) {
        engine.truncate(depth);
        engine.profiling = true;
        run();
        const profile = engine.profile('decode');
        kernels = [...profile.kernels].map(([name, ms]) => [name, ms / profile.runs] as const);
        engine.profiling = false;
      }
      results.push({ threads, depth, stepMs, prefillMs, kernels });
    }
  }
  engine.dispose();
  return results;
}

const api = { measure };
export type StepsApi = typeof api;
expose(api);
