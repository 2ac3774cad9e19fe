import type { LoadEvent, LoadResult, ModelFile, ModelSource } from '../../core/contract.ts';
import { FeatherweightError, fail } from '../../core/errors.ts';
import type { LoadOrigin } from '../../core/metrics/load.ts';
import { bytesSource, type ByteSource } from '../../models/byte-source.ts';
import { FileCache } from './file-cache.ts';
import { installedFiles } from './installed-files.ts';
import { readBody } from './read-body.ts';
import { sha256 } from './sha256.ts';
import type { StageClock } from './stage-clock.ts';

export interface ModelFiles {
  /** By the manifest's paths. */
  readonly files: ReadonlyMap<string, ByteSource>;
  readonly origin: LoadOrigin;
  readonly notKept: LoadResult['notKept'];
}

/**
 * Gets a model's files: those of an installed model are opened where they lie and read when they are
 * needed; others come whole, from storage on the device, or from the network: then length and SHA-256 are
 * checked and the file is kept for the next time. A file is checked and kept while the next one
 * comes in.
 *
 * @param fresh true: nothing kept is used; it stays until what comes in replaces it
 * @throws catalogued `cancelled`, `network-failed`, `model-file-missing`, `model-file-truncated`,
 *   `model-file-altered`, `memory-refused`; of an installed model `model-evicted`
 */
export async function getModelFiles(
  source: ModelSource,
  clock: StageClock,
  emit: (event: LoadEvent) => void,
  signal: AbortSignal,
  fresh = false,
): Promise<ModelFiles> {
  if (source.installed) return installedFiles(source, source.installed, clock, emit);
  const cache = await FileCache.open();
  const totalBytes = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const files = new Map<string, ByteSource>();
  const origins = new Set<'network' | 'storage'>();
  const checks: Promise<void>[] = [];
  let before = 0;

  for (const file of source.files) {
    const url = new URL(file.path, source.baseUrl).href;
    const read = async (response: Response, origin: 'network' | 'storage') => {
      let loaded = before;
      const data = await readBody(
        response,
        file,
        () => clock.enter('fetch'),
        (count) => {
          loaded += count;
          emit({ type: 'bytes', file: file.path, loadedBytes: loaded, totalBytes, origin });
        },
      );
      origins.add(origin);
      files.set(file.path, bytesSource(data));
      return data;
    };
    clock.enter('fetch');
    const kept = fresh ? undefined : await cache.match(url, file);
    if (!kept || !(await readKept(kept, read))) {
      if (kept) await cache.forget(url, file);
      const data = await fromNetwork(url, file, signal, read);
      const check = checkHash(file, data).then(() => cache.keep(url, file, data));
      // A failed check is thrown below; here it only must not count as unhandled meanwhile.
      check.catch(() => undefined);
      checks.push(check);
    }
    if (signal.aborted) throw fail('cancelled', {});
    before += file.bytes;
  }
  clock.enter('other');
  await Promise.all(checks);
  return {
    files,
    origin: origins.size > 1 ? 'mixed' : origins.has('network') ? 'network' : 'storage',
    notKept: cache.notKept,
  };
}

type Read = (response: Response, origin: 'network' | 'storage') => Promise<Uint8Array<ArrayBuffer>>;

/** False if what is kept can't be read whole: it then comes from the network. */
async function readKept(response: Response, read: Read): Promise<boolean> {
  try {
    await read(response, 'storage');
    return true;
  } catch (error) {
    if (error instanceof FeatherweightError && error.code === 'memory-refused') throw error;
    return false;
  }
}

async function fromNetwork(
  url: string,
  file: ModelFile,
  signal: AbortSignal,
  read: Read,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // Kept by us after the check; the HTTP cache would keep it a second time.
    const response = await fetch(url, { signal, cache: 'no-store' });
    // A page in place of a file is how servers of single-page apps say "not found".
    const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
    if (!response.ok || isPage)
      throw fail('model-file-missing', { file: file.path, status: response.status });
    return await read(response, 'network');
  } catch (error) {
    if (signal.aborted) throw fail('cancelled', {}, error);
    if (error instanceof FeatherweightError) throw error;
    throw fail('network-failed', { file: file.path }, error);
  }
}

async function checkHash(file: ModelFile, data: Uint8Array<ArrayBuffer>): Promise<void> {
  if ((await sha256(data)) !== file.sha256) throw fail('model-file-altered', { file: file.path });
}
