import { openDB } from 'idb';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { formatVariant } from '../../../../core/variant.ts';
import type { Measurement } from '../../../../src/report/evidence/measurement.ts';
import { IndexedDbEvidenceStore } from '../../../../src/store/indexed-db-evidence-store.ts';
import {
  evidenceOf,
  fourLevels,
  measurements,
  variantAt,
} from '../../../fixtures/evidence/evidence.ts';

const { model } = variantAt('q4');
const all = evidenceOf(fourLevels).measurements;
const memory = (bytes: number, at: string): readonly Measurement[] =>
  measurements({ level: 'q4', memory: bytes, at });

function open(): IndexedDbEvidenceStore {
  const store = new IndexedDbEvidenceStore();
  onTestFinished(() => store.close());
  return store;
}

const sorted = (list: readonly Measurement[]): readonly Measurement[] =>
  list.toSorted((a, b) => key(a).localeCompare(key(b)));
const key = (each: Measurement): string => `${formatVariant(each.variant)} ${each.kind}`;

/** Makes every write fail as a full disk does. */
function fillStorage(): () => void {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  onTestFinished(() => put.mockRestore());
  return () => put.mockRestore();
}

beforeEach(async () => {
  const store = new IndexedDbEvidenceStore();
  await store.remove(model);
  await store.close();
});

test('what was measured outlives the page, whole', async () => {
  const store = open();
  for (const each of all) await store.add([each]);
  await store.close();
  expect(sorted(await open().list(model))).toEqual(sorted(all));
  expect(await open().list('another-model')).toEqual([]);
});

test('a later measurement of the same thing takes the earlier one’s place, whichever comes first', async () => {
  const store = open();
  const [early, late] = [
    memory(1e8, '2026-11-23T12:00:00.000Z'),
    memory(2e8, '2026-11-24T12:00:00.000Z'),
  ];
  await store.add(late);
  await store.add(early);
  expect(await open().list(model)).toEqual(late);
});

test('two tabs both add, and hear of each other', async () => {
  const [here, there] = [open(), open()];
  await there.list(model);
  const heard = new Promise((resolve) => there.addEventListener('change', resolve, { once: true }));
  await here.add(measurements({ level: 'q4', memory: 1e8 }));
  await heard;
  await there.add(measurements({ level: 'q8', memory: 2e8 }));
  expect((await here.list(model)).map(({ variant }) => variant.level).toSorted()).toEqual([
    'q4',
    'q8',
  ]);
});

test('what a full disk refuses lasts as long as the page, and is stored once there is room', async () => {
  const store = open();
  await store.add(measurements({ level: 'q8', memory: 2e8 }));
  const empty = fillStorage();
  await store.add(measurements({ level: 'q4', memory: 1e8 }));
  expect(store.problem).toBe('storage-full');
  expect(await store.list(model)).toHaveLength(2);
  expect(await open().list(model)).toHaveLength(1);
  empty();
  await store.add(measurements({ level: 'q3', memory: 1e8 }));
  expect(store.problem).toBeUndefined();
  expect(await open().list(model)).toHaveLength(3);
});

test('works in memory where IndexedDB is refused', async () => {
  const refused = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  onTestFinished(() => refused.mockRestore());
  const store = open();
  await store.add(all);
  expect(store.problem).toBe('storage-blocked');
  expect(sorted(await store.list(model))).toEqual(sorted(all));
  await store.remove(model, formatVariant(variantAt('q4')));
  expect((await store.list(model)).some(({ variant }) => variant.level === 'q4')).toBe(false);
});

test('removes one variant’s, of q4 not those of q4i', async () => {
  const store = open();
  await store.add(measurements({ level: 'q4', memory: 1e8, decode: [10, 11] }));
  await store.add(measurements({ level: 'q4i', memory: 1e8 }));
  await store.remove(model, formatVariant(variantAt('q4')));
  expect((await open().list(model)).map(({ variant }) => variant.level)).toEqual(['q4i']);
});

test('passes over what a later version wrote, and leaves it where it is', async () => {
  const store = open();
  await store.add(measurements({ level: 'q4', memory: 1e8 }));
  const database = await openDB('featherweight-evidence');
  onTestFinished(() => database.close());
  const later = { id: 'later', model, measurement: { kind: 'energy', joules: 3 } };
  await database.put('measurements', later);
  await database.put('measurements', { id: 'torn', model, measurement: null });
  expect((await store.list(model)).map(({ kind }) => kind)).toEqual(['memory']);
  expect(await database.get('measurements', 'later')).toEqual(later);
  await database.delete('measurements', 'later');
  await database.delete('measurements', 'torn');
});

test('gives way to a later version of the database in another tab, and says that nothing is kept', async () => {
  const store = open();
  await store.add(measurements({ level: 'q4', memory: 1e8 }));
  const later = await openDB('featherweight-evidence', 99);
  await store.add(measurements({ level: 'q8', memory: 2e8 }));
  expect(store.problem).toBe('storage-blocked');
  expect((await store.list(model)).map(({ variant }) => variant.level)).toEqual(['q8']);
  later.close();
  await store.close();
  await new Promise((resolve, reject) => {
    const deleted = indexedDB.deleteDatabase('featherweight-evidence');
    deleted.onsuccess = resolve;
    deleted.onerror = reject;
  });
});
