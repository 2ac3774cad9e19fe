/**
 * `i32x4.dot_i16x8_s` of two constants: validates only where WebAssembly has SIMD. The same
 * instruction that onnxruntime-web asks for.
 */
const simdModule = Uint8Array.from([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02,
  0x01, 0x00, 0x0a, 0x1e, 0x01, 0x1c, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x0c, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xfd, 0xba, 0x01,
  0x1a, 0x0b,
]);

export const hasWasmSimd = (): boolean => WebAssembly.validate(simdModule);

/** JavaScript Promise Integration: WebAssembly can wait for a promise. */
export const hasJspi = (): boolean => 'Suspending' in WebAssembly;

/** Threads need shared memory, which only an isolated page has. */
export const hasThreads = (): boolean =>
  globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined';

/**
 * Threads for a CPU engine. One stays free beyond two cores: a helper that loses its core holds up
 * all others at each barrier.
 *
 * @param cores logical processors
 */
export function chooseThreads(
  wanted: number | 'auto',
  cores: number,
  threadsWork: boolean,
): number {
  if (!threadsWork) return 1;
  if (wanted === 'auto') return Math.max(1, cores > 2 ? cores - 1 : cores);
  return Math.max(1, Math.min(Math.trunc(wanted), cores));
}
