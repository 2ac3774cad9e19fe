import { LazyBytes, type LazyPart } from './lazy-bytes.ts';

/** One file of external data: `path` relative to the graph's own folder. */
export interface ExternalFile {
  readonly path: string;
  readonly data: Uint8Array;
}

/** Multiple of every offset, so that typed arrays and vector loads can read in place. */
const alignment = 64;

/**
 * Puts tensors one after another into files of at most `maxBytes`; a larger tensor gets a file of
 * its own. Files are named as the hub names them: `model.onnx_data`, `model.onnx_data_1`, ...
 */
export class ExternalShards {
  readonly #graphFile: string;
  readonly #maxBytes: number;
  readonly #isLazy: boolean;
  readonly #finished: ExternalFile[] = [];
  #parts: LazyPart[] = [];
  #length = 0;

  /** @param isLazy whether the files' `data` is made when it is asked for (`LazyBytes`) */
  constructor(graphFile: string, maxBytes: number, isLazy: boolean) {
    this.#graphFile = graphFile;
    this.#maxBytes = maxBytes;
    this.#isLazy = isLazy;
  }

  /** @param make gives `length` bytes, the same at each call */
  add(
    length: number,
    make: () => Uint8Array,
  ): { location: string; offset: number; length: number } {
    let offset = Math.ceil(this.#length / alignment) * alignment;
    if (offset > 0 && offset + length > this.#maxBytes) {
      this.#finishFile();
      offset = 0;
    }
    if (this.#isLazy) {
      this.#parts.push({ offset, length, make });
    } else {
      const made = make();
      this.#parts.push({ offset, length, make: () => made });
    }
    this.#length = offset + length;
    return { location: this.#path(), offset, length };
  }

  finish(): readonly ExternalFile[] {
    if (this.#length > 0) this.#finishFile();
    return this.#finished;
  }

  #path(): string {
    const index = this.#finished.length;
    return `${this.#graphFile}_data${index === 0 ? '' : `_${index}`}`;
  }

  /** Joined file by file, so that no more than one file's bytes exist twice. */
  #finishFile(): void {
    const lazy = new LazyBytes(this.#parts, this.#length);
    this.#finished.push({ path: this.#path(), data: this.#isLazy ? lazy : lazy.slice() });
    this.#parts = [];
    this.#length = 0;
  }
}
