import type { RequestId } from '../core/contract.ts';

/** Whether a request is to stop, and a way to let the news come in. */
export interface StopSignal {
  readonly stopped: boolean;
  /**
   * Lets messages in. To be called between tokens and prefill chunks: where memory can't be shared
   * each call goes once round the event loop, elsewhere one now and then, for other questions.
   */
  breathe(): Promise<void>;
}

/** With shared memory messages are let in this often, ms: going round the event loop takes its time. */
const breathEveryMs = 100;

/**
 * The stop flag of a worker. Requests ascend, so the highest id to stop says all. It comes through
 * shared memory where there is some; a worker that computes sees no messages.
 */
export class StopFlag {
  #cancelled: RequestId = 0;
  #shared: Int32Array | undefined;
  #channel: MessageChannel | undefined;
  #breathedAt = -Infinity;

  share(buffer: SharedArrayBuffer | null): void {
    this.#shared = buffer ? new Int32Array(buffer) : undefined;
  }

  cancel(id: RequestId): void {
    this.#cancelled = Math.max(this.#cancelled, id);
  }

  signal(id: RequestId): StopSignal {
    const isStopped = (): boolean =>
      id <= this.#cancelled || (this.#shared !== undefined && id <= Atomics.load(this.#shared, 0));
    const breathe = (): Promise<void> => {
      const isDue = performance.now() - this.#breathedAt >= breathEveryMs;
      return this.#shared && !isDue ? Promise.resolve() : this.#nextMessage();
    };
    return {
      get stopped() {
        return isStopped();
      },
      breathe,
    };
  }

  /** A MessageChannel is the quickest way round the event loop; setTimeout costs 4 ms. */
  #nextMessage(): Promise<void> {
    const { port1, port2 } = (this.#channel ??= new MessageChannel());
    return new Promise((resolve) => {
      port2.onmessage = () => {
        this.#breathedAt = performance.now();
        resolve();
      };
      port1.postMessage(null);
    });
  }

  close(): void {
    this.#channel?.port1.close();
  }
}
