import { fileRoot } from '../../core/capabilities.ts';
import type { FileData } from '../../core/model-store.ts';
import { asStorageFailure, checkPath } from './storage-errors.ts';
import type { FileStorage, WritableFile } from './storage.ts';

/** What is used of the standard's FileSystemSyncAccessHandle, which dedicated workers alone have. */
interface SyncAccess {
  getSize(): number;
  read(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

interface SyncFileHandle {
  createSyncAccessHandle?(): Promise<SyncAccess>;
}

interface IterableFolder {
  keys(): AsyncIterable<string>;
}

/** A handle of a worker that has just died may be held for a moment longer. */
const openTries = 20;
const openEveryMs = 50;

/** Files in the origin private file system, below its root. Readers may read while one writes. */
export class OpfsStorage implements FileStorage {
  readonly kind = 'opfs';
  readonly #root: FileSystemDirectoryHandle;

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  /** `undefined` where the browser has none, or it can't be written from here. */
  static async tryOpen(): Promise<OpfsStorage | undefined> {
    try {
      const root = await fileRoot(globalThis);
      if (!root) return undefined;
      const storage = new OpfsStorage(root);
      const probe = `probe-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
      await (await storage.open(probe)).close();
      await storage.remove(probe);
      return storage;
    } catch {
      return undefined;
    }
  }

  async open(path: string): Promise<WritableFile> {
    const parts = checkPath(path);
    try {
      const folder = await this.#folder(parts.slice(0, -1), true);
      const handle = await folder.getFileHandle(parts.at(-1) as string, { create: true });
      return new SyncFile(await openSync(handle));
    } catch (error) {
      throw asStorageFailure(error, 0);
    }
  }

  async read(path: string): Promise<FileData | undefined> {
    const parts = checkPath(path);
    try {
      const folder = await this.#folder(parts.slice(0, -1), false);
      return await (await folder.getFileHandle(parts.at(-1) as string)).getFile();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw asStorageFailure(error, 0);
    }
  }

  async list(folder: string): Promise<readonly string[]> {
    const names: string[] = [];
    try {
      const handle = await this.#folder(checkPath(folder), false);
      for await (const name of (handle as unknown as IterableFolder).keys()) names.push(name);
    } catch (error) {
      if (!isMissing(error)) throw asStorageFailure(error, 0);
    }
    return names;
  }

  async remove(path: string): Promise<void> {
    const parts = checkPath(path);
    try {
      const folder = await this.#folder(parts.slice(0, -1), false);
      await folder.removeEntry(parts.at(-1) as string, { recursive: true });
    } catch (error) {
      if (!isMissing(error)) throw asStorageFailure(error, 0);
    }
  }

  async #folder(names: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> {
    let folder = this.#root;
    for (const name of names) folder = await folder.getDirectoryHandle(name, { create });
    return folder;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof DOMException &&
  (error.name === 'NotFoundError' || error.name === 'TypeMismatchError');

async function openSync(file: object): Promise<SyncAccess> {
  // Pages lack the method, so a type for both realms lacks it too.
  const handle = file as SyncFileHandle;
  if (!handle.createSyncAccessHandle) throw new Error('no createSyncAccessHandle');
  for (let tries = 1; ; tries++)
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      const isHeld = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!isHeld || tries === openTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, openEveryMs));
    }
}

class SyncFile implements WritableFile {
  readonly #access: SyncAccess;

  constructor(access: SyncAccess) {
    this.#access = access;
  }

  get size(): number {
    return this.#access.getSize();
  }

  write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return attempt(bytes.byteLength, () => {
      const written = this.#access.write(bytes, { at: offset });
      // A full disk may show as a short write.
      if (written !== bytes.byteLength) throw new DOMException('', 'QuotaExceededError');
    });
  }

  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return attempt(0, () => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
      return bytes.subarray(0, this.#access.read(bytes, { at: offset }));
    });
  }

  truncate(size: number): Promise<void> {
    return attempt(Math.max(0, size - this.size), () => this.#access.truncate(size));
  }

  flush(): Promise<void> {
    return attempt(0, () => this.#access.flush());
  }

  close(): Promise<void> {
    return attempt(0, () => this.#access.close());
  }
}

function attempt<T>(neededBytes: number, run: () => T): Promise<T> {
  try {
    return Promise.resolve(run());
  } catch (error) {
    return Promise.reject(asStorageFailure(error, neededBytes));
  }
}
