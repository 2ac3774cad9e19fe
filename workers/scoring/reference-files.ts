import { referenceFolder, referenceHeaderBytes as headerBytes } from '../../core/score.ts';

/*
 * Records of reference log-probabilities in the origin private file system. The page looks at and
 * deletes the same files.
 */

/** What dedicated workers have; only their library types know it. */
interface SyncHandle {
  truncate(size: number): void;
  write(data: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}
interface SyncFile {
  createSyncAccessHandle(): Promise<SyncHandle>;
}

async function folder(key: string, create: boolean): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle(referenceFolder, { create })).getDirectoryHandle(key, {
    create,
  });
}

/**
 * Keeps a record. Its header is written last, after the rest has reached the device: a file that was
 * cut off has none, and is never taken for a record.
 *
 * @returns false where storage is missing, full, or held by another tab
 */
export async function keepRecord(
  key: string,
  chunk: number,
  record: ArrayBuffer,
): Promise<boolean> {
  let begun: FileSystemDirectoryHandle | undefined;
  try {
    const keyFolder = await folder(key, true);
    const file: unknown = await keyFolder.getFileHandle(String(chunk), { create: true });
    const handle = await (file as SyncFile).createSyncAccessHandle();
    // From here on it is this record; one that another tab holds stays as it is.
    begun = keyFolder;
    try {
      handle.truncate(0);
      write(handle, new Uint8Array(record, headerBytes), headerBytes);
      handle.flush();
      write(handle, new Uint8Array(record, 0, headerBytes), 0);
      handle.flush();
    } finally {
      handle.close();
    }
    return true;
  } catch {
    await begun?.removeEntry(String(chunk)).catch(() => undefined);
    return false;
  }
}

function write(handle: SyncHandle, data: Uint8Array<ArrayBuffer>, at: number): void {
  if (handle.write(data, { at }) !== data.byteLength) throw new Error('storage is full');
}

/** Waits before a record is read again, ms. */
const waits = [50, 500] as const;

/**
 * `undefined` where there is none. A browser that has just woken may refuse to read what is there: unless the
 * file is known to be gone, it is tried again.
 */
export async function readRecord(key: string, chunk: number): Promise<ArrayBuffer | undefined> {
  for (const wait of [...waits, undefined]) {
    try {
      const file = await (await folder(key, false)).getFileHandle(String(chunk));
      return await (await file.getFile()).arrayBuffer();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    }
    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return undefined;
}
