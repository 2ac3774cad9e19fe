import type { Bytes, Figure, NotMeasurable } from '../units.ts';

/**
 * `memory`, bytes, read in the worker when an answer ends.
 * - `weights`, `kvCache`, `workspace`: as the engine allocated them
 * - `heap`: size of the WebAssembly memories, a high-water mark: they never shrink
 * - `gpu`: every GPU buffer created less those destroyed, now and at most
 * - `total`: everything the engine holds: heap, live GPU buffers, and buffers kept outside both
 */
export interface MemoryAccount {
  readonly weights: Figure<Bytes>;
  readonly kvCache: Figure<Bytes>;
  readonly workspace: Figure<Bytes>;
  readonly heap: Figure<Bytes>;
  readonly gpu: { readonly live: Bytes; readonly peak: Bytes } | NotMeasurable;
  readonly total: Figure<Bytes>;
}
