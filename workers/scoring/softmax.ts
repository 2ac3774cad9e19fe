/**
 * What the logits of one position say, in float64. One instance serves all positions: nothing is
 * allocated in the loops over the vocabulary.
 */
export class Softmax {
  /** Token with the highest logit, the lowest id among equals. */
  top = 0;
  highest = 0;
  lowest = 0;
  /** Natural logarithm of the sum of exp of all logits: `ln p(token) = logit - logSum`. */
  logSum = 0;

  /**
   * @param logits [positions, vocabulary], row-major
   * @param offset of the position's first logit
   * @throws Error where a logit is not finite
   */
  read(logits: Float32Array, offset: number, vocabulary: number): void {
    const end = offset + vocabulary;
    let highest = -Infinity;
    let lowest = Infinity;
    let top = offset;
    for (let i = offset; i < end; i++) {
      const logit = logits[i] as number;
      if (logit > highest) {
        highest = logit;
        top = i;
      }
      if (logit < lowest) lowest = logit;
    }
    let sum = 0;
    for (let i = offset; i < end; i++) sum += Math.exp((logits[i] as number) - highest);
    // NaN passes every comparison above unseen, but not a sum.
    if (!Number.isFinite(sum) || !Number.isFinite(highest))
      throw new Error('the engine gave logits that are not finite');
    this.top = top - offset;
    this.highest = highest;
    this.lowest = lowest;
    this.logSum = highest + Math.log(sum);
  }
}
