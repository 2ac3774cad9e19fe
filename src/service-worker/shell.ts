import { buildLockPrefix, type BuildFile } from './contract.ts';

const indexFile = 'index.html';

/** A page in place of a file is how servers of single-page apps say "not found". */
export const isFile = (response: Response, url: string): boolean =>
  response.ok &&
  (url.endsWith('.html') ||
    !(response.headers.get('Content-Type')?.startsWith('text/html') ?? false));

/**
 * Scripts and styles that a page names and that are not among `files`: the page then belongs to
 * another build than the worker, since the server changed between the two.
 *
 * @param files addresses relative to the page
 */
export function foreignReferences(page: string, files: ReadonlySet<string>): readonly string[] {
  const named = page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g);
  return [...named].map(([, url = '']) => url).filter((url) => !files.has(url));
}

/**
 * The app's own files, in one cache per build: a page that is still open goes on with the build it
 * came from, whatever the server or another tab has moved on to.
 */
export class Shell {
  readonly #files: readonly BuildFile[];
  /** The worker's folder, with a slash at its end. */
  readonly #scope: URL;
  readonly #name: Promise<string>;

  /** @param seed what the worker adds to its files: another makes another build */
  constructor(files: readonly BuildFile[], scope: string, seed: string) {
    this.#files = files;
    this.#scope = new URL(scope);
    this.#name = digest(JSON.stringify([files, seed])).then((hash) => `${this.#prefix}${hash}`);
  }

  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether a navigation to this address is answered with the app. */
  isPage({ origin, pathname }: URL): boolean {
    const { origin: own, pathname: folder } = this.#scope;
    return origin === own && (pathname === folder || pathname === `${folder}${indexFile}`);
  }

  has(url: string): boolean {
    return this.#files.some((file) => new URL(file.url, this.#scope).href === url);
  }

  /** The page itself, as kept. */
  async page(): Promise<Response | undefined> {
    return this.#find(await this.#name, new URL(indexFile, this.#scope).href);
  }

  /** A file of this build, or of an earlier one that an open page came from. */
  async match(url: string): Promise<Response | undefined> {
    for (const name of [await this.#name, ...(await this.#others())]) {
      const found = await this.#find(name, url);
      if (found) return found;
    }
    return undefined;
  }

  /** Keeps all files. Rejects, and keeps none, unless every one of them came. */
  async keep(): Promise<void> {
    const name = await this.#name;
    // A worker that differs in its own code only shares its cache with the one before.
    const shared = await caches.has(name);
    const cache = await caches.open(name);
    try {
      const urls = new Set(this.#files.map(({ url }) => url));
      await Promise.all(this.#files.map((file) => this.#keepFile(cache, file, urls)));
    } catch (error) {
      if (!shared) await caches.delete(name);
      throw error;
    }
  }

  /** Keeps all files again where they were cleared: by the person, or by the browser to make room. */
  async mend(): Promise<void> {
    if (!(await this.page())) await this.keep();
  }

  /**
   * Deletes earlier builds, except those that an open page came from.
   *
   * @param held names of the Web Locks that are held
   * @param updating whether another version is on its way; its files look like an earlier build's
   * @returns whether none is left
   */
  async tidy(held: readonly string[], updating: () => boolean): Promise<boolean> {
    const others = await this.#others();
    if (updating()) return false;
    const current = await this.#open();
    const scripts = held
      .filter((name) => name.startsWith(buildLockPrefix))
      .map((name) => name.slice(buildLockPrefix.length));
    const earlier: string[] = [];
    for (const url of scripts) if (!(await current.match(url))) earlier.push(url);
    let left = 0;
    for (const name of others) {
      const cache = await caches.open(name);
      const needed = await Promise.all(earlier.map((url) => cache.match(url)));
      if (needed.some((response) => response !== undefined)) left++;
      else await caches.delete(name);
    }
    return left === 0;
  }

  /** Apps under other paths of the same origin have caches of their own. */
  get #prefix(): string {
    return `featherweight-shell ${this.#scope.pathname} `;
  }

  /** Where nothing is kept, looking keeps nothing either. */
  #find(cacheName: string, url: string): Promise<Response | undefined> {
    return caches.match(url, { cacheName, ignoreVary: true });
  }

  async #open(): Promise<Cache> {
    return caches.open(await this.#name);
  }

  async #others(): Promise<readonly string[]> {
    const own = await this.#name;
    const names = await caches.keys();
    return names.filter((name) => name.startsWith(this.#prefix) && name !== own).reverse();
  }

  async #keepFile(cache: Cache, file: BuildFile, urls: ReadonlySet<string>): Promise<void> {
    const { href } = new URL(file.url, this.#scope);
    // What its name says the content of may come from an earlier build or from the browser's cache.
    const known = file.revision === null ? await this.match(href) : undefined;
    const response =
      known ?? (await fetch(href, { cache: file.revision === null ? 'default' : 'reload' }));
    if (!isFile(response, file.url)) throw new Error(`${file.url}: status ${response.status}`);
    if (file.url === indexFile) {
      const [foreign] = foreignReferences(await response.clone().text(), urls);
      if (foreign !== undefined) throw new Error(`${foreign} is of another build`);
    }
    await cache.put(href, response);
  }
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}
