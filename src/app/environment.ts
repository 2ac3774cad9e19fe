import { fileRoot, webLocks } from '../../core/capabilities.ts';
import { describeAdapter } from '../../core/gpu-description.ts';
import { parallelism, type Parallelism } from '../../core/threads.ts';
import type { NotMeasurableReason } from '../../core/units.ts';

/** Whether WebGPU can run here. `software`: an adapter that computes on the CPU. */
export type WebGpuAvailability =
  | {
      readonly kind: 'available' | 'software';
      readonly adapter: string;
      /** Computes in 16 bits (the feature `shader-f16`). */
      readonly halves?: boolean;
    }
  | { readonly kind: 'unavailable'; readonly reason: 'no-api' | 'no-adapter' };

/** What this browser and this page's address allow. */
export interface Environment extends Parallelism {
  readonly secureContext: boolean;
  readonly crossOriginIsolated: boolean;
  readonly wasmSimd: boolean;
  readonly relaxedSimd: boolean;
  readonly webgpu: WebGpuAvailability;
  /** Whether there is an origin private file system. */
  readonly files: boolean;
  /** Whether there are Web Locks. */
  readonly locks: boolean;
  readonly saveData: boolean;
  readonly userAgent: string;
}

/** Smallest module with a SIMD instruction: a function that returns `i8x16.splat(0)`. */
const simdModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15,
  11,
]);

/** As small, with `i8x16.relaxed_swizzle`. */
const relaxedModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 0, 253, 15,
  65, 0, 253, 15, 253, 128, 2, 11,
]);

async function detectWebGpu(gpu: GPU | undefined): Promise<WebGpuAvailability> {
  if (!gpu) return { kind: 'unavailable', reason: 'no-api' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { kind: 'unavailable', reason: 'no-adapter' };
    const { vendor, architecture, description, isFallback } = describeAdapter(adapter.info);
    const name = [vendor, architecture, description].filter((part) => part !== '').join(' ');
    const halves = adapter.features.has('shader-f16');
    return { kind: isFallback ? 'software' : 'available', adapter: name, halves };
  } catch {
    return { kind: 'unavailable', reason: 'no-adapter' };
  }
}

interface NetworkInformation {
  readonly saveData?: boolean;
}

export async function detectEnvironment(): Promise<Environment> {
  const connection = (navigator as Navigator & { readonly connection?: NetworkInformation })
    .connection;
  return {
    secureContext: globalThis.isSecureContext,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    ...parallelism(globalThis),
    wasmSimd: WebAssembly.validate(simdModule),
    relaxedSimd: WebAssembly.validate(relaxedModule),
    files: (await fileRoot(globalThis)) !== undefined,
    locks: webLocks(globalThis) !== undefined,
    webgpu: await detectWebGpu((navigator as { readonly gpu?: GPU }).gpu),
    saveData: connection?.saveData === true,
    userAgent: navigator.userAgent,
  };
}

interface MemoryMeasurement {
  readonly bytes: number;
}

/**
 * Bytes of the page with its workers by `performance.measureUserAgentSpecificMemory()`, which may
 * take a minute: never wait for it. A reason where the browser has no such figure.
 */
export async function browserMemory(): Promise<number | NotMeasurableReason> {
  const measure = (
    performance as Performance & {
      readonly measureUserAgentSpecificMemory?: () => Promise<MemoryMeasurement>;
    }
  ).measureUserAgentSpecificMemory?.bind(performance);
  if (!globalThis.crossOriginIsolated) return 'page-not-isolated';
  if (!measure) return 'browser-does-not-offer';
  try {
    return (await measure()).bytes;
  } catch {
    return 'browser-does-not-offer';
  }
}
