/**
 * Mulberry32 (Tommy Ettinger, public domain): a generator with 32 bits of state, so that a 32-bit
 * seed is the whole of it. Uniform in [0, 1) in steps of 2^-32.
 */
export class SeededRandom {
  #state: number;

  /**
   * @param seed unsigned 32-bit
   * @param drawn numbers already drawn from this seed, to go on after them
   */
  constructor(seed: number, drawn = 0) {
    this.#state = (seed + Math.imul(drawn, 0x6d2b79f5)) | 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
