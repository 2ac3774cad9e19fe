import {
  referenceBytes,
  referenceHeaderBytes as headerBytes,
  referencePositionBytes as positionBytes,
} from '../../core/score.ts';
import { tokensHash } from '../../core/token-hash.ts';
import type { Softmax } from './softmax.ts';

/*
 * Log-probabilities of one chunk over the whole vocabulary, as llama-perplexity keeps them: a
 * position's are spread evenly over uint16 between its highest and 16 nats below it. Its scale and
 * offset, and what needs no rounding (its own likelihood of the true token, its most likely token),
 * stand before them.
 *
 *   header     8 x uint32: magic, version, positions, vocabulary, hash of the tokens, zeros
 *   positions  24 bytes each: float64 scale, float64 offset, float32 nll, uint32 top
 *   codes      [positions, vocabulary] uint16: ln p = offset + scale * code
 *
 * A code is off by half a scale at most: 16 / 65535 / 2 = 0.00012 nats.
 */

const magic = 0x4c52_5746; // 'FWRL', little-endian
const version = 1;
const codes = 65_535;
/** Below the highest by more than this is as low as is told. */
const span = 16;
/** Terms with `ln p_ref` at or below this are left out of the divergence, as llama-perplexity does. */
const lowestCompared = -16;

/** A chunk's reference log-probabilities in their buffer, to be filled or compared with. */
export class ReferenceRecord {
  readonly buffer: ArrayBuffer;
  readonly #positions: DataView;
  readonly #codes: Uint16Array;
  readonly #vocabulary: number;
  /** exp of the offset and the upper eight bits of a code, and of the lower eight. */
  readonly #upper = new Float64Array(256);
  readonly #lower = new Float64Array(256);

  private constructor(buffer: ArrayBuffer, positions: number, vocabulary: number) {
    this.buffer = buffer;
    this.#positions = new DataView(buffer, headerBytes, positions * positionBytes);
    this.#codes = new Uint16Array(buffer, headerBytes + positions * positionBytes);
    this.#vocabulary = vocabulary;
  }

  static create(positions: number, vocabulary: number, tokens: Uint32Array): ReferenceRecord {
    const buffer = new ArrayBuffer(referenceBytes(positions, vocabulary));
    new Uint32Array(buffer, 0, 5).set([magic, version, positions, vocabulary, tokensHash(tokens)]);
    return new ReferenceRecord(buffer, positions, vocabulary);
  }

  /** The record in `buffer`; `undefined` where it is none, or of other tokens or another vocabulary. */
  static open(
    buffer: ArrayBuffer,
    positions: number,
    vocabulary: number,
    tokens: Uint32Array,
  ): ReferenceRecord | undefined {
    if (buffer.byteLength !== referenceBytes(positions, vocabulary)) return undefined;
    const header = new Uint32Array(buffer, 0, 5);
    const expected = [magic, version, positions, vocabulary, tokensHash(tokens)];
    if (expected.some((value, i) => header[i] !== value)) return undefined;
    return new ReferenceRecord(buffer, positions, vocabulary);
  }

  /** Keeps a position whose softmax was just read from the same logits. */
  write(
    position: number,
    logits: Float32Array,
    offset: number,
    { highest, lowest, logSum, top }: Softmax,
    token: number,
  ): void {
    const vocabulary = this.#vocabulary;
    const floor = Math.max(lowest, highest - span);
    const scale = (highest - floor) / codes;
    const inverse = scale > 0 ? 1 / scale : 0;
    const at = position * positionBytes;
    this.#positions.setFloat64(at, scale, true);
    this.#positions.setFloat64(at + 8, floor - logSum, true);
    this.#positions.setFloat32(at + 16, logSum - (logits[offset + token] as number), true);
    this.#positions.setUint32(at + 20, top, true);
    const target = this.#codes;
    const first = position * vocabulary;
    for (let i = 0; i < vocabulary; i++) {
      const above = (logits[offset + i] as number) - floor;
      target[first + i] = above > 0 ? above * inverse + 0.5 : 0;
    }
  }

  /** Negative log-likelihood of the true token, nats. */
  nll(position: number): number {
    return this.#positions.getFloat32(position * positionBytes + 16, true);
  }

  top(position: number): number {
    return this.#positions.getUint32(position * positionBytes + 20, true);
  }

  /** KL divergence of the distribution that `logits` give from the position's, nats. */
  divergence(position: number, logits: Float32Array, offset: number, logSum: number): number {
    const at = position * positionBytes;
    const scale = this.#positions.getFloat64(at, true);
    const base = this.#positions.getFloat64(at + 8, true);
    const upper = this.#upper;
    const lower = this.#lower;
    for (let i = 0; i < 256; i++) {
      upper[i] = Math.exp(base + scale * 256 * i);
      lower[i] = Math.exp(scale * i);
    }
    const source = this.#codes;
    const first = position * this.#vocabulary;
    const end = first + this.#vocabulary;
    const shift = offset - first;
    const plus = base + logSum;
    // The lowest code that is compared; without a scale all are alike.
    const least =
      scale > 0
        ? Math.max(0, Math.floor((lowestCompared - base) / scale) + 1)
        : base > lowestCompared
          ? 0
          : codes + 1;
    let sum = 0;
    for (let i = first; i < end; i++) {
      const code = source[i] as number;
      if (code < least) continue;
      const p = (upper[code >> 8] as number) * (lower[code & 255] as number);
      sum += p * (plus + scale * code - (logits[i + shift] as number));
    }
    return sum;
  }
}
