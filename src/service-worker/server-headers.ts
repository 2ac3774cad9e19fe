import type { HeaderValues } from './with-headers.ts';

/** A navigation waits so long for the server's word; what comes later holds for the next one. */
const longestWaitMs = 1000;

/**
 * What the server says now of the headers that are its to set, such as the hubs that its
 * Content-Security-Policy allows. What is kept came with the headers of its day, and would bring them
 * back for as long as the build is the same.
 */
export class ServerHeaders {
  readonly #page: string;
  readonly #names: readonly string[];
  readonly #cacheName: string;
  readonly #waitMs: number;
  #latest: Promise<HeaderValues | undefined> | undefined;

  /**
   * @param scope the page's address
   * @param names of the headers
   */
  constructor(scope: string, names: readonly string[], waitMs = longestWaitMs) {
    this.#page = scope;
    this.#names = names;
    this.#cacheName = `featherweight-headers ${new URL(scope).pathname}`;
    this.#waitMs = waitMs;
  }

  /** As the server last told; `undefined` where it was never asked. A header that it didn't send is absent. */
  latest(): Promise<HeaderValues | undefined> {
    this.#latest ??= this.#read();
    return this.#latest;
  }

  /**
   * As the server tells now; without the network, or where it takes too long, as it last told.
   *
   * @param meanwhile given the work that goes on after that
   */
  async now(meanwhile: (work: Promise<unknown>) => void): Promise<HeaderValues | undefined> {
    const asking = this.#ask().catch(() => undefined);
    meanwhile(asking);
    const limit = new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), this.#waitMs);
    });
    return (await Promise.race([asking, limit])) ?? this.latest();
  }

  async #ask(): Promise<HeaderValues | undefined> {
    if (!navigator.onLine) return undefined;
    const response = await fetch(this.#page, { method: 'HEAD', cache: 'no-store' });
    const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
    // A sign-in page, or another server in this one's place, has no say.
    if (!response.ok || !isPage || response.redirected) return undefined;
    const told: Record<string, string> = {};
    for (const name of this.#names) {
      const value = response.headers.get(name);
      if (value !== null) told[name] = value;
    }
    this.#latest = Promise.resolve(told);
    await this.#write(told);
    return told;
  }

  async #read(): Promise<HeaderValues | undefined> {
    try {
      const kept = await caches.match(this.#page, { cacheName: this.#cacheName });
      return (await kept?.json()) as HeaderValues | undefined;
    } catch {
      return undefined;
    }
  }

  async #write(told: HeaderValues): Promise<void> {
    try {
      const cache = await caches.open(this.#cacheName);
      await cache.put(this.#page, Response.json(told));
    } catch {
      // The disk is full: this worker knows it until it is stopped.
    }
  }
}
