import { webLocks } from '../../core/capabilities.ts';
import { asFeatherweightError, fail } from '../../core/errors.ts';
import {
  buildLockPrefix,
  type Contents,
  type PageMessage,
  type RuntimeFile,
} from '../service-worker/contract.ts';
import {
  missingBytes,
  type Keeping,
  type Offline,
  type OfflineState,
  type RuntimeState,
} from './offline.ts';
import { whenActive, type Registration } from './register.ts';

const hourMs = 3_600_000;

/** What the service worker keeps, as the page sees it. */
export class WorkerOffline extends EventTarget implements Offline {
  readonly #registration: ServiceWorkerRegistration | undefined;
  #state: OfflineState;
  #files: Contents | undefined;
  #superseded = false;
  #keeping: Keeping | undefined;
  #stopKeeping: AbortController | undefined;
  #checkedAt = Date.now();

  constructor(registered: Registration) {
    super();
    for (const type of ['online', 'offline']) window.addEventListener(type, () => this.#changed());
    if (registered.kind === 'unavailable') {
      this.#state = registered;
      return;
    }
    this.#state = { kind: 'preparing' };
    this.#registration = registered.registration;
    this.#watch(registered.registration);
    void this.#prepare(registered.registration).catch(() => {
      this.#state = { kind: 'failed' };
      this.#changed();
    });
  }

  get state(): OfflineState {
    return this.#state;
  }

  get online(): boolean {
    return navigator.onLine;
  }

  get updateReady(): boolean {
    return this.#superseded || Boolean(this.#registration?.waiting && this.#registration.active);
  }

  get keeping(): Keeping | undefined {
    return this.#keeping;
  }

  async refresh(): Promise<void> {
    if (!this.#files) return;
    const { shellBytes, runtimes } = this.#files;
    try {
      const missing = await this.#missing();
      this.#state = { kind: 'kept', shellBytes, runtimes: byEngine(runtimes, missing) };
    } catch {
      // The browser refuses its caches: then nothing is kept.
      this.#state = { kind: 'failed' };
    }
    this.#changed();
  }

  async keepEverything(): Promise<void> {
    if (!this.#files || this.#keeping?.kind === 'running') return;
    const stopping = new AbortController();
    this.#stopKeeping = stopping;
    this.#keeping = { kind: 'running', loadedBytes: 0, totalBytes: missingBytes(this.#state) };
    this.#changed();
    try {
      await this.#fetchMissing(this.#files.runtimeCache, stopping.signal);
      this.#keeping = undefined;
    } catch (thrown) {
      if (stopping.signal.aborted) this.#keeping = undefined;
      else if (isQuotaExceeded(thrown))
        this.#keeping = { kind: 'storage-full', neededBytes: missingBytes(this.#state) };
      else this.#keeping = { kind: 'failed', error: asFeatherweightError(thrown) };
    }
    await this.refresh();
  }

  stopKeeping(): void {
    this.#stopKeeping?.abort();
  }

  update(): void {
    const waiting = this.#registration?.waiting;
    if (!waiting) {
      location.reload();
      return;
    }
    waiting.addEventListener('statechange', () => {
      if (waiting.state === 'activated') location.reload();
    });
    say(waiting, { kind: 'activate' });
  }

  async checkForUpdate(): Promise<void> {
    if (Date.now() - this.#checkedAt < hourMs) return;
    this.#checkedAt = Date.now();
    // Without the network there is none.
    await this.#registration?.update().catch(() => undefined);
  }

  async #prepare(registration: ServiceWorkerRegistration): Promise<void> {
    holdBuild();
    const active = (await whenActive(registration)) ? registration.active : null;
    if (active) {
      say(active, { kind: 'tidy' });
      const files = await contentsOf(active);
      // Without an adapter its runtime is of no use.
      const gpu = await hasGpuAdapter();
      const usable = files.runtimes.filter(({ engine }) => engine !== 'webgpu' || gpu);
      this.#files = { ...files, runtimes: usable };
      await this.refresh();
    } else {
      this.#state = { kind: 'failed' };
      this.#changed();
    }
  }

  #watch(registration: ServiceWorkerRegistration): void {
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', () => this.#changed());
    });
    // The first worker takes a page over that came before it; another one is another version.
    let first = navigator.serviceWorker.controller === null;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (!first) this.#superseded = true;
      first = false;
      this.#changed();
    });
  }

  async #missing(): Promise<readonly RuntimeFile[]> {
    const { runtimes = [], runtimeCache = '' } = this.#files ?? {};
    const cache = await caches.open(runtimeCache);
    const kept = await Promise.all(runtimes.map(({ url }) => cache.match(url)));
    return runtimes.filter((_, index) => kept[index] === undefined);
  }

  async #fetchMissing(cacheName: string, signal: AbortSignal): Promise<void> {
    const missing = await this.#missing();
    const totalBytes = missing.reduce((sum, { bytes }) => sum + bytes, 0);
    const cache = await caches.open(cacheName);
    let loadedBytes = 0;
    const count = (bytes: number): void => {
      loadedBytes += bytes;
      this.#keeping = { kind: 'running', loadedBytes, totalBytes };
      this.#changed();
    };
    for (const { url } of missing) await keepFile(cache, url, signal, count);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

const isQuotaExceeded = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === 'QuotaExceededError';

async function hasGpuAdapter(): Promise<boolean> {
  try {
    return Boolean(await (navigator as { readonly gpu?: GPU }).gpu?.requestAdapter());
  } catch {
    return false;
  }
}

/** While this page is open the worker deletes nothing of the build that it came from. */
function holdBuild(): void {
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  if (!entry) return;
  const name = `${buildLockPrefix}${entry.src}`;
  void webLocks(globalThis)?.request(name, { mode: 'shared' }, () => new Promise(() => undefined));
}

const say = (worker: ServiceWorker, message: PageMessage, ports: Transferable[] = []): void =>
  worker.postMessage(message, ports);

function contentsOf(worker: ServiceWorker): Promise<Contents> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<Contents>) => {
      port1.close();
      resolve(data);
    };
    say(worker, { kind: 'contents' }, [port2]);
  });
}

const byEngine = (
  files: readonly RuntimeFile[],
  missing: readonly RuntimeFile[],
): readonly RuntimeState[] =>
  [...new Set(files.map(({ engine }) => engine))].sort().map((engine) => {
    const bytesOf = (list: readonly RuntimeFile[]): number =>
      list.reduce((sum, file) => sum + (file.engine === engine ? file.bytes : 0), 0);
    return { engine, bytes: bytesOf(files), missingBytes: bytesOf(missing) };
  });

/** @throws catalogued `network-failed`, `model-file-missing`; `QuotaExceededError` */
async function keepFile(
  cache: Cache,
  url: string,
  signal: AbortSignal,
  count: (bytes: number) => void,
): Promise<void> {
  const file = new URL(url).pathname.split('/').at(-1) ?? url;
  let response: Response;
  try {
    // The service worker leaves such a request alone; else the file would be kept twice.
    response = await fetch(url, { signal, cache: 'no-store' });
  } catch (error) {
    throw fail('network-failed', { file }, error);
  }
  if (!response.ok || !response.body)
    throw fail('model-file-missing', { file, status: response.status });
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        count(chunk.byteLength);
        controller.enqueue(chunk);
      },
    }),
  );
  try {
    await cache.put(url, new Response(counted, { headers: response.headers }));
  } catch (error) {
    if (isQuotaExceeded(error)) throw error;
    throw fail('network-failed', { file }, error);
  }
}
