import { fail } from '../../../core/errors.ts';
import { fetchBytes } from '../../fetch-bytes.ts';
import pairsUrl from './kernels/build/pairs.wasm?url';
import pairsSharedUrl from './kernels/build/pairs-shared.wasm?url';
import plainUrl from './kernels/build/plain.wasm?url';
import plainSharedUrl from './kernels/build/plain-shared.wasm?url';
import signedUrl from './kernels/build/signed.wasm?url';
import signedSharedUrl from './kernels/build/signed-shared.wasm?url';
import unsignedUrl from './kernels/build/unsigned.wasm?url';
import unsignedSharedUrl from './kernels/build/unsigned-shared.wasm?url';
import { probeInstructions } from './instruction-probe.ts';
import type { Tier } from './tier.ts';

/** Compiled kernels; a module can be sent to helper workers. */
export interface Kernels {
  readonly tier: Tier;
  /** Whether the module takes a shared memory. */
  readonly shared: boolean;
  readonly module: WebAssembly.Module;
}

const addresses: Readonly<Record<Tier, { readonly shared: string; readonly unshared: string }>> = {
  unsigned: { shared: unsignedSharedUrl, unshared: unsignedUrl },
  signed: { shared: signedSharedUrl, unshared: signedUrl },
  pairs: { shared: pairsSharedUrl, unshared: pairsUrl },
  plain: { shared: plainSharedUrl, unshared: plainUrl },
};

/**
 * Fetches and compiles the fastest kernels that compute exactly here, as a probe of the processor's
 * instructions tells.
 *
 * @param shared for a memory that threads share (the page is cross-origin isolated)
 * @param wanted a tier to use instead of the best, for tests and benchmarks
 * @throws catalogued `wasm-simd-missing`, `network-failed`, `model-file-missing`
 */
export async function loadKernels(shared: boolean, wanted?: Tier): Promise<Kernels> {
  const tiers = await probeInstructions();
  const tier = wanted ?? tiers[0];
  if (!tiers.includes(tier)) throw new Error(`the tier ${tier} is not exact here`);
  const bytes = await fetchBytes(addresses[tier][shared ? 'shared' : 'unshared']);
  if (!WebAssembly.validate(bytes)) throw fail('wasm-simd-missing', {});
  return { tier, shared, module: await WebAssembly.compile(bytes) };
}
