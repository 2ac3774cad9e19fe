import { openDB } from 'idb';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { IndexedDbBenchmarkStore } from '../../../../src/store/indexed-db-benchmark-store.ts';
import { fakeResult, historyResults } from '../../../fixtures/interface/benchmark-results.ts';

function open(): IndexedDbBenchmarkStore {
  const store = new IndexedDbBenchmarkStore();
  onTestFinished(() => store.close());
  return store;
}

const ids = async (store: IndexedDbBenchmarkStore): Promise<readonly string[]> =>
  (await store.list()).map(({ result }) => result.id);

/** Makes every write fail as a full disk does. */
function fillStorage(): void {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  onTestFinished(() => put.mockRestore());
}

beforeEach(async () => {
  const store = new IndexedDbBenchmarkStore();
  await store.clear();
  await store.close();
});

test('keeps results beyond the page, latest first', async () => {
  const store = open();
  for (const result of historyResults().toReversed()) await store.put({ result, importedAt: null });
  expect(await ids(open())).toEqual(['run-1', 'run-2', 'run-3']);
  const [record] = await open().list();
  expect(record?.result).toEqual(fakeResult());
});

test('replaces a run that goes on, and tells other tabs', async () => {
  const [here, there] = [open(), open()];
  await there.list();
  const heard = new Promise((resolve) => there.addEventListener('change', resolve, { once: true }));
  await here.put({ result: fakeResult({ state: 'running', rows: [] }), importedAt: null });
  await heard;
  await here.put({ result: fakeResult(), importedAt: null });
  const records = await there.list();
  expect(records.map(({ result }) => result.state)).toEqual(['finished']);
});

test('deletes one, and all', async () => {
  const store = open();
  for (const result of historyResults()) await store.put({ result, importedAt: null });
  await store.delete('run-2');
  expect(await ids(store)).toEqual(['run-1', 'run-3']);
  await store.clear();
  expect(await ids(open())).toEqual([]);
});

test('keeps in memory what a full disk refuses, and says so', async () => {
  const store = open();
  await store.put({ result: fakeResult(), importedAt: null });
  fillStorage();
  await store.put({ result: fakeResult({ id: 'new' }), importedAt: null });
  expect(store.problem).toBe('storage-full');
  expect(new Set(await ids(store))).toEqual(new Set(['new', 'run-1']));
  await store.delete('new');
  expect(store.problem).toBeUndefined();
});

test('works in memory where IndexedDB is refused', async () => {
  const refused = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  onTestFinished(() => refused.mockRestore());
  const store = open();
  await store.put({ result: fakeResult(), importedAt: null });
  expect(store.problem).toBe('storage-blocked');
  expect(await ids(store)).toEqual(['run-1']);
  await store.delete('run-1');
  expect(await ids(store)).toEqual([]);
});

test('passes over what it can’t read and leaves it where it is', async () => {
  const store = open();
  await store.put({ result: fakeResult(), importedAt: null });
  const database = await openDB('featherweight-benchmarks');
  onTestFinished(() => database.close());
  await database.put('results', { id: 'later', result: { schema: 99 }, importedAt: null });
  await database.put('results', { id: 'torn', result: null, importedAt: null });
  expect(await ids(store)).toEqual(['run-1']);
  expect(await database.count('results')).toBe(3);
});
