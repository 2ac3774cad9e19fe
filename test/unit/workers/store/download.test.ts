import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../../../core/errors.ts';
import type { DownloadFile, InstallRequest } from '../../../../core/model-store.ts';
import { MemoryPieces } from '../../../../workers/store/memory-pieces.ts';
import { fileBytes } from '../../../fixtures/store/file-bytes.ts';
import { ModelServer, type Behaviour } from '../../../fixtures/store/model-server.ts';
import {
  chunkBytes,
  failureOf,
  memoryStore,
  outcomeOf,
  quickTools,
  requestOf,
} from '../../../fixtures/store/store-setup.ts';

const full = process.env.FEATHERWEIGHT_FULL === '1';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.stop());
afterEach(() => {
  server.forget();
  vi.restoreAllMocks();
});

const size = 700_001;
const file = (path = '/weights.gguf', bytes = size, seed = 1): DownloadFile => ({
  path: path.slice(1),
  ...server.addFile(path, bytes, seed),
});
const unhashed = (): DownloadFile => {
  const { path, url } = file();
  return { path, url };
};

async function download(files: readonly DownloadFile[], pieces = new MemoryPieces()) {
  const store = memoryStore(pieces);
  const outcome = await outcomeOf(store, 'tiny', () => store.download(requestOf(files)));
  return { store, ...outcome };
}

/** The bytes kept, by their own hash. */
async function keptHash(store: ReturnType<typeof memoryStore>, path: string): Promise<string> {
  const place = await store.place('tiny');
  if (place.kind !== 'memory') throw new Error('not in memory');
  const data = await place.files[path]?.arrayBuffer();
  return createHash('sha256')
    .update(new Uint8Array(data ?? new ArrayBuffer()))
    .digest('hex');
}

test('every file comes in, is hashed, and is listed once all are here', async () => {
  const files = [file('/config.json', 300, 2), file('/onnx/model.onnx', 0), file()];
  const { store, kind, events, ...rest } = await download(files);
  expect(kind).toBe('installed');
  const model = 'model' in rest ? rest.model : undefined;
  expect(model?.files).toEqual(files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })));
  expect(model).toMatchObject({ bytes: size + 300, condition: { kind: 'whole' } });
  expect(await keptHash(store, 'weights.gguf')).toBe(files[2]?.sha256);
  // Nothing was listed as a model before all of it was here.
  const listings = events.flatMap((event) => (event.type === 'state' ? [event.state] : []));
  for (const { models, transfers } of listings)
    expect(models.length + transfers.length).toBeLessThanOrEqual(1);
  const progress = events.flatMap((event) => (event.type === 'transfer' ? [event.transfer] : []));
  expect(progress.length).toBeGreaterThan(0);
  for (const each of progress) expect(each.totalBytes).toBe(size + 300);
});

test('what is here is not fetched again', async () => {
  const { store } = await download([file()]);
  server.forget();
  await store.download(requestOf([file()]));
  expect(server.requests).toEqual([]);
  expect((await store.state()).models).toHaveLength(1);
});

test('a hash that isn’t known beforehand is taken all the same', async () => {
  const outcome = await download([unhashed()]);
  expect(outcome).toMatchObject({ model: { files: [{ bytes: size, sha256: file().sha256 }] } });
});

describe('what passes is tried again, and what came stays', () => {
  const passing: Readonly<Record<string, readonly Behaviour[]>> = {
    'a cut': [{ kind: 'serve', cutAt: 200_000 }],
    'cuts in a row': [
      { kind: 'serve', cutAt: 100_000 },
      { kind: 'serve', cutAt: 100_000 },
      { kind: 'serve', cutAt: 650_000 },
    ],
    'no length told, then a cut': [{ kind: 'serve', cutAt: 200_000, hideHeaders: true }],
    '5xx': [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 502 },
      { kind: 'status', status: 503, headers: { 'Retry-After': '0' } },
    ],
    '429 with a time': [{ kind: 'status', status: 429, headers: { 'Retry-After': '1' } }],
    '429 without': [{ kind: 'status', status: 429 }],
    'a stall': [{ kind: 'serve', stallAt: 300_000 }],
    'a server that never answers': [{ kind: 'hang' }],
  };
  test.each(Object.keys(passing))('%s', async (name) => {
    const { path, url, bytes, sha256 } = file();
    server.behave(`/${path}`, ...(passing[name] ?? []));
    const outcome = await download([
      { path, url, ...(bytes && { bytes }), ...(sha256 && { sha256 }) },
    ]);
    expect(outcome.kind).toBe('installed');
    // Each request goes on from where the one before ended, less what was on the way.
    const { requests } = server;
    requests.reduce((end, { start, sent }) => {
      expect(start).toBeGreaterThanOrEqual(end - chunkBytes - 65_536);
      return Math.max(end, start + sent);
    }, 0);
  });

  test('a redirect is followed', async () => {
    server.behave('/weights.gguf', { kind: 'redirect', to: '/elsewhere.gguf' });
    server.addFile('/elsewhere.gguf', size);
    expect((await download([file()])).kind).toBe('installed');
  });

  test('a server without ranges is asked for all again', async () => {
    server.behave(
      '/weights.gguf',
      { kind: 'serve', ranges: false, cutAt: 300_000 },
      { kind: 'serve', ranges: false },
    );
    const outcome = await download([file()]);
    expect(outcome.kind).toBe('installed');
    const transfers = outcome.events.flatMap((event) =>
      event.type === 'transfer' ? [event.transfer] : [],
    );
    expect(server.requests.map(({ start }) => start)).toEqual([0, 0]);
    expect(transfers.some(({ state }) => state.kind === 'waiting')).toBe(true);
  });

  test('another file under the same address is noticed by its tag, and begun again', async () => {
    server.behave(
      '/weights.gguf',
      { kind: 'serve', cutAt: 300_000, etag: '"old"', seed: 9 },
      { kind: 'serve', etag: '"new"' },
      { kind: 'serve', etag: '"new"' },
    );
    const outcome = await download([unhashed()]);
    expect(outcome).toMatchObject({ model: { files: [{ sha256: file().sha256 }] } });
  });
});

