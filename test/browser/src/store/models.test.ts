import { afterEach, beforeEach, expect, inject, onTestFinished, test, vi } from 'vitest';
import { installedSource, type DownloadFile, type FileData } from '../../../../core/model-store.ts';
import { epochMs } from '../../../../core/units.ts';
import { buildOnnx, onnxFileName } from '../../../../models/graph/build.ts';
import { LibraryHost } from '../../../../workers/library/library-host.ts';
import { loadVariant } from '../../../../workers/load/load-variant.ts';
import { StopFlag } from '../../../../workers/stop-signal.ts';
import { openInstalled } from '../../../../workers/store/open-storage.ts';
import { Models } from '../../../../src/store/models.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';
import { chunkBytes, failureOf, requestOf } from '../../../fixtures/store/store-setup.ts';
import { byteTokenizerJson } from '../../../unit/workers/byte-tokenizer.ts';
import type { Behaviour, ServedRequest } from '../../../fixtures/store/model-server.ts';
import { publishInCache } from '../../workers/published-model.ts';
import quickStore from '../../workers/store/quick-store.worker.ts?worker&url';

const full = import.meta.env.FEATHERWEIGHT_FULL === '1';
const server = inject('modelServer');

const control = async <T>(verb: string, query: Record<string, string>, body?: unknown) => {
  const response = await fetch(`${server}/control/${verb}?${new URLSearchParams(query)}`, {
    method: 'POST',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
};

async function served(path: string, bytes: number, seed: number): Promise<DownloadFile> {
  const query = { path, bytes: String(bytes), seed: String(seed) };
  const file = await control<Omit<DownloadFile, 'path'>>('file', query);
  return { ...file, path: path.slice(1) };
}

/** The store with small chunks. */
function quickModels(workers: Worker[] = [], chunk = chunkBytes): Models {
  const models = new Models((name) => {
    const url = new URL(quickStore, location.href);
    url.searchParams.set('chunk', String(chunk));
    const worker = new Worker(url, { type: 'module', name });
    workers.push(worker);
    return worker;
  });
  onTestFinished(() => models.close());
  return models;
}

const until = (target: EventTarget, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!holds()) return;
      target.removeEventListener('change', check);
      resolve();
    };
    target.addEventListener('change', check);
    check();
  });

const transferOf = (models: Models, id: string) =>
  models.state.kind === 'open'
    ? models.state.store.transfers.find(({ model }) => model.id === id)
    : undefined;
const modelOf = (models: Models, id: string) => models.installed.find((model) => model.id === id);

const clear = async (): Promise<void> => {
  const models = new Models();
  await models.removeAll();
  models.close();
};
beforeEach(clear);
afterEach(async () => {
  vi.restoreAllMocks();
  await clear();
});

test('a model comes in, is there at the next visit, and goes', async () => {
  const file = await served('/first.gguf', 300_000, 11);
  const models = new Models();
  const installed = vi.fn();
  models.addEventListener('installed', installed);
  await models.download(requestOf([file], 'first'));
  await until(models, () => modelOf(models, 'first') !== undefined);
  expect(installed).toHaveBeenCalledTimes(1);
  models.close();

  const next = new Models();
  const { models: listed, transfers, storage } = await next.open();
  expect(listed).toMatchObject([{ id: 'first', bytes: 300_000, files: [{ sha256: file.sha256 }] }]);
  expect(transfers).toEqual([]);
  expect(storage).toMatchObject({ kind: 'opfs', modelBytes: 300_000 });
  expect(storage.quotaBytes).toBeGreaterThan(0);
  expect(await next.verify('first')).toMatchObject({ condition: { kind: 'whole' } });
  await next.remove('first');
  expect((await next.open()).models).toEqual([]);
  next.close();
});

test('errors cross from the worker whole', async () => {
  const models = new Models();
  onTestFinished(() => models.close());
  expect(await failureOf(models.place('nothing'))).toEqual({
    code: 'model-not-installed',
    parameters: { model: 'nothing' },
  });
  const missing = models.findVariants({ model: 'a/b', base: server });
  expect(await failureOf(missing)).toMatchObject({ code: 'hub-model-missing' });
});

/**
 * Its worker is ended at a random byte, as when a tab is closed, and another goes on. What was fetched
 * twice is counted where it is sent: bytes that the server handed over, request by request.
 */
