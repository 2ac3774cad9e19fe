/**
 * Removes all that this origin has on the device: files, caches, databases, preferences. What can't
 * be removed, because another tab holds it, stays.
 */
export async function deleteEverything(): Promise<void> {
  await Promise.allSettled([clearFiles(), clearCaches(), clearDatabases()]);
  try {
    localStorage.clear();
  } catch {
    // Where the browser refuses it, nothing is kept in it either.
  }
}

interface IterableFolder {
  keys(): AsyncIterable<string>;
}

async function clearFiles(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const names: string[] = [];
  for await (const name of (root as unknown as IterableFolder).keys()) names.push(name);
  await Promise.allSettled(names.map((name) => root.removeEntry(name, { recursive: true })));
}

async function clearCaches(): Promise<void> {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

async function clearDatabases(): Promise<void> {
  const databases = await indexedDB.databases();
  await Promise.all(
    databases.map(
      ({ name }) =>
        new Promise<void>((resolve) => {
          if (name === undefined) {
            resolve();
            return;
          }
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = () => resolve();
          request.onerror = () => resolve();
          // It goes when this page, which holds it open, is left.
          request.onblocked = () => resolve();
        }),
    ),
  );
}
