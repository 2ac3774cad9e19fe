import { fileRoot, freeStorageBytes, webLocks } from '../../../core/capabilities.ts';
import { referenceFolder } from '../../../core/score.ts';

/*
 * The page's view of the reference log-probabilities that workers keep in the origin private file
 * system (`workers/scoring/reference-files.ts`).
 */

async function keyFolder(key: string): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const folder = await (await fileRoot(globalThis))?.getDirectoryHandle(referenceFolder);
    return await folder?.getDirectoryHandle(key);
  } catch {
    return undefined;
  }
}

export const canKeepReferences = async (): Promise<boolean> =>
  (await fileRoot(globalThis)) !== undefined;

/** Bytes that this origin may still store; `null` where the browser doesn't tell. */
export const freeBytes = async (): Promise<number | null> =>
  (await freeStorageBytes(globalThis)) ?? null;

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
  return (await fileRoot(globalThis))?.getDirectoryHandle(referenceFolder).catch(() => undefined);
}

/** Drops one reference whole. */
export async function dropReference(key: string): Promise<void> {
  const folder = await referencesFolder();
  await folder?.removeEntry(key, { recursive: true }).catch(() => undefined);
}

const lockPrefix = `${referenceFolder}:`;

/**
 * Marks a reference as being used, in this tab or another, so that no run makes room by dropping it.
 *
 * @returns lets go of it
 */
export async function holdReference(key: string): Promise<() => void> {
  const locks = webLocks(globalThis);
  if (!locks) return () => undefined;
  return new Promise((resolve) => {
    const hold = (): Promise<void> =>
      new Promise((letGo) => {
        resolve(letGo);
      });
    locks.request(lockPrefix + key, { mode: 'shared' }, hold).catch(() => {
      resolve(() => undefined);
    });
  });
}

async function heldReferences(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await webLocks(globalThis)?.query()) ?? {};
  return new Set(
    held.flatMap(({ name }) => (name?.startsWith(lockPrefix) ? name.slice(lockPrefix.length) : [])),
  );
}

/** Drops all references but that of `except` and those that runs are using. */
export async function dropUnusedReferences(except: string): Promise<void> {
  const held = await heldReferences();
  await drop((name) => name !== except && !held.has(name));
}

export const dropReferences = (): Promise<void> => drop(() => true);

async function drop(isMeant: (key: string) => boolean): Promise<void> {
  const folder = await referencesFolder();
  if (!folder) return;
  const names: string[] = [];
  for await (const name of folder.keys()) if (isMeant(name)) names.push(name);
  for (const name of names)
    await folder.removeEntry(name, { recursive: true }).catch(() => undefined);
}
