/*
 * What a browser, a window or an address may lack, each asked for by itself: none follows from
 * another. The standard library types all of it as always there, so it is asked for here only; both
 * realms pass their `globalThis`.
 */

interface StorageScope<Folder> {
  readonly navigator?: {
    readonly storage?: {
      getDirectory?(): Promise<Folder>;
      estimate?(): Promise<StorageUse>;
      persisted?(): Promise<boolean>;
      persist?(): Promise<boolean>;
    };
  };
}

interface StorageUse {
  readonly usage?: number;
  readonly quota?: number;
}

/**
 * The root of the origin private file system. `undefined` on insecure origins, in some private
 * windows, and in browsers that store no files.
 */
export async function fileRoot<Folder>(scope: StorageScope<Folder>): Promise<Folder | undefined> {
  try {
    return await scope.navigator?.storage?.getDirectory?.();
  } catch {
    return undefined;
  }
}

/** Bytes that this origin uses and may use, as far as the browser tells. */
export async function storageUse(scope: StorageScope<unknown>): Promise<StorageUse> {
  try {
    return (await scope.navigator?.storage?.estimate?.()) ?? {};
  } catch {
    return {};
  }
}

/** Bytes that this origin may still store; `undefined` where the browser doesn't tell. */
export async function freeStorageBytes(scope: StorageScope<unknown>): Promise<number | undefined> {
  const { usage, quota } = await storageUse(scope);
  return quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage);
}

/** Whether the browser has promised not to clear this storage to make room. */
export async function isStoragePersistent(scope: StorageScope<unknown>): Promise<boolean> {
  try {
    return (await scope.navigator?.storage?.persisted?.()) ?? false;
  } catch {
    return false;
  }
}

/** Asks for that promise; the browser may ask the person. @returns whether it was given */
export async function persistStorage(scope: StorageScope<unknown>): Promise<boolean> {
  try {
    return (await scope.navigator?.storage?.persist?.()) ?? false;
  } catch {
    return false;
  }
}

/** Web Locks: `undefined` on insecure origins and in older browsers. */
export const webLocks = <Locks>(scope: {
  readonly navigator?: { readonly locks?: Locks };
}): Locks | undefined => scope.navigator?.locks;

/** Service workers: `undefined` on insecure origins and in some private windows. */
export const serviceWorkers = <Container>(scope: {
  readonly navigator?: { readonly serviceWorker?: Container };
}): Container | undefined => scope.navigator?.serviceWorker;
