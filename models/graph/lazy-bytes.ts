/** Bytes of one tensor within a file. */
export interface LazyPart {
  readonly offset: number;
  readonly length: number;
  readonly make: () => Uint8Array;
}

/**
 * A file whose tensors are made when they are read, so that weights expanded to four or more times
 * their stored size never exist in full outside onnxruntime. It takes external data as a Uint8Array
 * of which it asks `byteLength` and, tensor by tensor while the session is made, `subarray`; those
 * two and `slice` work here, and nothing else does: the array itself is empty.
 */
export class LazyBytes extends Uint8Array<ArrayBuffer> {
  readonly #parts: readonly LazyPart[];
  readonly #length: number;

  constructor(parts: readonly LazyPart[], length: number) {
    super(new ArrayBuffer(0));
    this.#parts = parts;
    this.#length = length;
  }

  override get byteLength(): number {
    return this.#length;
  }

  override subarray(start = 0, end = this.#length): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(end - start);
    for (const { offset, length, make } of this.#parts) {
      const from = Math.max(start, offset);
      const to = Math.min(end, offset + length);
      if (from >= to) continue;
      bytes.set(make().subarray(from - offset, to - offset), from - start);
    }
    return bytes;
  }

  override slice(start = 0, end = this.#length): Uint8Array<ArrayBuffer> {
    return this.subarray(start, end);
  }
}
