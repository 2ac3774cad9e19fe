import type { LoadResult, ModelFile } from '../../core/contract.ts';

/** Changes when entries of older versions can't be used any more. */
const cacheName = 'featherweight-model-files-v1';

/**
 * Model files kept on the device by the Cache API, under their address and hash. Refusals (a
 * private window, an insecure origin, a full disk) never fail a load: `notKept` says why.
 */
export class FileCache {
  readonly #cache: Cache | undefined;
  #notKept: LoadResult['notKept'];

  private constructor(cache: Cache | undefined) {
    this.#cache = cache;
    if (!cache) this.#notKept = 'storage-unavailable';
  }

  static async open(): Promise<FileCache> {
    // Typed as always there; absent on insecure origins.
    const storage = globalThis.caches as CacheStorage | undefined;
    try {
      return new FileCache(await storage?.open(cacheName));
    } catch {
      return new FileCache(undefined);
    }
  }

  /** Why not all files could be kept; `undefined` while all could. */
  get notKept(): LoadResult['notKept'] {
    return this.#notKept;
  }

  async match(url: string, { sha256 }: ModelFile): Promise<Response | undefined> {
    try {
      return await this.#cache?.match(key(url, sha256));
    } catch {
      return undefined;
    }
  }

  /** Keeps a checked file; an older one at the same address goes. */
  async keep(url: string, { sha256 }: ModelFile, data: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.#cache) return;
    try {
      await this.#cache.delete(url, { ignoreSearch: true });
      const headers = { 'Content-Length': String(data.byteLength) };
      await this.#cache.put(key(url, sha256), new Response(data, { headers }));
    } catch (error) {
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      this.#notKept = full ? 'storage-full' : 'storage-unavailable';
    }
  }

  async forget(url: string, { sha256 }: ModelFile): Promise<void> {
    try {
      await this.#cache?.delete(key(url, sha256));
    } catch {
      // Nothing can be done, and the file comes from the network anyway.
    }
  }
}

const key = (url: string, sha256: string): string => {
  const address = new URL(url);
  address.searchParams.set('sha256', sha256);
  return address.href;
};
