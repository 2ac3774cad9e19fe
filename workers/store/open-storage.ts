import type { FileData, InstalledPlace } from '../../core/model-store.ts';
import { CachePieces } from './cache-pieces.ts';
import { MemoryPieces } from './memory-pieces.ts';
import { OpfsStorage } from './opfs-storage.ts';
import { PieceStorage } from './piece-storage.ts';
import type { FileStorage } from './storage.ts';

/** The best place for files that this browser has for this page. */
export async function openStorage(): Promise<FileStorage> {
  const opfs = await OpfsStorage.tryOpen();
  if (opfs) return opfs;
  return new PieceStorage((await CachePieces.tryOpen()) ?? new MemoryPieces());
}

/** Opens files of an installed model, in any worker. `undefined` for one that is gone. */
export type OpenInstalledFile = (path: string) => Promise<FileData | undefined>;

/** @throws catalogued `storage-failed` */
export async function openInstalled(place: InstalledPlace): Promise<OpenInstalledFile> {
  if (place.kind === 'memory') return (path) => Promise.resolve(place.files[path]);
  const storage =
    place.kind === 'opfs'
      ? new OpfsStorage(await navigator.storage.getDirectory())
      : await cacheStorage();
  return (path) => storage?.read(`${place.folder}/${path}`) ?? Promise.resolve(undefined);
}

async function cacheStorage(): Promise<FileStorage | undefined> {
  const pieces = await CachePieces.tryOpen();
  return pieces && new PieceStorage(pieces);
}
