/**
 * Work for one probe thread, sent to it as a message.
 * - `read`: fill `bytes` of memory of its own, then read them all `attempts` times
 * - `multiply`: `rounds` rounds of dot products, `attempts` times
 */
export type ProbeJob =
  | { readonly kind: 'read'; readonly bytes: number; readonly attempts: number }
  | { readonly kind: 'multiply'; readonly rounds: number; readonly attempts: number };

/** What a thread answers: ms of each attempt, and how much work one attempt was. */
export interface ProbeTimes {
  readonly durations: readonly number[];
  /** Bytes, or multiply-adds, of one attempt. */
  readonly work: number;
}

/** A thread's first message: it can take jobs. */
export const probeReady = 'ready';