describe('what does not pass', () => {
  const lasting: readonly (readonly [ErrorCode, readonly Behaviour[]])[] = [
    ['model-access-denied', [{ kind: 'status', status: 401 }]],
    ['model-access-denied', [{ kind: 'status', status: 403 }]],
    ['hub-file-missing', [{ kind: 'status', status: 404 }]],
    ['model-file-is-page', [{ kind: 'page' }]],
    ['server-error', [{ kind: 'status', status: 418 }]],
    ['server-busy', [{ kind: 'status', status: 429, headers: { 'Retry-After': '3600' } }]],
    ['server-error', Array<Behaviour>(9).fill({ kind: 'status', status: 500 })],
    ['connection-stalled', Array<Behaviour>(9).fill({ kind: 'serve', stallAt: 10 })],
    ['model-file-length-differs', [{ kind: 'serve', ranges: false, contentLength: size - 5 }]],
    ['model-file-altered', [{ kind: 'serve', seed: 3 }]],
  ];
  test.each(lasting)('%s', async (code, behaviours) => {
    server.behave('/weights.gguf', ...behaviours);
    const pieces = new MemoryPieces();
    const { store, ...outcome } = await download([file()], pieces);
    expect(outcome).toMatchObject({ transfer: { state: { kind: 'failed', failure: { code } } } });
    // Nothing half-written is listed or given to an engine.
    expect((await store.state()).models).toEqual([]);
    expect(await failureOf(store.place('tiny'))).toMatchObject({ code: 'model-not-installed' });
    // When the server is well again, the person can go on.
    server.forget();
    const again = await outcomeOf(store, 'tiny', () => store.resume('tiny'));
    expect(again.kind).toBe('installed');
    expect(await keptHash(store, 'weights.gguf')).toBe(file().sha256);
  });

  test('no server at all', async () => {
    const outcome = await download([{ path: 'a.gguf', url: 'http://127.0.0.1:9/a.gguf' }]);
    expect(outcome).toMatchObject({
      transfer: { state: { failure: { code: 'network-failed', parameters: { file: 'a.gguf' } } } },
    });
  });

  test('a body longer than it should be', async () => {
    const body = fileBytes(1, 0, 2000);
    const store = memoryStore(new MemoryPieces(), {
      fetch: (url) => {
        const response = new Response(body, { status: 206 });
        Object.defineProperty(response, 'url', { value: url });
        return Promise.resolve(response);
      },
    });
    const short = { path: 'a', url: 'http://127.0.0.1/a', bytes: 1000 };
    const outcome = await outcomeOf(store, 'tiny', () => store.download(requestOf([short])));
    expect(outcome).toMatchObject({
      transfer: { receivedBytes: 0, state: { failure: { code: 'model-file-length-differs' } } },
    });
  });
});

test('paused and resumed: nothing is fetched twice but what was on the way', async () => {
  const listed = file();
  const pace = { bytes: 20_000, ms: 2 };
  server.behave('/weights.gguf', { kind: 'serve', pace }, { kind: 'serve' });
  const store = memoryStore();
  const paused = await outcomeOf(store, 'tiny', async () => {
    await store.download(requestOf([listed]));
    while ((server.requests[0]?.sent ?? 0) < 300_000)
      await new Promise((resolve) => setTimeout(resolve, 1));
    await store.pause('tiny');
  });
  expect(paused).toMatchObject({
    transfer: { state: { kind: 'paused', reason: 'asked' }, totalBytes: size },
  });
  const resumed = await outcomeOf(store, 'tiny', () => store.resume('tiny'));
  expect(resumed).toMatchObject({ model: { files: [{ sha256: listed.sha256 }] } });
  const [first, second] = server.requests;
  expect(second?.start).toBeGreaterThan((first?.sent ?? 0) - chunkBytes);
});

test('cancelled: nothing is left', async () => {
  const pieces = new MemoryPieces();
  const store = memoryStore(pieces);
  server.behave('/weights.gguf', { kind: 'serve', stallAt: 200_000 });
  await store.download(requestOf([file()]));
  await store.cancel('tiny');
  expect(await store.state()).toMatchObject({ models: [], transfers: [] });
  expect(pieces.usedBytes).toBe(0);
});

