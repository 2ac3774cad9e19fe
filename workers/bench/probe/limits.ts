import type { ProbeTimes } from './probe-job.ts';
import { startProbeThreads, type StartProbe } from './probe-threads.ts';

/** Read by all threads together: more than most caches hold, little enough for a phone. */
const readBytes = 128 * 2 ** 20;
const readAttempts = 8;
/** About 20 ms a try at 10 billion multiply-adds a second and thread. */
const multiplyRounds = 2_000_000;
const multiplyAttempts = 8;

export interface DeviceLimits {
  /** Bytes per second that all threads together read from memory. */
  readonly bandwidth: number | null;
  /** 8-bit integer multiply-adds per second of all threads together. */
  readonly multiplyAdds: number | null;
}

/**
 * The device's own limits with `threads` threads, best of a few tries. `null` where the browser
 * refuses the memory or the threads.
 */
export async function measureLimits(
  threads: number,
  start: StartProbe = startProbeThreads,
): Promise<DeviceLimits> {
  // Multiples of what `read` takes in one turn.
  const bytes = Math.floor(readBytes / threads / 128) * 128;
  try {
    const probe = await start(threads);
    try {
      const multiplied = await probe.run({
        kind: 'multiply',
        rounds: multiplyRounds,
        attempts: multiplyAttempts,
      });
      const read = await probe.run({ kind: 'read', bytes, attempts: readAttempts });
      return { bandwidth: togetherPerSecond(read), multiplyAdds: togetherPerSecond(multiplied) };
    } finally {
      // Ends the workers: their memory is given back at once.
      probe.stop();
    }
  } catch {
    return { bandwidth: null, multiplyAdds: null };
  }
}

/** The best attempt of all threads together, work per second; the first try warms up. */
export function togetherPerSecond(threads: readonly ProbeTimes[]): number | null {
  const attempts = Math.min(...threads.map(({ durations }) => durations.length));
  let best = 0;
  for (let attempt = 1; attempt < attempts; attempt++) {
    const rate = threads.reduce(
      (sum, { durations, work }) => sum + (1000 * work) / (durations[attempt] as number),
      0,
    );
    if (Number.isFinite(rate)) best = Math.max(best, rate);
  }
  return best > 0 ? best : null;
}
