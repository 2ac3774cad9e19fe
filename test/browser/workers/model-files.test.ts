import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LoadEvent, ModelFile, ModelSource } from '../../../core/contract.ts';
import { FeatherweightError } from '../../../core/errors.ts';
import { epochMs } from '../../../core/units.ts';
import { getModelFiles, type ModelFiles } from '../../../workers/load/model-files.ts';
import { sha256 } from '../../../workers/load/sha256.ts';
import { StageClock } from '../../../workers/load/stage-clock.ts';
import { embeddedSource } from './engine-under-test.ts';

const cacheName = 'featherweight-model-files-v1';
const forget = () => caches.delete(cacheName);
beforeEach(forget);
afterEach(async () => {
  vi.restoreAllMocks();
  await forget();
});

/** The embedded model's small files. */
const small = embeddedSource.files.filter(({ bytes }) => bytes < 5000);

interface Asked {
  readonly files?: readonly ModelFile[];
  readonly baseUrl?: string;
  readonly signal?: AbortSignal;
}

async function get({ files = small, baseUrl = embeddedSource.baseUrl, signal }: Asked = {}) {
  const events: LoadEvent[] = [];
  const source: ModelSource = { ...embeddedSource, baseUrl, files };
  const clock = new StageClock(epochMs(0), epochMs(0), () => undefined);
  const emit = (event: LoadEvent): void => void events.push(event);
  const got: ModelFiles = await getModelFiles(
    source,
    clock,
    emit,
    signal ?? new AbortController().signal,
  );
  return { ...got, events };
}

const failure = (asked: Asked): Promise<unknown> =>
  get(asked).then(
    () => 'none',
    (error: unknown) => (error instanceof FeatherweightError ? error.failure : error),
  );

const change = (path: string, changed: Partial<ModelFile>): readonly ModelFile[] =>
  small.map((file) => (file.path === path ? { ...file, ...changed } : file));

test('files come from the network once, and from storage afterwards', async () => {
  const first = await get();
  expect(first).toMatchObject({ origin: 'network', notKept: undefined });
  expect([...first.files.keys()]).toEqual(small.map(({ path }) => path));
  const total = small.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(first.events.at(-1)).toMatchObject({
    type: 'bytes',
    loadedBytes: total,
    totalBytes: total,
  });

  const fetched = vi.spyOn(globalThis, 'fetch');
  const second = await get();
  expect(second.origin).toBe('storage');
  for (const [path, file] of first.files)
    expect(await second.files.get(path)?.read(0, file.size)).toEqual(await file.read(0, file.size));
  expect(fetched).not.toHaveBeenCalled();
});

test('a file that is missing, and a page in place of one', async () => {
  const files = change('config.json', { path: 'nothing-here.json' });
  const missing = { code: 'model-file-missing', parameters: { file: 'nothing-here.json' } };
  expect(await failure({ files })).toMatchObject(missing);
  vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
    Promise.resolve(new Response('<html>', { headers: { 'Content-Type': 'text/html' } })),
  );
  expect(await failure({ files })).toMatchObject({
    code: 'model-file-missing',
    parameters: { status: 200 },
  });
});

test('a file that is too short, too long, or has other content', async () => {
  const file = small.find(({ path }) => path === 'config.json') as ModelFile;
  const { path, bytes } = file;
  expect(await failure({ files: change(path, { bytes: bytes + 9 }) })).toEqual({
    code: 'model-file-truncated',
    parameters: { file: path, expectedBytes: bytes + 9, actualBytes: bytes },
  });
  const altered = { code: 'model-file-altered', parameters: { file: path } };
  expect(await failure({ files: change(path, { bytes: bytes - 1 }) })).toEqual(altered);
  expect(await failure({ files: change(path, { sha256: '0'.repeat(64) }) })).toEqual(altered);
  // Nothing that failed was kept.
  const kept = await (await caches.open(cacheName)).keys();
  expect(kept.some(({ url }) => url.includes('config.json') && url.includes('0000'))).toBe(false);
});

test('a server that can’t be reached', async () => {
  expect(await failure({ baseUrl: 'http://localhost:9/' })).toEqual({
    code: 'network-failed',
    parameters: { file: small[0]?.path },
  });
});

test('a connection that breaks in the middle', async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(3));
        controller.error(new TypeError('network error'));
      },
    });
    return Promise.resolve(new Response(body));
  });
  expect(await failure({})).toMatchObject({ code: 'network-failed' });
});

test('what is kept but damaged comes from the network again', async () => {
  await get();
  const cache = await caches.open(cacheName);
  const request = (await cache.keys()).find(({ url }) => url.includes('/config.json'));
  await cache.put(request as Request, new Response('short'));
  const again = await get();
  expect(again.origin).toBe('mixed');
  expect(again.files.get('config.json')?.size).toBe(
    small.find(({ path }) => path === 'config.json')?.bytes,
  );
  expect((await get()).origin).toBe('storage');
});

test('a storage that refuses or is full never fails a load', async () => {
  vi.spyOn(Cache.prototype, 'put').mockRejectedValue(new DOMException('', 'QuotaExceededError'));
  expect(await get()).toMatchObject({ origin: 'network', notKept: 'storage-full' });
  vi.spyOn(CacheStorage.prototype, 'open').mockRejectedValue(new DOMException('', 'SecurityError'));
  expect(await get()).toMatchObject({ origin: 'network', notKept: 'storage-unavailable' });
});

test('a stop aborts the request under way', async () => {
  const abort = new AbortController();
  let aborted = false;
  vi.spyOn(globalThis, 'fetch').mockImplementation(
    (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => {
          aborted = true;
          reject(new DOMException('', 'AbortError'));
        });
        setTimeout(() => abort.abort(), 10);
      }),
  );
  expect(await failure({ signal: abort.signal })).toMatchObject({ code: 'cancelled' });
  expect(aborted).toBe(true);
});

test('the hash is SHA-256, with the browser’s own digest and without', async () => {
  // FIPS 180-4, example of "abc".
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  const data = new TextEncoder().encode('abc');
  expect(await sha256(data)).toBe(expected);
  vi.spyOn(crypto, 'subtle', 'get').mockReturnValue(undefined as unknown as SubtleCrypto);
  expect(await sha256(data)).toBe(expected);
});
