const utf8 = new TextEncoder();

/** Writes one protobuf message. Fields whose value is protobuf's default may be left out by the caller. */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** A view of what has been written, valid until the next write. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  int(field: number, value: number | bigint): void {
    this.#varint((BigInt(field) << 3n) | 0n);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
  }

  float(field: number, value: number): void {
    this.#varint((BigInt(field) << 3n) | 5n);
    const at = this.#grow(4);
    this.#view.setFloat32(at, value, true);
  }

  bytes(field: number, value: Uint8Array): void {
    this.#varint((BigInt(field) << 3n) | 2n);
    this.#varint(BigInt(value.length));
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  string(field: number, value: string): void {
    this.bytes(field, utf8.encode(value));
  }

  message(field: number, write: (writer: WireWriter) => void): void {
    const inner = new WireWriter();
    write(inner);
    this.bytes(field, inner.written);
  }

  #varint(value: bigint): void {
    let rest = value;
    while (rest >= 0x80n) {
      const at = this.#grow(1);
      this.#bytes[at] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    const at = this.#grow(1);
    this.#bytes[at] = Number(rest);
  }

  #grow(count: number): number {
    const at = this.#length;
    if (at + count > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, at + count));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = at + count;
    return at;
  }
}
