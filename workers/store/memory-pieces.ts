import { fail } from '../../core/errors.ts';
import type { PieceStore } from './piece-storage.ts';

/**
 * Pieces of files in this worker's memory: they last until the page is closed.
 *
 * @param limitBytes what may be kept in all
 */
export class MemoryPieces implements PieceStore {
  readonly kind = 'memory';
  readonly #files = new Map<string, Uint8Array<ArrayBuffer>[]>();
  limitBytes: number;

  constructor(limitBytes = Infinity) {
    this.limitBytes = limitBytes;
  }

  get usedBytes(): number {
    let used = 0;
    for (const pieces of this.#files.values()) for (const piece of pieces) used += piece.byteLength;
    return used;
  }

  paths(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(this.#files.keys()));
  }

  sizes(path: string): Promise<readonly number[]> {
    return Promise.resolve((this.#files.get(path) ?? []).map(({ byteLength }) => byteLength));
  }

  get(path: string, piece: number): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve((this.#files.get(path)?.[piece] ?? new Uint8Array()).slice());
  }

  put(path: string, piece: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const pieces = this.#files.get(path) ?? [];
    const more = bytes.byteLength - (pieces[piece]?.byteLength ?? 0);
    const freeBytes = this.limitBytes - this.usedBytes;
    if (more > freeBytes)
      return Promise.reject(fail('storage-short', { neededBytes: bytes.byteLength, freeBytes }));
    try {
      pieces[piece] = bytes.slice();
    } catch (error) {
      return Promise.reject(
        fail('storage-short', { neededBytes: bytes.byteLength, freeBytes: null }, error),
      );
    }
    this.#files.set(path, pieces);
    return Promise.resolve();
  }

  remove(path: string, piece: number): Promise<void> {
    const pieces = this.#files.get(path);
    pieces?.splice(piece, 1);
    if (pieces?.length === 0) this.#files.delete(path);
    return Promise.resolve();
  }
}
