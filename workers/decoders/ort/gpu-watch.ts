/**
 * Notices a lost device and refused GPU memory. The runtime may wait for ever for a lost device,
 * and reports exhausted memory to nobody.
 */
export class GpuWatch {
  readonly #lost: Promise<string>;
  readonly #failed: Promise<never>;

  constructor(device: GPUDevice) {
    this.#lost = device.lost.then(({ reason, message }) => message || reason);
    const outOfMemory = new Promise<never>((_, reject) => {
      device.addEventListener('uncapturederror', ({ error }) => {
        if (error instanceof GPUOutOfMemoryError)
          reject(new Error(`GPUOutOfMemoryError: ${error.message}`));
      });
    });
    const lost = this.#lost.then((message) => {
      throw new Error(`device lost: ${message}`);
    });
    this.#failed = Promise.race([outOfMemory, lost]);
    // Heard of by whoever waits at the time; nobody may.
    this.#failed.catch(() => undefined);
  }

  /** `call`, or a rejection as soon as the device fails. */
  during<Value>(call: Promise<Value>): Promise<Value> {
    return Promise.race([call, this.#failed]);
  }

  /** After an error: the browser's message if the device was lost. The news may come a little later. */
  lossReason(): Promise<string | undefined> {
    const giveUp = new Promise<undefined>((resolve) => setTimeout(resolve, 50, undefined));
    return Promise.race([this.#lost, giveUp]);
  }
}