test(`killed ${full ? 50 : 3} times on the way in`, { timeout: 600_000 }, async () => {
  const kills = full ? 50 : 3;
  const bytes = full ? 60_000_003 : 9_000_003;
  const chunk = 2 * 2 ** 20;
  const path = '/killed.gguf';
  const file = await served(path, bytes, 12);
  // No faster than it is read, so that little lies between server and page when the end comes.
  const pace = { bytes: 16_384, ms: 2 };
  const paced = Array<Behaviour>(kills + 10).fill({ kind: 'serve', pace });
  await control('behave', { path }, paced);
  const requests = () => control<readonly ServedRequest[]>('requests', { path });
  const places: number[] = [];
  const shared = new SharedArrayBuffer(4);
  const read = new Int32Array(shared);
  for (let kill = 0; kill < kills; kill++) {
    const workers: Worker[] = [];
    const models = quickModels(workers, chunk);
    const readBefore = read[0] as number;
    const { length: asked } = await requests();
    const opening = models.open();
    workers[0]?.postMessage(shared);
    await opening;
    // The first begins, the others go on.
    await models.download(requestOf([file], 'killed'));
    const step = (2 * (bytes - readBefore)) / (kills - kill + 1);
    const place = Math.min(bytes - 1, readBefore + Math.floor(Math.random() * step));
    places.push(place);
    while ((read[0] as number) < place) await new Promise((resolve) => setTimeout(resolve, 1));
    // Nothing that isn't whole is ever listed.
    expect(modelOf(models, 'killed')).toBeUndefined();
    workers[0]?.terminate();
    models.close();
    // None where the kill came before the request.
    const start = (await requests())[asked]?.start ?? Infinity;
    expect(start, places.join()).toBeGreaterThanOrEqual(readBefore - chunk);
  }
  const models = quickModels([], chunk);
  await models.download(requestOf([file], 'killed'));
  await until(models, () => modelOf(models, 'killed') !== undefined);
  expect(modelOf(models, 'killed'), places.join()).toMatchObject({
    files: [{ bytes, sha256: file.sha256 }],
  });
  expect(await models.verify('killed')).toMatchObject({ condition: { kind: 'whole' } });
  let furthest = 0;
  const again = (await requests()).map(({ start, sent }) => {
    const twice = furthest - start;
    furthest = Math.max(furthest, start + sent);
    return twice;
  });
  expect(furthest).toBe(bytes);
  expect(again.length, places.join()).toBeGreaterThan(kills / 2);
  for (const twice of again) {
    expect(twice, places.join()).toBeGreaterThanOrEqual(0);
    expect(twice, places.join()).toBeLessThanOrEqual(chunk);
  }
  if (full) {
    const sum = again.reduce((total, twice) => total + twice, 0);
    console.log(`${kills} kills, ${bytes} bytes: ${sum} sent twice, ${Math.max(...again)} at most`);
  }
});

test('a model stays while a level is made of it or it is saved', async () => {
  const { models, source } = await installedTiny();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const files: Record<string, FileData> = {};
  for (const { path } of source.files) {
    const data = await (await openInstalled(source.installed))(path);
    const held = async <T>(read: () => Promise<T>): Promise<T> => {
      reach();
      await released;
      return read();
    };
    const gated = (part: FileData): FileData => ({
      size: part.size,
      slice: (start, end) => gated(part.slice(start, end)),
      arrayBuffer: () => held(() => part.arrayBuffer()),
    });
    if (data) files[path] = gated(data);
  }
  const slow = { ...source, installed: { kind: 'memory' as const, files } };
  const host = new LibraryHost();
  const works = [
    host.exportModel({ source: slow, level: 'q4', form: 'onnx' }, () => undefined),
    host.makeLevel({ source: slow, level: 'q8' }, () => undefined),
  ];
  await reached;
  const busy = { code: 'model-busy', parameters: { model: 'tiny' } };
  expect(await failureOf(models.remove('tiny'))).toEqual(busy);
  expect(await failureOf(models.removeAll())).toEqual(busy);
  expect(modelOf(models, 'tiny')).toBeDefined();
  release();
  await Promise.all(works);
  await models.remove('tiny');
  expect((await models.open()).models).toEqual([]);
});

test('a download cut off by the end of its page shows as interrupted, and goes on', async () => {
  const path = '/interrupted.gguf';
  const file = await served(path, 500_000, 13);
  await control('behave', { path }, [{ kind: 'serve', stallAt: 300_000 }]);
  const workers: Worker[] = [];
  const first = quickModels(workers);
  await first.download(requestOf([file], 'interrupted'));
  await until(
    first,
    () => (transferOf(first, 'interrupted')?.receivedBytes ?? 0) >= 3 * chunkBytes,
  );
  workers[0]?.terminate();
  first.close();

  const models = quickModels();
  await models.open();
  await until(models, () => transferOf(models, 'interrupted')?.state.kind === 'paused');
  expect(transferOf(models, 'interrupted')).toMatchObject({
    state: { kind: 'paused', reason: 'interrupted' },
    totalBytes: 500_000,
  });
  expect(transferOf(models, 'interrupted')?.receivedBytes).toBeGreaterThanOrEqual(3 * chunkBytes);
  await models.resume('interrupted');
  await until(models, () => modelOf(models, 'interrupted') !== undefined);
});

