import { referenceFolder } from '../../../core/score.ts';

/*
 * The page's view of the reference log-probabilities that workers keep in the origin private file
 * system (`workers/scoring/reference-files.ts`).
 */

/** Where the browser has it: secure contexts, and not every private window. */
async function rootFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await (navigator.storage as StorageManager | undefined)?.getDirectory();
  } catch {
    return undefined;
  }
}

async function keyFolder(key: string): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const folder = await (await rootFolder())?.getDirectoryHandle(referenceFolder);
    return await folder?.getDirectoryHandle(key);
  } catch {
    return undefined;
  }
}

export const canKeepReferences = async (): Promise<boolean> => (await rootFolder()) !== undefined;

/** Bytes that this origin may still store; `null` where the browser doesn't tell. */
export async function freeBytes(): Promise<number | null> {
  try {
    const storage = navigator.storage as StorageManager | undefined;
    const { quota, usage } = (await storage?.estimate()) ?? {};
    return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  } catch {
    return null;
  }
}

/** Chunks of a reference that are kept whole: those cut off have no header. */
export async function keptChunks(key: string): Promise<ReadonlySet<number>> {
  const kept = new Set<number>();
  const folder = await keyFolder(key);
  if (!folder) return kept;
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind !== 'file' || !/^\d+$/.test(name)) continue;
    const file = await handle.getFile();
    const header = await file.slice(0, 4).arrayBuffer();
    if (header.byteLength === 4 && new DataView(header).getUint32(0) !== 0) kept.add(Number(name));
  }
  return kept;
}

export async function dropChunk(key: string, chunk: number): Promise<void> {
  await (await keyFolder(key))?.removeEntry(String(chunk)).catch(() => undefined);
}

async function referencesFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  return (await rootFolder())?.getDirectoryHandle(referenceFolder).catch(() => undefined);
}

/** Drops one reference whole. */
export async function dropReference(key: string): Promise<void> {
  const folder = await referencesFolder();
  await folder?.removeEntry(key, { recursive: true }).catch(() => undefined);
}

/** Drops all references but that of `except`. */
export async function dropReferences(except?: string): Promise<void> {
  const folder = await referencesFolder();
  if (!folder) return;
  const names: string[] = [];
  for await (const name of folder.keys()) if (name !== except) names.push(name);
  for (const name of names)
    await folder.removeEntry(name, { recursive: true }).catch(() => undefined);
}
