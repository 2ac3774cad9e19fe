import type { LoadEvent, ModelSource } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { InstalledPlace } from '../../core/model-store.ts';
import { fileSource, type ByteSource } from '../../models/byte-source.ts';
import { openInstalled } from '../store/open-storage.ts';
import type { ModelFiles } from './model-files.ts';
import type { StageClock } from './stage-clock.ts';

/**
 * An installed model's files, read from the device where and when they are needed: none is held in
 * memory whole unless an engine asks for all of it. Their hashes were checked on the way in.
 *
 * @throws catalogued `model-evicted`; so does a later read, or `memory-refused`
 */
export async function installedFiles(
  source: ModelSource,
  place: InstalledPlace,
  clock: StageClock,
  emit: (event: LoadEvent) => void,
): Promise<ModelFiles> {
  clock.enter('fetch');
  const open = await openInstalled(place);
  const totalBytes = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const files = new Map<string, ByteSource>();
  let loadedBytes = 0;
  for (const { path, bytes } of source.files) {
    const evicted = (cause?: unknown) =>
      fail('model-evicted', { model: source.id, file: path }, cause);
    const data = await open(path);
    if (data?.size !== bytes) throw evicted();
    const kept = fileSource(data);
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const part = await clock.waiting(kept.read(offset, length)).catch((cause: unknown) => {
        if (cause instanceof RangeError)
          throw fail('memory-refused', { stage: 'load', neededBytes: length }, cause);
        throw evicted(cause);
      });
      // Headers are read more than once.
      loadedBytes = Math.min(totalBytes, loadedBytes + part.byteLength);
      emit({ type: 'bytes', file: path, loadedBytes, totalBytes, origin: 'storage' });
      return part;
    };
    files.set(path, { size: bytes, read });
  }
  return { files, origin: 'storage', notKept: undefined };
}
