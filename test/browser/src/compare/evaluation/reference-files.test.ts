import { afterEach, expect, it } from 'vitest';
import { referenceFolder } from '../../../../../core/score.ts';
import {
  dropReferences,
  dropUnusedReferences,
  holdReference,
  keptChunks,
} from '../../../../../src/compare/evaluation/reference-files.ts';

/** A record's beginning is enough to be taken for one. */
async function keep(key: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(referenceFolder, { create: true });
  const file = await (
    await folder.getDirectoryHandle(key, { create: true })
  ).getFileHandle('0', { create: true });
  const writable = await file.createWritable();
  await writable.write(new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]));
  await writable.close();
}

const isKept = async (key: string): Promise<boolean> => (await keptChunks(key)).has(0);

afterEach(() => dropReferences());

it('a run that makes room leaves its own reference and those that other runs use', async () => {
  await Promise.all(['own', 'used', 'old'].map(keep));
  const letGo = await holdReference('used');
  await dropUnusedReferences('own');
  expect(await Promise.all(['own', 'used', 'old'].map(isKept))).toEqual([true, true, false]);
  letGo();
  // A lock is let go of in a later task.
  await expect
    .poll(async () => {
      await dropUnusedReferences('own');
      return isKept('used');
    })
    .toBe(false);
  expect(await isKept('own')).toBe(true);
});

it('two runs can use one reference, and forgetting all drops it nevertheless', async () => {
  await keep('shared');
  const both = await Promise.all([holdReference('shared'), holdReference('shared')]);
  await dropUnusedReferences('other');
  expect(await isKept('shared')).toBe(true);
  await dropReferences();
  expect(await isKept('shared')).toBe(false);
  for (const letGo of both) letGo();
});
