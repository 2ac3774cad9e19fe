/**
 * Token ids in descending order of logit (of equal ones the lower id first), taken one at a time:
 * a binary heap over ids, so that reading the first few of a vocabulary costs no full sort.
 */
export class Descending {
  readonly #logits: Float32Array;
  readonly #heap: Uint32Array;
  #size: number;

  /** @param ids reordered in place */
  constructor(logits: Float32Array, ids: Uint32Array) {
    this.#logits = logits;
    this.#heap = ids;
    this.#size = ids.length;
    for (let node = (this.#size >> 1) - 1; node >= 0; node--) this.#sink(node);
  }

  *[Symbol.iterator](): Generator<number, void> {
    const heap = this.#heap;
    while (this.#size > 0) {
      const top = heap[0] as number;
      heap[0] = heap[--this.#size] as number;
      this.#sink(0);
      yield top;
    }
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#logits[a] as number) - (this.#logits[b] as number);
    return difference > 0 || (difference === 0 && a < b);
  }

  #sink(start: number): void {
    const heap = this.#heap;
    const moved = heap[start] as number;
    let node = start;
    for (;;) {
      let child = 2 * node + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#before(heap[child + 1] as number, heap[child] as number))
        child++;
      if (!this.#before(heap[child] as number, moved)) break;
      heap[node] = heap[child] as number;
      node = child;
    }
    heap[node] = moved;
  }
}

/**
 * The ids of the `count` largest logits, descending, of equal ones the lower id first. One pass
 * with a bounded list; most logits are dismissed by one comparison.
 */
export function topIds(logits: Float32Array, count: number): Uint32Array {
  const limit = Math.min(count, logits.length);
  const ids = new Uint32Array(limit);
  let size = 0;
  let smallest = Infinity;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (size === limit && !(logit > smallest)) continue;
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((logits[ids[middle] as number] as number) >= logit) low = middle + 1;
      else high = middle;
    }
    if (size < limit) size++;
    ids.copyWithin(low + 1, low, size - 1);
    ids[low] = id;
    smallest = logits[ids[size - 1] as number] as number;
  }
  return ids;
}

/** As `topIds`, among `ids` only, in any order. */
export function topOf(logits: Float32Array, ids: Uint32Array, count: number): Uint32Array {
  const value = (id: number): number => logits[id] as number;
  return ids.sort((a, b) => value(b) - value(a) || a - b).subarray(0, count);
}
