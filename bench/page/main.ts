import { wrap, type Remote } from 'comlink';
import type { Tier } from '../../workers/decoders/simd/tier.ts';
import type { BenchRow } from '../rows.ts';
import type { FeatherweightApi, FeatherweightSetup } from './featherweight.worker.ts';
import type { KernelTime, KernelsApi } from './kernels.worker.ts';
import { closeWllama, measureWllama, openWllama } from './wllama.ts';

let worker: Worker | undefined;
let featherweight: Remote<FeatherweightApi> | undefined;

/** What the comparison drives by way of the browser's automation. */
const bench = {
  async openFeatherweight(setup: FeatherweightSetup): Promise<string> {
    worker = new Worker(new URL('./featherweight.worker.ts', import.meta.url), { type: 'module' });
    featherweight = wrap<FeatherweightApi>(worker);
    return featherweight.open(setup);
  },
  async measureFeatherweight(row: BenchRow): Promise<number> {
    if (!featherweight) throw new Error('nothing is loaded');
    return featherweight.measure(row);
  },
  async closeFeatherweight(): Promise<void> {
    await featherweight?.close();
    worker?.terminate();
  },
  async measureKernels(tier: Tier, seconds: number, only: string): Promise<readonly KernelTime[]> {
    const kernels = new Worker(new URL('./kernels.worker.ts', import.meta.url), { type: 'module' });
    const times = await wrap<KernelsApi>(kernels).measure(tier, seconds, only);
    kernels.terminate();
    return times;
  },
  openWllama,
  measureWllama,
  closeWllama,
};

export type BenchPage = typeof bench;
declare global {
  interface Window {
    bench?: BenchPage;
  }
}
window.bench = bench;
