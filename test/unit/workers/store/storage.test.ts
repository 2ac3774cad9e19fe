import { describe, expect, test } from 'vitest';
import type { ArrivingRecord } from '../../../../workers/store/record.ts';
import { RecordStore } from '../../../../workers/store/record-store.ts';
import { MemoryPieces } from '../../../../workers/store/memory-pieces.ts';
import { PieceStorage } from '../../../../workers/store/piece-storage.ts';
import { memoryStore, requestOf } from '../../../fixtures/store/store-setup.ts';

const open = () => new PieceStorage(new MemoryPieces(), 100);

describe('a file of pieces', () => {
  test('is as one of bytes after any row of writes, cuts and openings', async () => {
    const storage = open();
    let expected = new Uint8Array();
    let file = await storage.open('a/b');
    for (let round = 0; round < 300; round++) {
      const kind = Math.random();
      if (kind < 0.6) {
        const offset = Math.floor(Math.random() * (expected.length + 30));
        const bytes = crypto.getRandomValues(new Uint8Array(Math.floor(Math.random() * 250)));
        const longer = new Uint8Array(
          Math.max(expected.length, bytes.length && offset + bytes.length),
        );
        longer.set(expected);
        longer.set(bytes, offset < longer.length ? offset : 0);
        if (bytes.length === 0) continue;
        expected = longer;
        await file.write(offset, bytes);
      } else if (kind < 0.8) {
        const size = Math.floor(Math.random() * (expected.length + 120));
        const cut = new Uint8Array(size);
        cut.set(expected.subarray(0, size));
        expected = cut;
        await file.truncate(size);
      } else {
        await file.close();
        file = await storage.open('a/b');
      }
      expect(file.size).toBe(expected.length);
    }
    expect(await file.read(0, file.size)).toEqual(expected);
    await file.close();
    const data = await storage.read('a/b');
    expect(data?.size).toBe(expected.length);
    const middle = await data?.slice(90, 230).arrayBuffer();
    expect(new Uint8Array(middle ?? new ArrayBuffer())).toEqual(expected.subarray(90, 230));
  });

  test('is listed by folder and removed with it', async () => {
    const storage = open();
    for (const path of ['m/x/record', 'm/x/files/a', 'm/y/record', 'n'])
      await (await storage.open(path)).close();
    expect((await storage.list('m')).toSorted()).toEqual(['x', 'y']);
    await storage.remove('m/x');
    expect(await storage.list('m')).toEqual(['y']);
    expect(await storage.read('m/x/files/a')).toBeUndefined();
    expect((await storage.read('n'))?.size).toBe(0);
  });
});

describe('records', () => {
  const record = (displayName: string): ArrivingRecord => ({
    version: 1,
    state: 'arriving',
    model: { ...requestOf([{ path: 'a', url: '' }]).model, displayName },
    files: [],
  });

  test('half a record leaves the one before', async () => {
    const storage = open();
    const records = new RecordStore(storage);
    for (const name of ['first', 'second', 'third'])
      await records.change('tiny', () => record(name));
    expect((await records.read('tiny'))?.model.displayName).toBe('third');
    // Written in turn: the third lies where the first lay.
    const torn = await storage.open('models/tiny/record.0');
    await torn.truncate(torn.size - 7);
    await torn.close();
    expect((await records.read('tiny'))?.model.displayName).toBe('second');
    await records.change('tiny', (old) => old && { ...old, model: record('fourth').model });
    expect((await records.read('tiny'))?.model.displayName).toBe('fourth');
    expect(await records.isAbandoned('tiny')).toBe(false);
  });

  test('of a later version are neither read nor taken for rubbish', async () => {
    const storage = open();
    const records = new RecordStore(storage);
    await records.change(
      'tiny',
      () => ({ ...record('new'), version: 2 }) as unknown as ArrivingRecord,
    );
    expect(await records.read('tiny')).toBeUndefined();
    expect(await records.isAbandoned('tiny')).toBe(false);
  });
});

