import { transferHandlers, wrap, type Remote } from 'comlink';
import { webLocks } from '../../core/capabilities.ts';
import { sendErrorsWhole } from '../../core/comlink-errors.ts';
import { aliveMessage } from '../../core/liveness.ts';

sendErrorsWhole(transferHandlers);

/** Starts a worker with the given name, which is that of the lock it must hold. */
export type StartWorker = (name: string) => Worker;

/** A worker with the means to tell that it has died, against which every call to it is raced. */
export class LiveWorker<Api> {
  readonly api: Remote<Api>;
  readonly #worker: Worker;
  readonly #ended: Promise<never>;
  #end!: (reason: Error) => void;
  #over = false;

  /**
   * @param work what it does, for its name
   * @param onDeath told once, with what is known of the cause, unless `terminate` was called first;
   * gives the reason with which calls under way reject
   */
  constructor(work: string, start: StartWorker, onDeath: (cause: Error) => Error) {
    const name = `featherweight-${work}-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
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
      void webLocks(globalThis)?.request(name, () => {
        died(new Error('the worker ended'));
      });
    });
    this.api = wrap<Api>(this.#worker);
  }

  /** Settles as `call` does, or rejects with the reason of the worker's end, whichever is first. */
  race<T>(call: Promise<T>): Promise<T> {
    return Promise.race([call, this.#ended]);
  }

  /** Ends the worker; calls under way reject with `reason`. */
  terminate(reason: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#worker.terminate();
    this.#end(reason);
  }
}
