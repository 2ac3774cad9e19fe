import { fail, type FeatherweightError } from '../../../core/errors.ts';
import { readExactly, type ByteSource } from '../../byte-source.ts';

/** Signals that the parse needs bytes which are in the file but not in the window yet. */
class BeyondWindow extends Error {
  readonly needed: number;
  constructor(needed: number) {
    super('beyond window');
    this.needed = needed;
  }
}

const firstWindow = 2 ** 20;
/** No known model's header comes near; a hostile one must not fill the memory. */
const largestHeader = 2 ** 28;

/**
 * Reads the fields of a GGUF header one after another. Every length is checked against the file's
 * size before anything of that length is made.
 */
export class HeaderBytes {
  position = 0;
  readonly fileName: string;
  readonly #fileSize: number;
  readonly #window: Uint8Array;
  readonly #view: DataView;

  constructor(fileName: string, fileSize: number, window: Uint8Array) {
    this.fileName = fileName;
    this.#fileSize = fileSize;
    this.#window = window;
    this.#view = new DataView(window.buffer, window.byteOffset, window.byteLength);
  }

  invalid(reason: string, cause?: unknown): FeatherweightError {
    return fail('model-file-invalid', { file: this.fileName, format: 'gguf', reason }, cause);
  }

  /** Advances over `length` bytes, which are then certain to be in the window. */
  take(length: number): number {
    const start = this.position;
    this.need(length);
    this.position = start + length;
    return start;
  }

  /** Checks that the file goes on for `length` bytes, without advancing. */
  need(length: number): void {
    const end = this.position + length;
    if (end > this.#fileSize) {
      throw this.invalid(`${length} bytes at ${this.position} go beyond the file's end`);
    }
    if (end > largestHeader) throw this.invalid(`header of more than ${largestHeader} bytes`);
    if (end > this.#window.byteLength) throw new BeyondWindow(end);
  }

  u32(): number {
    return this.#view.getUint32(this.take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.take(8), true);
  }

  /**
   * A 64-bit count or length.
   *
   * @param unitBytes bytes that each counted thing takes at least
   */
  count(unitBytes: number, what: string): number {
    const count = this.u64();
    if (count > BigInt(Math.floor((this.#fileSize - this.position) / unitBytes))) {
      throw this.invalid(`${what} ${count} at ${this.position - 8} is more than the file can hold`);
    }
    return Number(count);
  }

  /** @returns a view of the next `length` bytes */
  bytes(length: number): Uint8Array {
    const start = this.take(length);
    return this.#window.subarray(start, start + length);
  }

  string(): string {
    const length = this.count(1, 'string length');
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(length));
    } catch (error) {
      if (error instanceof TypeError) {
        throw this.invalid(`string at ${this.position - length} is not UTF-8`, error);
      }
      throw error;
    }
  }
}

/**
 * Parses a header of unknown length, reading no more of the file than twice what it needs.
 *
 * @param parse run from the beginning again whenever the window had to grow
 */
export async function parseHeader<Parsed>(
  source: ByteSource,
  fileName: string,
  parse: (header: HeaderBytes) => Parsed,
): Promise<Parsed> {
  for (let length = Math.min(firstWindow, source.size); ;) {
    const window = await readExactly(source, fileName, 0, length);
    try {
      return parse(new HeaderBytes(fileName, source.size, window));
    } catch (error) {
      if (!(error instanceof BeyondWindow)) throw error;
      length = Math.min(source.size, largestHeader, Math.max(2 * length, error.needed));
    }
  }
}
