import type { OfferedFile } from '../../core/model-work.ts';

/** Files of a picker; those of a folder by their paths in it. */
export const pickedFiles = (files: Iterable<File>): readonly OfferedFile[] =>
  [...files].map((file) => ({
    path: withoutTop(file.webkitRelativePath) || file.name,
    data: file,
  }));

/** `config.json` of `model/config.json`: what the folder itself is called says nothing of the layout. */
const withoutTop = (path: string): string => path.slice(path.indexOf('/') + 1);

/** Files that were dropped, folders among them read through. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly OfferedFile[]> {
  // Entries can be asked for during the event only.
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry ? [entry] : [];
  });
  if (entries.length === 0) return pickedFiles(transfer.files);
  const [only] = entries;
  const found = await Promise.all(
    entries.map((entry) => filesOf(entry, entries.length === 1 && entry === only ? '' : undefined)),
  );
  return found.flat();
}

/** @param name in place of the entry's own, `''` for the folder that all lies in */
async function filesOf(entry: FileSystemEntry, name = entry.name): Promise<readonly OfferedFile[]> {
  if (entry.isFile) {
    const data = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    return [{ path: name || entry.name, data }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: OfferedFile[] = [];
  for (;;) {
    // At most a hundred come at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return found;
    for (const each of some)
      found.push(...(await filesOf(each, name ? `${name}/${each.name}` : each.name)));
  }
}
