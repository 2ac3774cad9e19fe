import { fail } from '../../core/errors.ts';

/** Protobuf's wire types; groups (3 and 4) are obsolete and refused. */
const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;

const maxDepth = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads one protobuf message (https://protobuf.dev/programming-guides/encoding/). Every read is
 * checked against the message's own end, so a hostile length can't reach outside it.
 *
 * @throws `model-file-invalid`
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  readonly #depth: number;
  #at = 0;
  #wireType = varint;

  constructor(bytes: Uint8Array, file: string, depth = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
    this.#depth = depth;
    if (depth > maxDepth) throw this.invalid('messages nested too deeply');
  }

  invalid(reason: string): Error {
    return fail('model-file-invalid', { file: this.#file, format: 'onnx', reason });
  }

  /** Moves to the next field and gives its number, or `undefined` at the end. */
  next(): number | undefined {
    if (this.#at === this.#bytes.length) return undefined;
    const key = this.#varint();
    const field = Number(key >> 3n);
    this.#wireType = Number(key & 7n);
    if (field === 0 || field > 0x1fffffff) throw this.invalid('field number out of range');
    return field;
  }

  skip(): void {
    switch (this.#wireType) {
      case varint:
        this.#varint();
        return;
      case fixed64:
        this.#take(8);
        return;
      case lengthDelimited:
        this.bytes();
        return;
      case fixed32:
        this.#take(4);
        return;
      default:
        throw this.invalid(`wire type ${this.#wireType}`);
    }
  }

  /** A view into the file, not a copy. */
  bytes(): Uint8Array {
    this.#expect(lengthDelimited);
    return this.#delimited();
  }

  message(): WireReader {
    return new WireReader(this.bytes(), this.#file, this.#depth + 1);
  }

  string(): string {
    const bytes = this.bytes();
    try {
      return utf8.decode(bytes);
    } catch {
      throw this.invalid('text is not UTF-8');
    }
  }

  /** A signed 64-bit integer. */
  int64(): bigint {
    this.#expect(varint);
    return BigInt.asIntN(64, this.#varint());
  }

  /** An integer that a number holds exactly and that isn't negative: a size, offset, version or code. */
  size(): number {
    return this.#asSize(this.int64());
  }

  float(): number {
    this.#expect(fixed32);
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** Appends one value, or the packed values, of a repeated integer field. */
  pushInt64(values: bigint[]): void {
    this.#pushRepeated(varint, () => {
      values.push(BigInt.asIntN(64, this.#varint()));
    });
  }

  pushSize(values: number[]): void {
    this.#pushRepeated(varint, () => {
      values.push(this.#asSize(BigInt.asIntN(64, this.#varint())));
    });
  }

  pushFloat(values: number[]): void {
    this.#pushRepeated(fixed32, () => {
      values.push(this.#view.getFloat32(this.#take(4), true));
    });
  }

  pushDouble(values: number[]): void {
    this.#pushRepeated(fixed64, () => {
      values.push(this.#view.getFloat64(this.#take(8), true));
    });
  }

  #pushRepeated(wireType: number, readOne: () => void): void {
    if (this.#wireType !== lengthDelimited) {
      this.#expect(wireType);
      readOne();
      return;
    }
    const { length } = this.#delimited();
    const end = this.#at;
    this.#at -= length;
    while (this.#at < end) readOne();
    if (this.#at !== end) throw this.invalid('packed values run past their end');
  }

  #asSize(value: bigint): number {
    if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw this.invalid(`${value.toString()} is no size`);
    }
    return Number(value);
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) {
      throw this.invalid(`wire type ${this.#wireType} where ${wireType} is due`);
    }
  }

  #delimited(): Uint8Array {
    const length = this.#varint();
    if (length > BigInt(this.#bytes.length - this.#at)) {
      throw this.invalid('a length runs past the end');
    }
    const start = this.#take(Number(length));
    return this.#bytes.subarray(start, this.#at);
  }

  #take(count: number): number {
    const start = this.#at;
    if (count > this.#bytes.length - start) throw this.invalid('the file ends within a value');
    this.#at = start + count;
    return start;
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw this.invalid('the file ends within a number');
      this.#at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (value >> 64n !== 0n) throw this.invalid('a number of more than 64 bits');
        return value;
      }
    }
    throw this.invalid('a number of more than 64 bits');
  }
}
