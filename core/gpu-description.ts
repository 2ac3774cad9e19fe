import type { GpuDescription } from './contract.ts';

/** What WebGPU says about an adapter (`GPUAdapterInfo`). */
export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly isFallbackAdapter: boolean;
}

/** Rasterizers on the CPU that not every browser reports as fallback adapters. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render/i;

export const describeAdapter = (info: AdapterInfo): GpuDescription => {
  const { vendor, architecture, description, isFallbackAdapter } = info;
  return {
    vendor,
    architecture,
    description,
    isFallback: isFallbackAdapter || softwareNames.test(`${architecture} ${description}`),
  };
};
