import type { RequestId } from '../core/contract.ts';

/** Whether a request is to stop, and a way to let the news come in. */
export interface StopSignal {
  readonly stopped: boolean;
  /** Where memory can't be shared, lets one round of messages in; at once elsewhere. */
  breathe(): Promise<void>;
}

/**
 * The stop flag of a worker. Requests ascend, so the highest id to stop says all. It comes through
 * shared memory where there is some; a worker that computes sees no messages.
 */
export class StopFlag {
  #cancelled: RequestId = 0;
  #shared: Int32Array | undefined;
  #channel: MessageChannel | undefined;

  share(buffer: SharedArrayBuffer | null): void {
    this.#shared = buffer ? new Int32Array(buffer) : undefined;
  }

  cancel(id: RequestId): void {
    this.#cancelled = Math.max(this.#cancelled, id);
  }

  signal(id: RequestId): StopSignal {
    const isStopped = (): boolean =>
      id <= this.#cancelled || (this.#shared !== undefined && id <= Atomics.load(this.#shared, 0));
    const breathe = (): Promise<void> => (this.#shared ? Promise.resolve() : this.#nextMessage());
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
      port2.onmessage = () => resolve();
      port1.postMessage(null);
    });
  }

  close(): void {
    this.#channel?.port1.close();
  }
}
