import type { LoadEvent } from '../../core/contract.ts';
import type { LevelMethod } from '../../core/levels.ts';
import { epochNow } from '../clock.ts';

/**
 * What it takes to make one tensor, about, where packing one for the engine takes 1. With half a million
 * weights each, a search takes some 50 ms, and a calibrated matrix, its share of the calibration text's
 * way through the model included, a third of a second on two cores.
 */
const makingWork: Readonly<Record<LevelMethod, number>> = { plain: 10, gptq: 100 };

/**
 * Tells how far a level is on one scale, from the first tensor made to the last one packed. A level read
 * from a file, or so quick to make that it is made as it is packed, has packing only.
 */
export class LevelProgress {
  readonly #emit: (event: LoadEvent) => void;
  readonly #tensors: number;
  #made = 0;
  #told = 0;

  /** @param tensors how many will be packed, about: known before packing begins */
  constructor(emit: (event: LoadEvent) => void, tensors: number) {
    this.#emit = emit;
    this.#tensors = tensors;
  }

  /** Tensors made, of how many. */
  readonly make = (method: LevelMethod, done: number, total: number): void => {
    const work = makingWork[method];
    this.#made = total * work;
    this.#tell(done * work, this.#made + this.#tensors);
  };

  /** Tensors packed, of how many. */
  readonly pack = (done: number, total: number): void => {
    this.#tell(this.#made + done, this.#made + total);
  };

  /** Packing that begins anew, after a surprise in the file, is not told until it is further than before. */
  #tell(done: number, total: number): void {
    const share = total > 0 ? done / total : 1;
    if (share < this.#told) return;
    this.#told = share;
    this.#emit({ type: 'making', share, at: epochNow() });
  }
}
