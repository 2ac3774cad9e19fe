import { referenceBytes, type ChunkReference, type ChunkScore } from '../../../core/score.ts';
import {
  canKeepReferences,
  dropChunk,
  dropUnusedReferences,
  freeBytes,
  holdReference,
  keptChunks,
} from './reference-files.ts';

/** Reference log-probabilities that the page holds at most where they can't be stored. */
const heldBytesAtMost = 256e6;
/** Storage is taken for enough where this many times the need is free. */
const margin = 1.1;

/** Whether `bytes` can be stored; the log-probabilities of other references give way to them. */
export async function makeRoom(bytes: number, key: string): Promise<boolean> {
  if (!(await canKeepReferences())) return false;
  const free = await freeBytes();
  if (free === null || free >= margin * bytes) return true;
  await dropUnusedReferences(key);
  return ((await freeBytes()) ?? Infinity) >= margin * bytes;
}

/** Where the reference log-probabilities of a run's chunks are: on the device, or in the page. */
export class ReferenceShelf {
  readonly #key: string;
  readonly #stored: Set<number>;
  readonly #held = new Map<number, ArrayBuffer>();
  readonly #letGo: () => void;
  #canStore = true;

  private constructor(key: string, stored: ReadonlySet<number>, letGo: () => void) {
    this.#key = key;
    this.#letGo = letGo;
    this.#stored = new Set(stored);
  }

  static async open(key: string): Promise<ReferenceShelf> {
    const letGo = await holdReference(key);
    return new ReferenceShelf(key, await keptChunks(key), letGo);
  }

  /** Lets other runs drop what it has stored. */
  close(): void {
    this.release();
    this.#letGo();
  }

  /** Whether levels can be compared on this chunk. */
  has(chunk: number): boolean {
    return this.#stored.has(chunk) || this.#held.has(chunk);
  }

  /** To be called before chunks are made: `positions` and `vocabulary` of each. */
  async prepare(chunks: number, positions: number, vocabulary: number): Promise<void> {
    const bytes = chunks * referenceBytes(positions, vocabulary);
    this.#canStore = this.#canStore && (await makeRoom(bytes, this.#key));
  }

  /** Whether the page holds as much as it may: levels have their turn before more is made. */
  get isFull(): boolean {
    const sizes = [...this.#held.values()].map(({ byteLength }) => byteLength);
    const held = sizes.reduce((a, b) => a + b, 0);
    return held + Math.max(0, ...sizes) > heldBytesAtMost;
  }

  /** For the reference's own run. */
  toMake(chunk: number): ChunkReference {
    return this.#canStore ? { mode: 'write', key: this.#key, chunk } : { mode: 'return' };
  }

  made(chunk: number, { logProbs }: ChunkScore): void {
    if (logProbs) {
      this.#held.set(chunk, logProbs);
      this.#canStore = false;
    } else this.#stored.add(chunk);
  }

  /** For a level's run; `null` where there is none. */
  toCompare(chunk: number): ChunkReference | null {
    const logProbs = this.#held.get(chunk);
    if (logProbs) return { mode: 'given', logProbs };
    return this.#stored.has(chunk) ? { mode: 'read', key: this.#key, chunk } : null;
  }

  /**
   * A record that turned out to be gone or not what it should. What is made from now on is held in the page:
   * storage that has lost one may lose it again.
   */
  async lost(chunk: number): Promise<void> {
    this.#stored.delete(chunk);
    this.#held.delete(chunk);
    this.#canStore = false;
    await dropChunk(this.#key, chunk);
  }

  /** Lets go of what the page holds, once every level has been compared with it. */
  release(): void {
    this.#held.clear();
  }
}
