import type { BenchmarkResult } from '../../core/bench-result.ts';

/** A result as kept on this device. */
export interface BenchmarkRecord {
  readonly result: BenchmarkResult;
  /** Milliseconds since the epoch; `null` for one that was measured here. */
  readonly importedAt: number | null;
}

/**
 * Benchmark results on this device. Dispatches a plain `change` event after a change in this tab or
 * another. `put` never rejects: what storage refuses lasts as long as the page, and `problem` says so.
 * `delete` and `clear` reject with catalogued `storage-blocked`.
 */
export interface BenchmarkStore extends EventTarget {
  /** Why results are kept in memory only; `undefined` while they are stored. */
  readonly problem: 'storage-blocked' | 'storage-full' | undefined;
  /** Latest first. Records that this version can't read are passed over and left where they are. */
  list(): Promise<readonly BenchmarkRecord[]>;
  /** Adds a result, or replaces the one of its id. */
  put(record: BenchmarkRecord): Promise<void>;
  delete(id: string): Promise<void>;
  clear(): Promise<void>;
}

/** Latest first. */
export const byStart = (a: BenchmarkRecord, b: BenchmarkRecord): number =>
  Date.parse(b.result.startedAt) - Date.parse(a.result.startedAt);
