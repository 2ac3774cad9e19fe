import { fileRoot } from '../../core/capabilities.ts';
import { keptPrefix, levelsFolder, modelsFolder } from '../../core/kept-places.ts';
import { referenceFolder } from '../../core/score.ts';

/** A worker that was just ended may hold a file, or a page a database, for a moment longer. */
const longestWaitMs = 3000;
const tryEveryMs = 50;

const isOwn = (name: string): boolean => name.startsWith(keptPrefix);

/**
 * Removes all that this app has on the device: files, caches, databases, settings. Other apps under
 * the same origin keep theirs.
 *
 * @returns names of what stayed, because another tab holds it
 */
export async function deleteEverything(): Promise<readonly string[]> {
  const left = await Promise.all([clearFiles(), clearCaches(), clearDatabases()]);
  clearSettings();
  return left.flat();
}

async function clearFiles(): Promise<readonly string[]> {
  const root = await fileRoot(globalThis);
  if (!root) return [];
  return stayed([modelsFolder, levelsFolder, referenceFolder], (name) => removeFolder(root, name));
}

/** @returns whether it is gone */
async function removeFolder(root: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  for (const end = performance.now() + longestWaitMs; performance.now() < end;) {
    try {
      await root.removeEntry(name, { recursive: true });
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return true;
      await new Promise((resolve) => setTimeout(resolve, tryEveryMs));
    }
  }
  return false;
}

async function clearCaches(): Promise<readonly string[]> {
  const storage = globalThis.caches as CacheStorage | undefined;
  const names = (await storage?.keys().catch(() => [])) ?? [];
  return stayed(names.filter(isOwn), async (name) => {
    await storage?.delete(name);
    return true;
  });
}

async function clearDatabases(): Promise<readonly string[]> {
  const databases = await indexedDB.databases().catch(() => []);
  const names = databases.flatMap(({ name }) => (name !== undefined && isOwn(name) ? [name] : []));
  return stayed(names, removeDatabase);
}

/** Those who have it open are told, and close it; then it goes. */
function removeDatabase(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = () => resolve(false);
    request.onblocked = () => void setTimeout(() => resolve(false), longestWaitMs);
  });
}

function clearSettings(): void {
  try {
    for (const key of Object.keys(localStorage)) if (isOwn(key)) localStorage.removeItem(key);
  } catch {
    // Where the browser refuses it, nothing is kept in it either.
  }
}

async function stayed(
  names: readonly string[],
  remove: (name: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const gone = await Promise.all(names.map((name) => remove(name).catch(() => false)));
  return names.filter((_, index) => !gone[index]);
}
