import type { EngineApi } from '../../core/contract.ts';
import { parallelism } from '../../core/threads.ts';
import { LiveWorker, type StartWorker } from './live-worker.ts';

export const startEngineWorker: StartWorker = (name) =>
  // Vite recognises a worker by this form only, options included.
  new Worker(new URL('../../workers/engine.worker.ts', import.meta.url), { type: 'module', name });

/** The worker that holds a variant. */
export class EngineWorker extends LiveWorker<EngineApi> {
  /** Where memory can be shared: one Int32, requests with an id up to its value are to stop. */
  readonly stopFlag =
    parallelism(globalThis).threads === 'available' ? new SharedArrayBuffer(4) : null;

  /** @param onDeath as `LiveWorker` */
  constructor(start: StartWorker, onDeath: (cause: Error) => Error) {
    super('engine', start, onDeath);
  }

  /** Asks the worker to stop request `id`; the request then settles by itself. */
  stop(id: number): void {
    if (this.stopFlag) Atomics.store(new Int32Array(this.stopFlag), 0, id);
    this.api.cancel(id).catch(() => undefined);
  }
}
