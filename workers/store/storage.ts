import type { FileData, StorageKind } from '../../core/model-store.ts';

/** A place that keeps files by paths with `/` between folders. */
export interface FileStorage {
  readonly kind: StorageKind;
  /**
   * Opens a file for writing, alone, and makes it where there is none.
   *
   * @throws catalogued `storage-short`, `storage-failed`
   */
  open(path: string): Promise<WritableFile>;
  /** A file's contents, read on demand; `undefined` where there is no such file. */
  read(path: string): Promise<FileData | undefined>;
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file, or a folder with all that is in it; nothing where there is none. */
  remove(path: string): Promise<void>;
}

/** A file held by this worker alone. Every method throws catalogued `storage-short`, `storage-failed`. */
export interface WritableFile {
  readonly size: number;
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** @returns fewer bytes than asked at the end of the file */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Cuts the file, or lengthens it with zeros. */
  truncate(size: number): Promise<void>;
  /** Once it resolves, what was written outlives a crash of this worker. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
