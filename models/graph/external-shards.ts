/** One file of external data: `path` relative to the graph's own folder. */
export interface ExternalFile {
  readonly path: string;
  readonly data: Uint8Array<ArrayBuffer>;
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
  readonly #finished: ExternalFile[] = [];
  #parts: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  #length = 0;

  constructor(graphFile: string, maxBytes: number) {
    this.#graphFile = graphFile;
    this.#maxBytes = maxBytes;
  }

  /** `bytes` must not change afterwards. */
  add(bytes: Uint8Array): { location: string; offset: number; length: number } {
    let offset = Math.ceil(this.#length / alignment) * alignment;
    if (offset > 0 && offset + bytes.length > this.#maxBytes) {
      this.#finishFile();
      offset = 0;
    }
    this.#parts.push({ offset, bytes });
    this.#length = offset + bytes.length;
    return { location: this.#path(), offset, length: bytes.length };
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
    const data = new Uint8Array(this.#length);
    for (const { offset, bytes } of this.#parts) data.set(bytes, offset);
    this.#finished.push({ path: this.#path(), data });
    this.#parts = [];
    this.#length = 0;
  }
}
