import { transferHandlers, wrap, type Remote } from 'comlink';
import { sendErrorsWhole } from '../../core/comlink-errors.ts';
import type { EngineApi } from '../../core/contract.ts';
import { aliveMessage } from '../../core/liveness.ts';

sendErrorsWhole(transferHandlers);

/** Starts a worker with the given name, which is that of the lock it must hold. */
export type StartWorker = (name: string) => Worker;

export const startEngineWorker: StartWorker = (name) =>
  // Vite recognises a worker by this form only, options included.
  new Worker(new URL('../../workers/engine.worker.ts', import.meta.url), { type: 'module', name });

/** A worker with the means to tell that it has died, against which every call to it is raced. */
export class LiveWorker {
  readonly api: Remote<EngineApi>;
  /** Where memory can be shared: one Int32, requests with an id up to its value are to stop. */
  readonly stopFlag: SharedArrayBuffer | null;
  readonly #worker: Worker;
  readonly #ended: Promise<never>;
  #end!: (reason: Error) => void;
  #over = false;

  /**
   * @param onDeath told once, with what is known of the cause, unless `terminate` was called first;
   * gives the reason with which calls under way reject
   */
  constructor(start: StartWorker, onDeath: (cause: Error) => Error) {
    const name = `featherweight-engine-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
    this.stopFlag = crossOriginIsolated ? new SharedArrayBuffer(4) : null;
    this.#ended = new Promise((_, reject) => (this.#end = reject));
    this.#ended.catch(() => undefined);
    const died = (cause: Error): void => {
      if (!this.#over) this.terminate(onDeath(cause));
    };
    this.#worker = start(name);
    this.#worker.addEventListener('error', (event) => {
      died(new Error(event.message || 'the worker script could not be run'));
    });
    this.#worker.addEventListener('messageerror', () => {
      died(new Error('a message of the worker could not be read'));
    });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data !== aliveMessage) return;
      void navigator.locks.request(name, () => {
        died(new Error('the worker ended'));
      });
    });
    this.api = wrap<EngineApi>(this.#worker);
  }

  /** Settles as `call` does, or rejects with the reason of the worker's end, whichever is first. */
  race<T>(call: Promise<T>): Promise<T> {
    return Promise.race([call, this.#ended]);
  }

  /** Asks the worker to stop request `id`; the request then settles by itself. */
  stop(id: number): void {
    if (this.stopFlag) Atomics.store(new Int32Array(this.stopFlag), 0, id);
    this.api.cancel(id).catch(() => undefined);
  }

  /** Ends the worker; calls under way reject with `reason`. */
  terminate(reason: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#worker.terminate();
    this.#end(reason);
  }
}
