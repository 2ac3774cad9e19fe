import type { OfferedFile } from '../../core/model-work.ts';

/** Files of a picker; those of a folder by their paths from it, its own name included: it tells the model's. */
export const pickedFiles = (files: Iterable<File>): readonly OfferedFile[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, data: file }));

/** Files that were dropped, folders among them read through. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly OfferedFile[]> {
  // Entries can be asked for during the event only.
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry ? [entry] : [];
  });
  if (entries.length === 0) return pickedFiles(transfer.files);
  const found = await Promise.all(entries.map((entry) => filesOf(entry, entry.name)));
  return found.flat();
}

async function filesOf(entry: FileSystemEntry, path: string): Promise<readonly OfferedFile[]> {
  if (entry.isFile) {
    const data = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    return [{ path, data }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: OfferedFile[] = [];
  for (;;) {
    // At most a hundred come at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return found;
    for (const each of some) found.push(...(await filesOf(each, `${path}/${each.name}`)));
  }
}
