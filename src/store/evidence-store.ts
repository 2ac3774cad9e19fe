import type { Measurement } from '../report/evidence/measurement.ts';

/**
 * What was measured of each model's variants, on this device. Dispatches a plain `change` event after
 * a change in this tab or another. `add` never rejects: what storage refuses lasts as long as the page,
 * and `problem` says so.
 */
export interface EvidenceStore extends EventTarget {
  /** Why measurements are kept in memory only; `undefined` while they are stored. */
  readonly problem: 'storage-blocked' | 'storage-full' | undefined;
  /** Of one model. Records that this version can't read are passed over and left where they are. */
  list(model: string): Promise<readonly Measurement[]>;
  /** Merges measurements in: a later one takes the place of an earlier one of the same thing. */
  add(measurements: readonly Measurement[]): Promise<void>;
  /**
   * Removes one variant's, or all of a model's.
   *
   * @throws `storage-blocked`
   */
  remove(model: string, variant?: string): Promise<void>;
}
