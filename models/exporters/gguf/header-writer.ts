/** A metadata value with the GGUF type that it is written as. */
export type ExportValue =
  | { readonly type: 'u32' | 'f32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'i32s'; readonly value: Int32Array };

const typeNumbers = { u32: 4, f32: 6, bool: 7, string: 8 } as const;
const arrayType = 9;
const i32Type = 5;

/** Little-endian bytes that grow as they are written. */
export class HeaderWriter {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u32(value: number): void {
    this.#put(4, (view, at) => view.setUint32(at, value, true));
  }

  u64(value: number): void {
    this.#put(8, (view, at) => view.setBigUint64(at, BigInt(value), true));
  }

  string(text: string): void {
    const encoded = new TextEncoder().encode(text);
    this.u64(encoded.length);
    const at = this.#take(encoded.length);
    this.#bytes.set(encoded, at);
  }

  /** A key-value pair. */
  pair(key: string, field: ExportValue): void {
    this.string(key);
    switch (field.type) {
      case 'u32':
        this.u32(typeNumbers.u32);
        this.u32(field.value);
        break;
      case 'f32':
        this.u32(typeNumbers.f32);
        this.#put(4, (view, at) => view.setFloat32(at, field.value, true));
        break;
      case 'bool':
        this.u32(typeNumbers.bool);
        this.#put(1, (view, at) => view.setUint8(at, field.value ? 1 : 0));
        break;
      case 'string':
        this.u32(typeNumbers.string);
        this.string(field.value);
        break;
      case 'strings':
        this.u32(arrayType);
        this.u32(typeNumbers.string);
        this.u64(field.value.length);
        for (const text of field.value) this.string(text);
        break;
      case 'i32s':
        this.u32(arrayType);
        this.u32(i32Type);
        this.u64(field.value.length);
        for (const value of field.value) this.#put(4, (view, at) => view.setInt32(at, value, true));
    }
  }

  /** Zeros up to a multiple of `alignment`. */
  pad(alignment: number): void {
    this.#take(Math.ceil(this.#length / alignment) * alignment - this.#length);
  }

  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #put(count: number, write: (view: DataView, at: number) => void): void {
    const at = this.#take(count);
    // Taking may have made another buffer.
    write(this.#view, at);
  }

  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
