/** The functions that the kernels export (`kernels/index.ts`). */
export interface KernelExports {
  /** Thread 0: wakes the helpers for run `epoch`, takes part; 1 when a helper didn't come in time. */
  readonly start: (epoch: number) => number;
  /** A helper's whole life; 1 when a barrier ran out of time. */
  readonly serve: (thread: number) => number;
  /** As in `kernels/scan.ts`: addresses and counts of f32 values. */
  readonly argmax: (values: number, count: number) => number;
  readonly spanMaxima: (values: number, count: number, target: number) => number;
  readonly collect: (values: number, count: number, least: number, target: number) => number;
}

/** Synchronous: kernels are small, and helpers have nothing else to do. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const instance = new WebAssembly.Instance(module, {
    env: { memory, now: () => performance.now() },
  });
  return instance.exports as unknown as KernelExports;
}
