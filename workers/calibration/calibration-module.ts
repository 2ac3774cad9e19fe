import { fail } from '../../core/errors.ts';
import { fetchBytes } from '../fetch-bytes.ts';
import plainUrl from './kernels/build/plain.wasm?url';
import plainSharedUrl from './kernels/build/plain-shared.wasm?url';
import relaxedUrl from './kernels/build/relaxed.wasm?url';
import relaxedSharedUrl from './kernels/build/relaxed-shared.wasm?url';

/**
 * Fetches and compiles the kernels: with multiplication and addition in one where the browser knows
 * such instructions. Rounding may then differ in the last bit between devices.
 *
 * @param shared for a memory that threads share
 * @throws catalogued `wasm-simd-missing`, `network-failed`, `model-file-missing`
 */
export async function loadCalibrationModule(shared: boolean): Promise<WebAssembly.Module> {
  const addresses = shared ? [relaxedSharedUrl, plainSharedUrl] : [relaxedUrl, plainUrl];
  for (const address of addresses) {
    const bytes = await fetchBytes(address);
    if (WebAssembly.validate(bytes)) return WebAssembly.compile(bytes);
  }
  throw fail('wasm-simd-missing', {});
}
