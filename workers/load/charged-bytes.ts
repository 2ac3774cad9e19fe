import type { StageClock } from './stage-clock.ts';

/**
 * External data whose tensors are made while the runtime reads them (`LazyBytes`), with that time
 * charged to making the level's weights and not to the session. Like it, it has `byteLength` and
 * `subarray` only: what onnxruntime-web asks for.
 */
export class ChargedBytes extends Uint8Array<ArrayBuffer> {
  readonly #bytes: Uint8Array;
  readonly #clock: StageClock;

  constructor(bytes: Uint8Array, clock: StageClock) {
    super(new ArrayBuffer(0));
    this.#bytes = bytes;
    this.#clock = clock;
  }

  override get byteLength(): number {
    return this.#bytes.byteLength;
  }

  override subarray(start?: number, end?: number): Uint8Array<ArrayBuffer> {
    return this.#clock.within('quantize', () =>
      this.#bytes.subarray(start, end),
    ) as Uint8Array<ArrayBuffer>;
  }
}
