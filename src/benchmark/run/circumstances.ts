import type { BenchCircumstances } from '../../../core/bench-result.ts';
import type { GpuDescription } from '../../../core/contract.ts';
import { describeAdapter } from '../../../core/gpu-description.ts';
import { browserName, type ClientHints } from './browser-name.ts';

/** What is known before a run; the rest is seen while it goes on. */
export type StartingCircumstances = Omit<BenchCircumstances, 'pageVisible' | 'wakeLock'>;

/** Chromium's client hints; other browsers have none. */
interface UserAgentData extends ClientHints {
  getHighEntropyValues(names: readonly string[]): Promise<{
    readonly fullVersionList?: ClientHints['brands'];
    readonly platformVersion?: string;
  }>;
}

type Navigated = Omit<Navigator, 'gpu'> & {
  readonly userAgentData?: UserAgentData;
  readonly deviceMemory?: number;
  readonly gpu?: GPU;
};

export async function gatherCircumstances(app: {
  readonly appVersion: string;
  readonly appCommit: string;
}): Promise<StartingCircumstances> {
  const { userAgentData, userAgent, hardwareConcurrency, deviceMemory, gpu } =
    navigator as Navigated;
  return {
    ...app,
    ...browserName(userAgent, userAgentData && (await clientHints(userAgentData))),
    userAgent,
    cores: hardwareConcurrency,
    deviceMemory: deviceMemory ?? null,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    gpu: await describeGpu(gpu),
    timerStepMs: observeTimerStep(() => performance.now()),
  };
}

async function clientHints(data: UserAgentData): Promise<ClientHints> {
  try {
    const more = await data.getHighEntropyValues(['fullVersionList', 'platformVersion']);
    return {
      brands: more.fullVersionList ?? data.brands,
      platform: data.platform,
      ...(more.platformVersion === undefined ? {} : { platformVersion: more.platformVersion }),
    };
  } catch {
    return data;
  }
}

async function describeGpu(gpu: GPU | undefined): Promise<GpuDescription | null> {
  try {
    const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? describeAdapter(adapter.info) : null;
  } catch {
    return null;
  }
}

/** Steps of the clock that are waited for. */
const steps = 20;
/** Reads of a clock that never moves. */
const mostReads = 5_000_000;

/** Smallest step of `now` that is seen in some of its steps, ms; 0 where it never moves. */
export function observeTimerStep(now: () => number): number {
  let smallest = Infinity;
  let last = now();
  let seen = 0;
  for (let read = 0; read < mostReads && seen < steps; read++) {
    const time = now();
    if (time <= last) continue;
    smallest = Math.min(smallest, time - last);
    last = time;
    seen++;
  }
  return smallest === Infinity ? 0 : smallest;
}
