import { asStorageFailure } from './storage-errors.ts';
import type { PieceStore } from './piece-storage.ts';

const cacheName = 'featherweight-model-store-v1';
const root = '/featherweight-model-store/';

/** Pieces of files as responses in the Cache API, under addresses that no server is asked for. */
export class CachePieces implements PieceStore {
  readonly kind = 'cache';
  readonly #cache: Cache;

  private constructor(cache: Cache) {
    this.#cache = cache;
  }

  static async tryOpen(): Promise<CachePieces | undefined> {
    // Typed as always there; absent on insecure origins.
    const storage = globalThis.caches as CacheStorage | undefined;
    try {
      const cache = await storage?.open(cacheName);
      return cache && new CachePieces(cache);
    } catch {
      return undefined;
    }
  }

  async paths(): Promise<ReadonlySet<string>> {
    const requests = await this.#cache.keys();
    return new Set(requests.map(({ url }) => decodePath(new URL(url).pathname)));
  }

  async sizes(path: string): Promise<readonly number[]> {
    const sizes: number[] = [];
    for (;;) {
      const response = await this.#cache.match(address(path, sizes.length));
      if (!response) return sizes;
      sizes.push(Number(response.headers.get('Content-Length')));
    }
  }

  async get(path: string, piece: number): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.#cache.match(address(path, piece));
    return response ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
  }

  async put(path: string, piece: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const headers = { 'Content-Length': String(bytes.byteLength) };
    try {
      await this.#cache.put(address(path, piece), new Response(bytes, { headers }));
    } catch (error) {
      throw asStorageFailure(error, bytes.byteLength);
    }
  }

  async remove(path: string, piece: number): Promise<void> {
    await this.#cache.delete(address(path, piece));
  }
}

const address = (path: string, piece: number): string => {
  const url = new URL(root + path.split('/').map(encodeURIComponent).join('/'), location.origin);
  url.searchParams.set('piece', String(piece));
  return url.href;
};

const decodePath = (pathname: string): string =>
  pathname.slice(root.length).split('/').map(decodeURIComponent).join('/');
