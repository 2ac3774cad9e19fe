import type { BuildFile, RuntimeFile } from './contract.ts';
import { isFile } from './shell.ts';

/** onnxruntime's builds, by what their file names hold. A browser uses one of the two for the GPU. */
const gpuBuilds = { withJspi: /\.jspi/, withoutJspi: /\.asyncify|\.webgpu/ } as const;

/**
 * The files that a browser would use of those kept at their first use.
 *
 * @param jspi whether WebAssembly can wait for promises there
 */
export function runtimeFiles(
  files: readonly BuildFile[],
  scope: string,
  jspi: boolean,
): readonly RuntimeFile[] {
  const { withJspi, withoutJspi } = gpuBuilds;
  const [wanted, other] = jspi ? [withJspi, withoutJspi] : [withoutJspi, withJspi];
  return files
    .filter(({ url }) => !other.test(url))
    .map(({ url, bytes }) => ({
      url: new URL(url, scope).href,
      bytes,
      engine: wanted.test(url) ? 'webgpu' : 'wasm',
    }));
}

/** Large files that come when an engine first needs them, and stay. */
export class Runtimes {
  readonly cacheName: string;
  readonly #urls: ReadonlySet<string>;

  constructor(files: readonly BuildFile[], scope: string) {
    this.cacheName = `featherweight-runtimes ${new URL(scope).pathname}`;
    this.#urls = new Set(files.map(({ url }) => new URL(url, scope).href));
  }

  has(url: string): boolean {
    return this.#urls.has(url);
  }

  match(url: string): Promise<Response | undefined> {
    return caches.match(url, { cacheName: this.cacheName, ignoreVary: true });
  }

  /**
   * From what is kept, or from the network and kept.
   *
   * @param meanwhile given the work that goes on after the response was handed out
   */
  async get(request: Request, meanwhile: (work: Promise<void>) => void): Promise<Response> {
    const kept = await this.match(request.url);
    if (kept) return kept;
    const response = await fetch(request);
    if (isFile(response, request.url)) meanwhile(this.#keep(request.url, response.clone()));
    return response;
  }

  /** Deletes what only earlier builds used. */
  async tidy(): Promise<void> {
    const cache = await caches.open(this.cacheName);
    for (const { url } of await cache.keys()) if (!this.has(url)) await cache.delete(url);
  }

  async #keep(url: string, response: Response): Promise<void> {
    try {
      await (await caches.open(this.cacheName)).put(url, response);
    } catch {
      // The disk is full or the download was cut: the next use fetches it again.
    }
  }
}
