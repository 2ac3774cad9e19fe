import type { HelperStart } from './helper.worker.ts';

/** Milliseconds in which a helper has to be ready: beyond this the work is done without it. */
const startLimit = 10_000;

const startHelper = (start: HelperStart): Promise<Worker> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./helper.worker.ts', import.meta.url), { type: 'module' });
    const give = (reason: string) => {
      clearTimeout(timer);
      worker.terminate();
      reject(new Error(`helper worker: ${reason}`));
    };
    const timer = setTimeout(() => give('not ready in time'), startLimit);
    worker.addEventListener('error', (event) => give(event.message || 'failed to start'));
    worker.addEventListener('message', () => {
      clearTimeout(timer);
      resolve(worker);
    });
    worker.postMessage(start);
  });

/** Helpers of a calibration, numbered from 1 without gaps. */
export async function startHelpers(
  shared: Omit<HelperStart, 'thread'>,
  count: number,
): Promise<readonly Worker[]> {
  const starts = Array.from({ length: count }, (_, i) => startHelper({ ...shared, thread: i + 1 }));
  const outcomes = await Promise.allSettled(starts);
  const firstFailure = outcomes.findIndex(({ status }) => status === 'rejected');
  const usable = firstFailure === -1 ? count : firstFailure;
  return outcomes.flatMap((outcome, i) => {
    if (outcome.status === 'rejected') return [];
    if (i < usable) return [outcome.value];
    outcome.value.terminate();
    return [];
  });
}
