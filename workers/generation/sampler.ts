import type { Sampling } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import { SeededRandom } from '../../core/random.ts';
import type { LogitsScan } from '../decoders/decoder.ts';
import { Descending, topIds, topOf } from './top-candidates.ts';

/** The index of the largest logit, of equal ones the lowest. */
export function argmax(logits: Float32Array): number {
  let best = -1;
  let largest = -Infinity;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (logit > largest) {
      largest = logit;
      best = id;
    }
  }
  if (best < 0) throw fail('internal', { reason: 'no logit is a finite number' });
  return best;
}

/**
 * Draws tokens from logits. At temperature 0: plain argmax, nothing else applies. Otherwise in the
 * order of Hugging Face transformers' `_get_logits_processor`, since models publish their sampling
 * defaults for it: repetition penalty, temperature, top-k, top-p, min-p. (llama.cpp applies the
 * temperature last, so the same top-p keeps other tokens there.)
 */
export class Sampler {
  readonly #sampling: Sampling;
  readonly #random: SeededRandom;
  readonly #seen: Set<number>;
  readonly #scan: LogitsScan | undefined;
  #scaled = new Float32Array(0);

  /**
   * @param sampling each field within its limits (`checkSampling`)
   * @param before prompt tokens, for the repetition penalty
   * @param drawn tokens of this answer sampled earlier with the same seed ("continue")
   * @param scan of the engine that gives the logits, where it has one
   */
  constructor(sampling: Sampling, before: readonly number[], drawn = 0, scan?: LogitsScan) {
    this.#sampling = sampling;
    this.#scan = scan;
    this.#random = new SeededRandom(sampling.seed, drawn);
    this.#seen = new Set(before);
  }

  /** @param logits [vocabulary], left as they are */
  next(logits: Float32Array): number {
    if (this.#sampling.temperature === 0) return this.#largest(logits);
    if (this.#scaled.length !== logits.length) this.#scaled = new Float32Array(logits.length);
    const scaled = this.#scaled;
    const token = this.#draw(scaled, this.#nucleus(scaled, this.#candidates(logits, scaled)));
    this.#seen.add(token);
    return token;
  }

  #largest(logits: Float32Array): number {
    const id = this.#scan?.argmax(logits) ?? argmax(logits);
    if (id < 0) throw fail('internal', { reason: 'no logit is a finite number' });
    return id;
  }

  /** What top-k leaves, descending, or `undefined` for the whole vocabulary; scaled in `scaled`. */
  #candidates(logits: Float32Array, scaled: Float32Array): Uint32Array | undefined {
    const { topK, repetitionPenalty } = this.#sampling;
    const isCut = topK > 0 && topK < logits.length;
    // As many more as a penalty may bring down; those that it may bring up are looked at themselves.
    const seen = repetitionPenalty === 1 ? 0 : this.#seen.size;
    const ids = isCut ? this.#scan?.largest(logits, topK + seen) : undefined;
    if (!ids) {
      for (let id = 0; id < logits.length; id++) this.#scale(logits, scaled, id);
      this.#penalize(scaled);
      return isCut ? topIds(scaled, topK) : undefined;
    }
    const looked = new Set(ids);
    if (seen > 0) for (const id of this.#seen) if (id < logits.length) looked.add(id);
    for (const id of looked) this.#scale(logits, scaled, id);
    this.#penalize(scaled);
    return topOf(scaled, Uint32Array.from(looked), topK);
  }

  #scale(logits: Float32Array, scaled: Float32Array, id: number): void {
    scaled[id] = (logits[id] as number) / this.#sampling.temperature;
  }

  /**
   * CTRL's (Keskar et al. 2019): logits below 0 multiplied, others divided. Before or after the
   * temperature makes no difference.
   */
  #penalize(scaled: Float32Array): void {
    const { repetitionPenalty } = this.#sampling;
    if (repetitionPenalty === 1) return;
    for (const id of this.#seen) {
      const logit = scaled[id];
      if (logit !== undefined)
        scaled[id] = logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty;
    }
  }

  /**
   * What top-p and min-p leave. Top-p keeps the fewest most probable tokens whose probabilities add
   * up to it; min-p those at least so many times as probable as the best. Both keep the best.
   *
   * @param top the candidates descending, or `undefined` for the whole vocabulary
   */
  #nucleus(scaled: Float32Array, top: Uint32Array | undefined): Uint32Array {
    const { topP, minP } = this.#sampling;
    const largest = scaled[top ? (top[0] as number) : argmax(scaled)] as number;
    const floor = minP > 0 ? largest + Math.log(minP) : -Infinity;
    const ids = top ?? allIds(scaled.length);
    if (topP >= 1)
      return floor === -Infinity ? ids : ids.filter((id) => (scaled[id] as number) >= floor);
    let total = 0;
    for (const id of ids) total += Math.exp((scaled[id] as number) - largest);
    const kept: number[] = [];
    let mass = 0;
    for (const id of top ?? new Descending(scaled, ids)) {
      const logit = scaled[id] as number;
      if (kept.length > 0 && (mass >= topP * total || logit < floor)) break;
      kept.push(id);
      mass += Math.exp(logit - largest);
    }
    return Uint32Array.from(kept);
  }

  #draw(scaled: Float32Array, ids: Uint32Array): number {
    let largest = -Infinity;
    for (const id of ids) largest = Math.max(largest, scaled[id] as number);
    if (!Number.isFinite(largest))
      throw fail('internal', { reason: 'no logit is a finite number' });
    let total = 0;
    for (const id of ids) total += Math.exp((scaled[id] as number) - largest);
    let left = this.#random.next() * total;
    let chosen = ids[0] as number;
    for (const id of ids) {
      const weight = Math.exp((scaled[id] as number) - largest);
      if (weight === 0) continue;
      chosen = id;
      left -= weight;
      if (left < 0) break;
    }
    return chosen;
  }
}

function allIds(count: number): Uint32Array {
  const ids = new Uint32Array(count);
  for (let id = 0; id < count; id++) ids[id] = id;
  return ids;
}

/** @throws catalogued `request-invalid` naming the field that is out of its limits */
export function checkSampling(sampling: Sampling): void {
  const check = (field: keyof Sampling, ok: (value: number) => boolean, reason: string): void => {
    if (!ok(sampling[field])) throw fail('request-invalid', { field, reason });
  };
  check('temperature', (t) => t >= 0 && t < Infinity, 'not a number from 0');
  check('topK', (k) => Number.isInteger(k) && k >= 0, 'not a whole number from 0');
  check('topP', (p) => p > 0 && p <= 1, 'not above 0 and at most 1');
  check('minP', (p) => p >= 0 && p <= 1, 'not between 0 and 1');
  check('repetitionPenalty', (r) => r > 0 && r < Infinity, 'not a number above 0');
  check(
    'seed',
    (s) => Number.isInteger(s) && s >= 0 && s < 2 ** 32,
    'not an unsigned 32-bit number',
  );
}
