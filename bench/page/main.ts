import { wrap, type Remote } from 'comlink';
import { probeInstructions } from '../../workers/decoders/simd/instruction-probe.ts';
import type { Tier } from '../../workers/decoders/simd/tier.ts';
import type { BenchRow } from '../rows.ts';
import type { DirectOrtApi } from './direct-ort.worker.ts';
import type { FeatherweightApi, SimdSetup, WasmSetup } from './featherweight.worker.ts';
import type { FirstTokens, FirstTokensApi, FirstTokensSetup } from './first-tokens.worker.ts';
import type { KernelTime, KernelsApi } from './kernels.worker.ts';
import type { StepsApi, StepsResult, StepsSetup } from './steps.worker.ts';

/** What is loaded in this page: one engine. */
interface Loaded {
  /** Of the SIMD engine. */
  readonly tier?: Tier | undefined;
  measure(row: BenchRow): Promise<number>;
  close(): Promise<void>;
}

/** Which engine a page is to load. */
export type EngineSetup =
  | ({ readonly kind: 'featherweight' } & (SimdSetup | WasmSetup))
  | { readonly kind: 'direct-ort'; readonly threads: number }
  | { readonly kind: 'wllama'; readonly threads: number; readonly gguf: string }
  | {
      readonly kind: 'transformers';
      readonly threads: number;
      readonly dtype: 'q4' | 'int8';
    };

export interface Opened {
  /** From the call to an engine that can take a prompt. */
  readonly spentMs: number;
  /** Of the SIMD engine. */
  readonly tier: Tier | undefined;
}

let loaded: Loaded | undefined;

async function load(setup: EngineSetup): Promise<Loaded> {
  switch (setup.kind) {
    case 'featherweight': {
      const worker = new Worker(new URL('./featherweight.worker.ts', import.meta.url), {
        type: 'module',
      });
      const api: Remote<FeatherweightApi> = wrap<FeatherweightApi>(worker);
      const tier = await api.open(setup);
      return { tier, measure: (row) => api.measure(row), close: () => api.close() };
    }
    case 'direct-ort': {
      const worker = new Worker(new URL('./direct-ort.worker.ts', import.meta.url), {
        type: 'module',
      });
      const api: Remote<DirectOrtApi> = wrap<DirectOrtApi>(worker);
      await api.open(setup.threads);
      return {
        measure: (row) => api.measure(row),
        close: () => {
          worker.terminate();
          return Promise.resolve();
        },
      };
    }
    case 'wllama': {
      const { openWllama, measureWllama, closeWllama } = await import('./wllama.ts');
      await openWllama(setup.gguf, setup.threads);
      return { measure: measureWllama, close: closeWllama };
    }
    case 'transformers': {
      const library = await import('./transformers.ts');
      await library.openTransformers(setup.dtype, setup.threads);
      return { measure: library.measureTransformers, close: library.closeTransformers };
    }
  }
}

/** What the comparison drives by way of the browser's automation. */
const bench = {
  async open(setup: EngineSetup): Promise<Opened> {
    const start = performance.now();
    loaded = await load(setup);
    return { spentMs: performance.now() - start, tier: loaded.tier };
  },
  /** @returns tokens per second; NaN where the engine's interface can't measure the row */
  async measure(row: BenchRow): Promise<number> {
    if (!loaded) throw new Error('nothing is loaded');
    return loaded.measure(row);
  },
  async close(): Promise<void> {
    await loaded?.close();
    loaded = undefined;
  },
  /** That this processor computes exactly, the fastest first. */
  async tiers(): Promise<readonly Tier[]> {
    return await probeInstructions();
  },
  async measureKernels(tier: Tier, seconds: number, only: string): Promise<readonly KernelTime[]> {
    const kernels = new Worker(new URL('./kernels.worker.ts', import.meta.url), { type: 'module' });
    const times = await wrap<KernelsApi>(kernels).measure(tier, seconds, only);
    kernels.terminate();
    return times;
  },
  async measureSteps(setup: StepsSetup): Promise<readonly StepsResult[]> {
    const steps = new Worker(new URL('./steps.worker.ts', import.meta.url), { type: 'module' });
    const results = await wrap<StepsApi>(steps).measure(setup);
    steps.terminate();
    return results;
  },
  async measureFirstTokens(setup: FirstTokensSetup): Promise<FirstTokens> {
    const worker = new Worker(new URL('./first-tokens.worker.ts', import.meta.url), {
      type: 'module',
    });
    const tokens = await wrap<FirstTokensApi>(worker).measure(setup);
    worker.terminate();
    return tokens;
  },
};

export type BenchPage = typeof bench;
declare global {
  interface Window {
    bench?: BenchPage;
  }
}
window.bench = bench;
