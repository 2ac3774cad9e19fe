/** Waits between attempts. */
export interface BackOff {
  /** Attempts in a row without a byte, after which it is given up. */
  readonly attempts: number;
  readonly firstMs: number;
  readonly longestMs: number;
  /** A server that asks for more than this is not waited for. */
  readonly longestAskedMs: number;
  /** In [0, 1). */
  readonly random: () => number;
}

export const defaultBackOff: BackOff = {
  attempts: 8,
  firstMs: 1000,
  longestMs: 60_000,
  longestAskedMs: 10 * 60_000,
  random: Math.random,
};

/**
 * Doubled each time, less up to a half by chance, so that those cut off together don't come back
 * together.
 *
 * @param attempt from 1
 */
export function backOffMs(attempt: number, { firstMs, longestMs, random }: BackOff): number {
  const full = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return full * (1 - random() / 2);
}

/** Waits, shorter where the browser says that the network has come back; rejects when aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const scope = globalThis as Partial<
      Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
    >;
    const end = (): void => {
      clearTimeout(timer);
      scope.removeEventListener?.('online', wake);
      signal.removeEventListener('abort', abort);
    };
    const wake = (): void => {
      end();
      resolve();
    };
    const abort = (): void => {
      end();
      reject(signal.reason as Error);
    };
    const timer = setTimeout(wake, ms);
    scope.addEventListener?.('online', wake);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}
