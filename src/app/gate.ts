import { fail } from '../../core/errors.ts';

/** What can be waited for until it opens. */
export class Gate {
  #waiting: PromiseWithResolvers<void> | undefined;

  constructor(open: boolean) {
    if (!open) this.close();
  }

  open(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  close(): void {
    this.#waiting ??= Promise.withResolvers();
  }

  /** Resolves at once where it is open. Rejects with `cancelled` on abort. */
  async whenOpen(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw fail('cancelled', {});
    const waiting = this.#waiting?.promise;
    if (!waiting) return;
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(fail('cancelled', {})), { once: true });
      waiting.then(resolve, reject);
    });
  }
}