test('a full storage keeps what came and says what is missing', async () => {
  const pieces = new MemoryPieces(500_000);
  const { store, ...outcome } = await download([file()], pieces);
  expect(outcome).toMatchObject({
    transfer: { state: { kind: 'failed', failure: { code: 'storage-short' } } },
  });
  const transfer = outcome.kind === 'stopped' ? outcome.transfer : undefined;
  expect(transfer?.receivedBytes).toBeGreaterThan(200_000);
  const failure = transfer?.state.kind === 'failed' ? transfer.state.failure : undefined;
  const missing = size - (transfer?.receivedBytes ?? 0);
  const needed = failure?.code === 'storage-short' ? failure.parameters.neededBytes : 0;
  expect(needed).toBeGreaterThan(0);
  expect(needed).toBeLessThanOrEqual(missing);
  pieces.limitBytes = Infinity;
  server.requests.length = 0;
  const again = await outcomeOf(store, 'tiny', () => store.resume('tiny'));
  expect(again).toMatchObject({ model: { files: [{ sha256: file().sha256 }] } });
  expect(server.requests[0]?.start).toBe(transfer?.receivedBytes);
});

test('too little room is said before anything is fetched', async () => {
  vi.stubGlobal('navigator', {
    storage: {
      estimate: () => Promise.resolve({ quota: 1000, usage: 400 }),
      persisted: () => Promise.resolve(false),
    },
  });
  try {
    const pieces = Object.assign(new MemoryPieces(), { kind: 'cache' as const });
    const store = memoryStore(pieces);
    expect(await failureOf(store.download(requestOf([file()])))).toEqual({
      code: 'storage-short',
      parameters: { neededBytes: size, freeBytes: 600 },
    });
    expect(server.requests).toEqual([]);
  } finally {
    vi.unstubAllGlobals();
  }
});

test('a model stays whole where there is no room for what would replace it', async () => {
  const pieces = Object.assign(new MemoryPieces(), { kind: 'cache' as const });
  const store = memoryStore(pieces);
  const request = (data: string): InstallRequest => ({
    model: requestOf([]).model,
    files: [{ path: 'weights.gguf', data: new Blob([data]) }],
  });
  await store.install(request('old'));
  const estimate = () => Promise.resolve({ quota: 1000, usage: 1000 });
  vi.stubGlobal('navigator', { storage: { estimate, persisted: () => Promise.resolve(false) } });
  try {
    expect(await failureOf(store.install(request('newer')))).toEqual({
      code: 'storage-short',
      parameters: { neededBytes: 5, freeBytes: 3 },
    });
    expect(await store.verify('tiny')).toMatchObject({ condition: { kind: 'whole' } });
    await store.install(request('new'));
  } finally {
    vi.unstubAllGlobals();
  }
});

test('the same model is not brought in twice at once; others wait their turn', async () => {
  const store = memoryStore();
  server.behave('/weights.gguf', { kind: 'serve', stallAt: 1000 });
  await store.download(requestOf([file()]));
  expect(await failureOf(store.download(requestOf([file()])))).toMatchObject({
    code: 'model-busy',
  });
  store.close();
});

test('ids and paths that would lead elsewhere are refused', async () => {
  const store = memoryStore();
  const bad = (path: string): Promise<unknown> =>
    failureOf(store.download(requestOf([{ path, url: server.origin }])));
  for (const path of ['../a', '/a', 'a//b', 'a/./b', '', 'a\\b'])
    expect(await bad(path), path).toMatchObject({ code: 'request-invalid' });
  const id = requestOf([file()], '../x');
  expect(await failureOf(store.download(id))).toMatchObject({ code: 'request-invalid' });
});

/** Cut at random bytes again and again: the hash is right, and little is fetched twice. */
test(`cut at random bytes ${full ? 50 : 4} times`, { timeout: 300_000 }, async () => {
  const cuts = full ? 50 : 4;
  const bytes = 1_500_007;
  const listed = file('/long.gguf', bytes, 5);
  const places = Array.from({ length: cuts }, () => Math.floor(Math.random() * bytes));
  server.behave(
    '/long.gguf',
    ...places.map((cutAt): Behaviour => ({ kind: 'serve', cutAt, pace: { bytes: 16_384, ms: 0 } })),
  );
  const store = memoryStore(new MemoryPieces(), {
    // A cut before the resumed byte brings nothing.
    backOff: { ...quickTools().backOff, attempts: cuts + 1 },
  });
  const outcome = await outcomeOf(store, 'tiny', () => store.download(requestOf([listed])));
  expect(outcome, JSON.stringify(places)).toMatchObject({
    model: { files: [{ bytes, sha256: listed.sha256 }] },
  });
  let end = 0;
  for (const { start, sent } of server.requests) {
    expect(end - start, JSON.stringify(places)).toBeLessThanOrEqual(chunkBytes);
    end = Math.max(end, start + sent);
  }
});
