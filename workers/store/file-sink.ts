import { fail } from '../../core/errors.ts';
import { Hasher } from './hasher.ts';
import type { FileRecord } from './record.ts';
import type { FileStorage, WritableFile } from './storage.ts';

/**
 * The most that a crash makes to be fetched twice. The journal is written twice a chunk: the other half
 * is for what the browser has fetched and this worker hasn't read yet (Chromium holds half a MiB).
 */
export const chunkBytes = 4 * 2 ** 20;

/** What a rest on the disk is read by when its hash has to be taken again. */
const rereadBytes = 2 ** 20;

/**
 * One file on its way in: what comes is written, hashed, and noted in the journal once it is safe on
 * the disk. Holds the file; `close` lets go.
 */
export class FileSink {
  readonly #file: WritableFile;
  readonly #hasher: Hasher;
  readonly #note: (record: FileRecord) => Promise<void>;
  readonly #chunkBytes: number;
  #record: FileRecord;
  #length: number;

  private constructor(
    file: WritableFile,
    hasher: Hasher,
    record: FileRecord,
    note: (record: FileRecord) => Promise<void>,
    chunk: number,
  ) {
    this.#file = file;
    this.#hasher = hasher;
    this.#record = record;
    this.#length = record.received;
    this.#note = note;
    this.#chunkBytes = chunk;
  }

  /**
   * Opens the file where the journal says it ends; what lies beyond was never known to be safe.
   *
   * @param path in the storage
   * @param note writes the journal
   */
  static async open(
    storage: FileStorage,
    path: string,
    record: FileRecord,
    note: (record: FileRecord) => Promise<void>,
    chunk = chunkBytes,
  ): Promise<FileSink> {
    const file = await storage.open(path);
    try {
      const hasher = await Hasher.create();
      // A file shorter than its journal was cleared from outside.
      const isThere = record.received > 0 && file.size >= record.received;
      const received = isThere ? record.received : 0;
      await file.truncate(received);
      const sink = new FileSink(file, hasher, { ...record, received }, note, chunk);
      if (received > 0 && !(record.hashState !== undefined && hasher.load(record.hashState)))
        await sink.#hashAgain();
      return sink;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Bytes written and hashed. */
  get length(): number {
    return this.#length;
  }

  /** As last noted. */
  get record(): FileRecord {
    return this.#record;
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#file.write(this.#length, bytes);
    this.#hasher.update(bytes);
    this.#length += bytes.byteLength;
    if (this.#length - this.#record.received >= this.#chunkBytes / 2) await this.save();
  }

  /** Makes all that was written safe and notes it, with what the server told. */
  async save(told: Pick<FileRecord, 'etag' | 'totalBytes'> = {}): Promise<void> {
    await this.#file.flush();
    const record = {
      ...this.#record,
      ...told,
      received: this.#length,
      hashState: this.#hasher.save(),
    };
    await this.#note(record);
    this.#record = record;
  }

  /** Forgets what has come. */
  async restart(): Promise<void> {
    this.#record = {
      ...this.#record,
      received: 0,
      etag: undefined,
      totalBytes: undefined,
      hashState: undefined,
    };
    // Noted first: a journal must never say more than there is.
    await this.#note(this.#record);
    await this.#file.truncate(0);
    this.#hasher.reset();
    this.#length = 0;
  }

  /**
   * The whole file is here: its hash is compared with the expected one and noted.
   *
   * @throws catalogued `model-file-altered`; then nothing of it is left
   */
  async finish(): Promise<void> {
    await this.#file.flush();
    const sha256 = this.#hasher.digest();
    const { expectedSha256, path } = this.#record;
    if (expectedSha256 !== undefined && expectedSha256 !== sha256) {
      await this.restart();
      throw fail('model-file-altered', { file: path });
    }
    this.#record = {
      ...this.#record,
      received: this.#length,
      totalBytes: this.#length,
      hashState: undefined,
      sha256,
    };
    await this.#note(this.#record);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #hashAgain(): Promise<void> {
    this.#hasher.reset();
    for (let at = 0; at < this.#length;) {
      const bytes = await this.#file.read(at, Math.min(rereadBytes, this.#length - at));
      if (bytes.byteLength === 0) throw fail('storage-failed', { reason: 'a file became shorter' });
      this.#hasher.update(bytes);
      at += bytes.byteLength;
    }
  }
}
