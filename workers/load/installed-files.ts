import type { LoadEvent, ModelSource } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { FileData } from '../../core/model-store.ts';
import { openInstalled } from '../store/open-storage.ts';

/**
 * Opens the files of a model that is in the model store, by their paths. They were hashed on the way
 * in and are not hashed again; what is gone or of another length is told.
 *
 * @throws catalogued `model-evicted`, `storage-failed`
 */
export async function openInstalledFiles(
  source: ModelSource,
): Promise<ReadonlyMap<string, FileData>> {
  const { installed, id } = source;
  if (!installed) throw fail('internal', { reason: 'the model is not installed' });
  const open = await openInstalled(installed);
  const files = new Map<string, FileData>();
  for (const { path, bytes } of source.files) {
    const file = await open(path);
    if (file?.size !== bytes) throw fail('model-evicted', { model: id, file: path });
    files.set(path, file);
  }
  return files;
}

/**
 * An installed model's files in memory.
 *
 * @throws what `openInstalledFiles` throws, `memory-refused`, `cancelled`
 */
export async function readInstalledFiles(
  source: ModelSource,
  emit: (event: LoadEvent) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const totalBytes = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let loadedBytes = 0;
  for (const [path, file] of await openInstalledFiles(source)) {
    files.set(path, await readWhole(source.id, path, file));
    loadedBytes += file.size;
    emit({ type: 'bytes', file: path, loadedBytes, totalBytes, origin: 'storage' });
    if (signal.aborted) throw fail('cancelled', {});
  }
  return files;
}

async function readWhole(
  model: string,
  path: string,
  file: FileData,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(0, file.size).arrayBuffer());
  } catch (error) {
    // The file was removed or changed since it was opened; all else is an allocation that was refused.
    if (error instanceof DOMException && error.name === 'NotFoundError')
      throw fail('model-evicted', { model, file: path }, error);
    throw fail('memory-refused', { stage: 'load', neededBytes: file.size }, error);
  }
}