test('two tabs: one fetches, the other sees it and can’t disturb it', async () => {
  const path = '/two.gguf';
  const file = await served(path, 400_000, 14);
  await control('behave', { path }, [{ kind: 'serve', pace: { bytes: 20_000, ms: 150 } }]);
  const [one, two] = [quickModels(), quickModels()];
  await Promise.all([one.open(), two.open()]);
  await one.download(requestOf([file], 'two'));
  await until(two, () => transferOf(two, 'two')?.state.kind === 'elsewhere');
  const busy = { code: 'model-busy', parameters: { model: 'two' } };
  const attempts = [two.resume('two'), two.remove('two'), two.download(requestOf([file], 'two'))];
  expect(await Promise.all(attempts.map(failureOf))).toEqual([busy, busy, busy]);
  await until(one, () => modelOf(one, 'two') !== undefined);
  await until(two, () => modelOf(two, 'two') !== undefined);
  await two.remove('two');
  await until(one, () => modelOf(one, 'two') === undefined);
});

test('a worker that dies is told, and the next call starts another', async () => {
  const workers: Worker[] = [];
  const models = quickModels(workers);
  await models.open();
  workers[0]?.terminate();
  await until(models, () => models.state.kind === 'failed');
  expect(await models.open()).toMatchObject({ models: [] });
  expect(workers.length).toBe(2);
});

/** A tiny model on the device, and the same as a server would give it. */
async function installedTiny() {
  const shape = tinyShapes['grouped 3/1, tied'];
  const weights = tinyLlama(shape, 'q4', 41);
  const built = await buildOnnx(weights, { level: 'q4', form: 'blocks', target: 'wasm' });
  const published = await publishInCache(shape, built, onnxFileName('q4'), byteTokenizerJson);
  const cache = await caches.open('featherweight-model-files-v1');
  const files = await Promise.all(
    published.files.map(async ({ path, sha256 }) => {
      const address = `${published.baseUrl}${path}?sha256=${sha256}`;
      const data = await (await cache.match(address))?.blob();
      return { path, sha256, data: data ?? new Blob() };
    }),
  );
  const models = new Models();
  onTestFinished(() => models.close());
  const installed = await models.install({
    model: {
      ...requestOf([], 'tiny').model,
      format: 'onnx',
      main: published.graph,
      origin: { kind: 'disk', fileNames: [] },
      shippedLevel: 'q4',
    },
    files,
  });
  const place = await models.place('tiny');
  const source = { ...installedSource(installed, place, 'q4'), installed: place };
  return { models, published, source };
}

test.each(['wasm', 'simd'] as const)(
  'an installed model runs on %s as a served one',
  async (engine) => {
    const { models, published, source } = await installedTiny();
    const logitsOf = async (source: typeof published) => {
      const { variant, result } = await loadVariant(
        {
          id: 1,
          variant: { model: 'tiny', level: 'q4', engine },
          source,
          contextLength: 32,
          threads: 1,
          requestedAt: epochMs(performance.timeOrigin + performance.now()),
          stopFlag: null,
          form: 'auto',
        },
        {
          workerStartedAt: epochMs(performance.timeOrigin + performance.now()),
          stop: new StopFlag().signal(1),
          signal: new AbortController().signal,
          emit: () => undefined,
        },
      );
      const logits = (await variant.session.decoder.prefill([5, 9, 2, 7])).slice();
      await variant.session.decoder.dispose();
      return { logits, origin: result.figures.origin };
    };
    const fromStore = await logitsOf(source);
    expect(fromStore.origin).toBe('storage');
    expect(fromStore.logits).toEqual((await logitsOf(published)).logits);
    // Cleared by the browser behind our back: told as such, by the store and by a load.
    const root = await navigator.storage.getDirectory();
    const folder = await (await root.getDirectoryHandle('models')).getDirectoryHandle('tiny');
    await (await folder.getDirectoryHandle('files')).removeEntry('config.json');
    expect(await failureOf(logitsOf(source))).toMatchObject({ code: 'model-evicted' });
    expect(await failureOf(models.place('tiny'))).toMatchObject({ code: 'model-evicted' });
    await models.refresh();
    expect(modelOf(models, 'tiny')).toBeUndefined();
  },
);
