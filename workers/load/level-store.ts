import { fileRoot } from '../../core/capabilities.ts';
import { levelsFolder } from '../../core/kept-places.ts';
import { isLevelId, type LevelId } from '../../core/levels.ts';
import { fileSource, type ByteSource } from '../../models/byte-source.ts';
import type { LevelSink } from '../../models/levels/level-file.ts';

export const levelFileName = (model: string, level: LevelId): string =>
  `${encodeURIComponent(model)} ${level}.level`;

/** A level that is kept, as its file's name tells. */
export interface KeptLevel {
  readonly model: string;
  readonly level: LevelId;
  readonly bytes: number;
}

interface IterableFolder {
  values(): AsyncIterable<FileSystemHandle>;
}

/** What is used of the standard's FileSystemSyncAccessHandle, which dedicated workers alone have. */
interface SyncAccess {
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

interface SyncFileHandle {
  createSyncAccessHandle(): Promise<SyncAccess>;
}

/** A file of the store that is being written, held by this worker alone. */
export interface OpenLevelFile extends LevelSink {
  /** Keeps the first `bytes` of the file; without it, the file is removed. */
  keep(bytes: number): void;
  close(): Promise<void>;
}

/**
 * Level files on the device, in the origin private file system: a file a name. Refusals (a private
 * window, an insecure origin, a full disk, another tab at the same file) are not failures: there is
 * nothing kept then.
 */
export class LevelStore {
  readonly #folder: FileSystemDirectoryHandle;

  private constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** `undefined` where the browser keeps no files. */
  static async open(): Promise<LevelStore | undefined> {
    try {
      const root = await fileRoot(globalThis);
      return root && new LevelStore(await root.getDirectoryHandle(levelsFolder, { create: true }));
    } catch {
      return undefined;
    }
  }

  /** Finished levels. */
  async list(): Promise<readonly KeptLevel[]> {
    const kept: KeptLevel[] = [];
    for await (const handle of (this.#folder as unknown as IterableFolder).values()) {
      const [, model, level] = /^([^ ]+) ([^ ]+)\.level$/.exec(handle.name) ?? [];
      if (handle.kind !== 'file' || model === undefined || !isLevelId(level ?? '')) continue;
      const file = await (handle as FileSystemFileHandle).getFile();
      // The header is written last: without it, whoever wrote it ended before.
      const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
      if (head.some((byte) => byte !== 0))
        kept.push({ model: decodeURIComponent(model), level: level as LevelId, bytes: file.size });
    }
    return kept;
  }

  async read(name: string): Promise<ByteSource | undefined> {
    try {
      const handle = await this.#folder.getFileHandle(name);
      return fileSource(await handle.getFile());
    } catch {
      return undefined;
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await this.#folder.removeEntry(name);
    } catch {
      // It wasn't there, or another tab holds it.
    }
  }

  /**
   * A new, empty file in place of an older one. `undefined` where it can't be had.
   *
   * @param expectedBytes claimed at once, so that a full disk is known before the work
   */
  async create(name: string, expectedBytes: number): Promise<OpenLevelFile | undefined> {
    try {
      const handle = await this.#folder.getFileHandle(name, { create: true });
      return new SyncFile(await openSync(handle, expectedBytes), () => this.remove(name));
    } catch {
      return undefined;
    }
  }
}

async function openSync(handle: FileSystemFileHandle, expectedBytes: number): Promise<SyncAccess> {
  const access = await (handle as FileSystemFileHandle & SyncFileHandle).createSyncAccessHandle();
  try {
    // What was there has no header now.
    access.truncate(0);
    access.truncate(expectedBytes);
    return access;
  } catch (error) {
    access.close();
    throw error;
  }
}

class SyncFile implements OpenLevelFile {
  readonly #access: SyncAccess;
  readonly #remove: () => Promise<void>;
  #isKept = false;

  constructor(access: SyncAccess, remove: () => Promise<void>) {
    this.#access = access;
    this.#remove = remove;
  }

  write(offset: number, bytes: Uint8Array<ArrayBuffer>): void {
    const written = this.#access.write(bytes, { at: offset });
    if (written !== bytes.byteLength)
      throw new Error(`${written} of ${bytes.byteLength} bytes kept`);
  }

  keep(bytes: number): void {
    this.#access.truncate(bytes);
    this.#access.flush();
    this.#isKept = true;
  }

  async close(): Promise<void> {
    this.#access.close();
    if (!this.#isKept) await this.#remove();
  }
}
