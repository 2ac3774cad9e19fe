import { fail } from '../../../core/errors.ts';
import { fetchBytes } from '../../fetch-bytes.ts';
import plainUrl from './kernels/build/plain.wasm?url';
import plainSharedUrl from './kernels/build/plain-shared.wasm?url';
import relaxedUrl from './kernels/build/relaxed.wasm?url';
import relaxedSharedUrl from './kernels/build/relaxed-shared.wasm?url';
import { allocateMemory } from './engine-memory.ts';
import { instantiate } from './kernel-instance.ts';
import type { Tier } from './tier.ts';

/** Compiled kernels; a module can be sent to helper workers. */
export interface Kernels {
  readonly tier: Tier;
  /** Whether the module takes a shared memory. */
  readonly shared: boolean;
  readonly module: WebAssembly.Module;
}

const addresses: Readonly<Record<Tier, { readonly shared: string; readonly unshared: string }>> = {
  relaxed: { shared: relaxedSharedUrl, unshared: relaxedUrl },
  plain: { shared: plainSharedUrl, unshared: plainUrl },
};

/**
 * Fetches and compiles the fastest kernels that compute exactly here: relaxed SIMD where the
 * browser has it and a probe of its dot product says so, plain SIMD elsewhere.
 *
 * @param shared for a memory that threads share (the page is cross-origin isolated)
 * @param wanted a tier to use instead of the best, for tests and benchmarks
 * @throws catalogued `wasm-simd-missing`, `network-failed`, `model-file-missing`, `memory-refused`
 */
export async function loadKernels(shared: boolean, wanted?: Tier): Promise<Kernels> {
  if (wanted !== 'plain') {
    const module = await compile('relaxed', shared);
    if (module && isExact(module, shared)) return { tier: 'relaxed', shared, module };
    if (wanted === 'relaxed') throw new Error('relaxed SIMD is not exact here');
  }
  const module = await compile('plain', shared);
  if (!module) throw fail('wasm-simd-missing', {});
  return { tier: 'plain', shared, module };
}

async function compile(tier: Tier, shared: boolean): Promise<WebAssembly.Module | undefined> {
  const address = addresses[tier][shared ? 'shared' : 'unshared'];
  const bytes = await fetchBytes(address);
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : undefined;
}

/** 4 * 127 * 255: activations signed, weights unsigned, no saturation on the way. */
const exactDot = 129_540;

function isExact(module: WebAssembly.Module, shared: boolean): boolean {
  return instantiate(module, allocateMemory(65_536, shared)).probe(127, 255) === exactDot;
}
