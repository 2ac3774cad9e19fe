import { wrap } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { CachePieces } from '../../../../workers/store/cache-pieces.ts';
import { MemoryPieces } from '../../../../workers/store/memory-pieces.ts';
import { OpfsStorage } from '../../../../workers/store/opfs-storage.ts';
import { PieceStorage } from '../../../../workers/store/piece-storage.ts';
import { tryStorage, type StorageTrial } from './try-storage.ts';

const expected = {
  sizes: [0, 300, 260, 260],
  kept: [248, 249, 1, 2, 3, 253, 254, 255, 0, 1, 2, 3],
  middle: [10, 11, 12],
  names: ['a model', 'other'],
  afterRemoval: ['other'],
  missing: true,
};

afterEach(() => caches.delete('featherweight-model-store-v1'));

test('the origin private file system', async () => {
  const worker = new Worker(new URL('./opfs.worker.ts', import.meta.url), { type: 'module' });
  const { run } = wrap<{ run(): Promise<StorageTrial | undefined> }>(worker);
  const trial = await run();
  worker.terminate();
  // A last byte more than elsewhere would be one of the zeros that a file is lengthened with.
  expect(trial).toEqual({ kind: 'opfs', ...expected });
  // Pages can read it but not write: the store takes another there.
  expect(await OpfsStorage.tryOpen()).toBeUndefined();
});

test('the Cache API in its place', async () => {
  const pieces = await CachePieces.tryOpen();
  const trial = pieces && (await tryStorage(new PieceStorage(pieces, 128)));
  expect(trial).toEqual({ kind: 'cache', ...expected });
});

test('memory in its place', async () => {
  const trial = await tryStorage(new PieceStorage(new MemoryPieces(), 128));
  expect(trial).toEqual({ kind: 'memory', ...expected });
});
