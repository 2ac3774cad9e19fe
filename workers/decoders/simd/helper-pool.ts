import { HELPERS, HELPER_STRIDE, QUIT } from './kernels/layout.ts';
import type { HelperStart } from './helper.worker.ts';

/** What stops the helpers that were started. */
export interface HelperPool {
  /** Helpers that run, besides the caller's own thread. */
  readonly helpers: number;
  stop(): void;
}

/** Starts one helper; resolves when it is ready to serve. */
export type StartHelper = (start: HelperStart) => Promise<{ terminate(): void }>;

/** Milliseconds in which a helper has to be ready: beyond this the engine does without it. */
const startLimit = 10_000;

/** A dedicated worker of a worker. */
export const startHelperWorker: StartHelper = (start) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./helper.worker.ts', import.meta.url), { type: 'module' });
    const timer = setTimeout(() => give('not ready in time'), startLimit);
    const give = (reason: string) => {
      clearTimeout(timer);
      worker.terminate();
      reject(new Error(`helper worker: ${reason}`));
    };
    worker.addEventListener('error', (event) => give(event.message || 'failed to start'));
    worker.addEventListener('message', () => {
      clearTimeout(timer);
      resolve(worker);
    });
    worker.postMessage(start);
  });

/**
 * Starts helpers for threads 1 to `threads` - 1 on a shared memory. Where one fails to start, those
 * after it are not used: thread numbers have no gaps.
 */
export async function startHelpers(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  threads: number,
  startHelper: StartHelper = startHelperWorker,
): Promise<HelperPool> {
  const starts = Array.from({ length: threads - 1 }, (_, i) =>
    startHelper({ module, memory, thread: i + 1 }),
  );
  const outcomes = await Promise.allSettled(starts);
  const workers = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' ? [outcome.value] : [],
  );
  const firstFailure = outcomes.findIndex(({ status }) => status === 'rejected');
  return {
    helpers: firstFailure === -1 ? threads - 1 : firstFailure,
    stop() {
      const words = new Int32Array(memory.buffer);
      for (let thread = 1; thread < threads; thread++) {
        const at = (HELPERS + thread * HELPER_STRIDE) / 4;
        Atomics.store(words, at, QUIT);
        Atomics.notify(words, at);
      }
      for (const worker of workers) worker.terminate();
    },
  };
}