describe('files from the disk', () => {
  const bytes = crypto.getRandomValues(new Uint8Array(50_000));
  const request = (data: Blob, sha256?: string) => ({
    model: {
      ...requestOf([{ path: 'w.gguf', url: '' }]).model,
      origin: { kind: 'disk', fileNames: ['w.gguf'] } as const,
    },
    files: [{ path: 'w.gguf', data, ...(sha256 !== undefined && { sha256 }) }],
  });

  test('are kept, hashed, described, verified, renamed, used and removed', async () => {
    const pieces = new MemoryPieces();
    const store = memoryStore(pieces);
    const model = await store.install(request(new Blob([bytes])));
    expect(model).toMatchObject({ bytes: bytes.length, lastUsedAt: null });
    const described = await store.describe('tiny', { facts: { architecture: 'llama' } });
    expect(described.facts).toEqual({ quantization: 'Q4_1', architecture: 'llama' });
    await store.rename('tiny', 'Other');
    await store.used('tiny');
    const [listed] = (await store.state()).models;
    expect(listed?.displayName).toBe('Other');
    expect(listed?.lastUsedAt).toBeGreaterThan(0);
    expect(await store.verify('tiny')).toEqual({
      condition: { kind: 'whole' },
      files: [{ path: 'w.gguf', result: 'same' }],
    });
    await store.removeAll();
    expect(await store.state()).toMatchObject({ models: [], storage: { modelBytes: 0 } });
    expect(pieces.usedBytes).toBe(0);
  });

  test('that can’t be read, or are others than their manifest says, leave nothing', async () => {
    const pieces = new MemoryPieces();
    const store = memoryStore(pieces);
    const moved = new Blob([bytes]);
    moved.slice = () => {
      const part = new Blob();
      part.arrayBuffer = () => Promise.reject(new DOMException('', 'NotReadableError'));
      return part;
    };
    await expect(store.install(request(moved))).rejects.toMatchObject({ code: 'file-unreadable' });
    const altered = store.install(request(new Blob([bytes]), '0'.repeat(64)));
    await expect(altered).rejects.toMatchObject({ code: 'model-file-altered' });
    expect(pieces.usedBytes).toBe(0);
  });

  test('changed or cleared on the device are noticed, marked, and not given to an engine', async () => {
    const pieces = new MemoryPieces();
    const store = memoryStore(pieces);
    await store.install(request(new Blob([bytes])));
    const path = 'models/tiny/files/w.gguf';
    const piece = await pieces.get(path, 0);
    piece[77] = (piece[77] as number) ^ 1;
    await pieces.put(path, 0, piece);
    expect(await store.verify('tiny')).toMatchObject({
      condition: { kind: 'damaged', failure: { code: 'model-file-altered' } },
    });
    await expect(store.place('tiny')).rejects.toMatchObject({ code: 'model-file-altered' });
    await pieces.remove(path, 0);
    const evicted = { kind: 'damaged', failure: { code: 'model-evicted' } };
    expect((await store.state()).models).toMatchObject([{ condition: evicted }]);
    await expect(store.place('tiny')).rejects.toMatchObject({ code: 'model-evicted' });
    // Brought in again it is whole.
    await store.install(request(new Blob([bytes])));
    expect((await store.state()).models).toMatchObject([{ condition: { kind: 'whole' } }]);
  });
});

test('what crashes left behind is tidied away, what can be gone on with is not', async () => {
  const pieces = new MemoryPieces();
  const storage = new PieceStorage(pieces, 100_000);
  const records = new RecordStore(storage);
  const base = requestOf([{ path: 'a', url: 'http://x/a' }]);
  const half = (id: string, origin: ArrivingRecord['model']['origin']): ArrivingRecord => ({
    version: 1,
    state: 'arriving',
    model: { ...base.model, id, origin },
    files: [{ path: 'a', url: 'http://x/a', received: 0 }],
  });
  await records.change('from-hub', () => half('from-hub', base.model.origin));
  await records.change('from-disk', () => half('from-disk', { kind: 'disk', fileNames: [] }));
  await (await storage.open('models/no-record/files/a')).close();
  const store = memoryStore(pieces);
  await store.tidy();
  expect(await storage.list('models')).toEqual(['from-hub']);
  expect((await store.state()).transfers).toMatchObject([
    { model: { id: 'from-hub' }, state: { kind: 'paused', reason: 'interrupted' } },
  ]);
});
