import type { LogitsScan } from '../decoder.ts';
import type { KernelExports } from './kernel-instance.ts';

/** Where the scan puts what it finds: room for as many words as there are logits, each. */
export interface ScanRoom {
  readonly maxima: number;
  readonly found: number;
}

/**
 * Lowers a limit by more than dividing by a temperature rounds: logits that become equal by it are
 * all found.
 */
const slack = 2 ** -22;

/** Scans logits that lie in the kernels' memory. */
export class KernelLogitsScan implements LogitsScan {
  readonly #memory: ArrayBufferLike;
  readonly #kernels: KernelExports;
  readonly #room: ScanRoom;

  constructor(memory: ArrayBufferLike, kernels: KernelExports, room: ScanRoom) {
    this.#memory = memory;
    this.#kernels = kernels;
    this.#room = room;
  }

  argmax(logits: Float32Array): number {
    return this.#kernels.argmax(this.#address(logits), logits.length);
  }

  largest(logits: Float32Array, count: number): Uint32Array | undefined {
    const address = this.#address(logits);
    const { maxima, found } = this.#room;
    const spans = this.#kernels.spanMaxima(address, logits.length, maxima);
    if (count > spans) return undefined;
    const sorted = new Float32Array(this.#memory, maxima, spans).slice().sort();
    const least = sorted[spans - count] as number;
    const collected = this.#kernels.collect(
      address,
      logits.length,
      least - Math.abs(least) * slack,
      found,
    );
    return new Uint32Array(this.#memory, found, collected).slice();
  }

  #address(logits: Float32Array): number {
    if (logits.buffer !== this.#memory) throw new RangeError('logits of another engine');
    return logits.byteOffset;
  }
}
