import type { FileData, StorageKind } from '../../core/model-store.ts';
import { checkPath } from './storage-errors.ts';
import type { FileStorage, WritableFile } from './storage.ts';

/** Where pieces of files are kept that can only be written whole. */
export interface PieceStore {
  readonly kind: StorageKind;
  /** Paths of all files that have a piece. */
  paths(): Promise<ReadonlySet<string>>;
  /** Bytes of each piece of a file, in order. */
  sizes(path: string): Promise<readonly number[]>;
  get(path: string, piece: number): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws catalogued `storage-short`, `storage-failed` */
  put(path: string, piece: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(path: string, piece: number): Promise<void>;
}

/** Files as rows of pieces, all but the last of `pieceBytes`. For places that have no files. */
export class PieceStorage implements FileStorage {
  readonly kind: StorageKind;
  readonly #pieces: PieceStore;
  readonly #pieceBytes: number;

  constructor(pieces: PieceStore, pieceBytes = 4 * 2 ** 20) {
    this.kind = pieces.kind;
    this.#pieces = pieces;
    this.#pieceBytes = pieceBytes;
  }

  async open(path: string): Promise<WritableFile> {
    checkPath(path);
    const sizes = await this.#pieces.sizes(path);
    if (sizes.length === 0) await this.#pieces.put(path, 0, new Uint8Array());
    return new PieceFile(this.#pieces, path, this.#pieceBytes, sizes);
  }

  async read(path: string): Promise<FileData | undefined> {
    checkPath(path);
    const sizes = await this.#pieces.sizes(path);
    if (sizes.length === 0) return undefined;
    return new PieceData(new PieceFile(this.#pieces, path, this.#pieceBytes, sizes));
  }

  async list(folder: string): Promise<readonly string[]> {
    const start = `${folder}/`;
    const names = new Set<string>();
    for (const path of await this.#pieces.paths())
      if (path.startsWith(start)) names.add(path.slice(start.length).split('/')[0] as string);
    return [...names];
  }

  async remove(path: string): Promise<void> {
    for (const each of await this.#pieces.paths())
      if (each === path || each.startsWith(`${path}/`)) {
        const { length } = await this.#pieces.sizes(each);
        // The first goes last: without it there is no file.
        for (let piece = length - 1; piece >= 0; piece--) await this.#pieces.remove(each, piece);
      }
  }
}

interface Piece {
  readonly index: number;
  bytes: Uint8Array<ArrayBuffer>;
  isChanged: boolean;
}

class PieceFile implements WritableFile {
  readonly #pieces: PieceStore;
  readonly #path: string;
  readonly #pieceBytes: number;
  #size: number;
  #count: number;
  /** The piece written last, not yet put where `isChanged`. */
  #current: Piece | undefined;

  constructor(pieces: PieceStore, path: string, pieceBytes: number, sizes: readonly number[]) {
    this.#pieces = pieces;
    this.#path = path;
    this.#pieceBytes = pieceBytes;
    this.#count = Math.max(1, sizes.length);
    this.#size = sizes.reduce((sum, size) => sum + size, 0);
  }

  get size(): number {
    return this.#size;
  }

  async write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (offset > this.#size) await this.truncate(offset);
    for (let done = 0; done < bytes.byteLength;) {
      const at = offset + done;
      const index = Math.floor(at / this.#pieceBytes);
      const within = at - index * this.#pieceBytes;
      const count = Math.min(bytes.byteLength - done, this.#pieceBytes - within);
      const piece = await this.#at(index);
      if (piece.bytes.byteLength < within + count) piece.bytes = grown(piece.bytes, within + count);
      piece.bytes.set(bytes.subarray(done, done + count), within);
      piece.isChanged = true;
      done += count;
      this.#size = Math.max(this.#size, at + count);
      this.#count = Math.max(this.#count, index + 1);
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.#size - offset)));
    for (let done = 0; done < bytes.byteLength;) {
      const index = Math.floor((offset + done) / this.#pieceBytes);
      const within = offset + done - index * this.#pieceBytes;
      const piece = await this.#at(index);
      const part = piece.bytes.subarray(within, within + bytes.byteLength - done);
      if (part.byteLength === 0) return bytes.subarray(0, done);
      bytes.set(part, done);
      done += part.byteLength;
    }
    return bytes;
  }

  async truncate(size: number): Promise<void> {
    if (size > this.#size) {
      for (let at = this.#size; at < size; at = this.#size)
        await this.write(at, new Uint8Array(Math.min(this.#pieceBytes, size - at)));
      return;
    }
    const last = Math.max(0, Math.ceil(size / this.#pieceBytes) - 1);
    const piece = await this.#at(last);
    piece.bytes = piece.bytes.slice(0, size - last * this.#pieceBytes);
    piece.isChanged = true;
    for (; this.#count > last + 1; this.#count--)
      await this.#pieces.remove(this.#path, this.#count - 1);
    this.#size = size;
  }

  async flush(): Promise<void> {
    const piece = this.#current;
    if (!piece?.isChanged) return;
    await this.#pieces.put(this.#path, piece.index, piece.bytes);
    piece.isChanged = false;
  }

  async close(): Promise<void> {
    await this.flush();
    this.#current = undefined;
  }

  async #at(index: number): Promise<Piece> {
    if (this.#current?.index === index) return this.#current;
    await this.flush();
    const bytes =
      index < this.#count ? await this.#pieces.get(this.#path, index) : new Uint8Array();
    return (this.#current = { index, bytes, isChanged: false });
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  // Doubled within its buffer, so that appending small parts doesn't copy the piece each time.
  if (bytes.byteOffset === 0 && bytes.buffer.byteLength >= length)
    return new Uint8Array(bytes.buffer, 0, length);
  const buffer = new ArrayBuffer(Math.max(length, 2 * bytes.byteLength));
  const longer = new Uint8Array(buffer, 0, length);
  longer.set(bytes);
  return longer;
}

class PieceData implements FileData {
  readonly #file: PieceFile;
  readonly #start: number;
  readonly size: number;

  constructor(file: PieceFile, start = 0, size = file.size) {
    this.#file = file;
    this.#start = start;
    this.size = size;
  }

  slice(start: number, end: number): PieceData {
    const from = Math.min(start, this.size);
    return new PieceData(
      this.#file,
      this.#start + from,
      Math.max(0, Math.min(end, this.size) - from),
    );
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.#file.read(this.#start, this.size);
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }
}
