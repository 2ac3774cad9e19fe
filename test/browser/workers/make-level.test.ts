import { wrap, type Remote } from 'comlink';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MakeLevelTests } from './make-level.worker.ts';

// Files are written in workers only.
let worker: Worker;
let level: Remote<MakeLevelTests>;
function open(): void {
  worker = new Worker(new URL('./make-level.worker.ts', import.meta.url), { type: 'module' });
  level = wrap<MakeLevelTests>(worker);
}
beforeEach(async () => {
  open();
  await level.clear();
});
afterEach(async () => {
  await level.clear();
  worker.terminate();
});

test('what takes long is made once, told tensor by tensor, and read the next time', async () => {
  const first = await level.make({ level: 'q3', digest: 'x' });
  expect(first).toMatchObject({ equal: true, error: undefined });
  const total = first.told.length;
  expect(first.told).toEqual(Array.from({ length: total }, (_, i) => [i + 1, total]));
  expect(first.read).toBe(total);
  expect(await level.files()).toEqual(['a%2Fb q3.level']);
  expect(await level.make({ level: 'q3', digest: 'x' })).toEqual({ ...first, read: 0, told: [] });
});

test('other weights or another level are made anew, other weights in place of the old', async () => {
  const first = await level.make({ level: 'q3', digest: 'x' });
  expect(await level.make({ level: 'q3', digest: 'y' })).toEqual(first);
  expect(await level.make({ level: 'q2-h4', digest: 'y' })).toMatchObject({ equal: true });
  expect((await level.files()).toSorted()).toEqual(['a%2Fb q2-h4.level', 'a%2Fb q3.level']);
});

test('a damaged file is made anew', async () => {
  const first = await level.make({ level: 'q3', digest: 'x' });
  await level.spoil();
  expect(await level.make({ level: 'q3', digest: 'x' })).toEqual(first);
  expect(await level.make({ level: 'q3', digest: 'x' })).toMatchObject({ read: 0, equal: true });
});

test('a stop leaves nothing behind', async () => {
  const stopped = await level.make({ level: 'q3', digest: 'x', stopAt: 7 });
  expect(stopped).toMatchObject({ error: 'cancelled', read: 6 });
  expect(await level.files()).toEqual([]);
});

test('a tab that is closed meanwhile leaves nothing that is read: the level is made anew', async () => {
  void level.make({ level: 'q3', digest: 'x', hangAt: 7 });
  await expect.poll(() => level.files()).toEqual(['a%2Fb q3.level']);
  worker.terminate();
  open();
  const again = await level.make({ level: 'q3', digest: 'x' });
  expect(again).toMatchObject({ equal: true, error: undefined });
  expect(again.read).toBeGreaterThan(7);
  // The browser may hold the file for its closed tab a little longer; then it is kept the next time.
  await expect.poll(async () => (await level.make({ level: 'q3', digest: 'x' })).read).toBe(0);
});

test('what is quick is made as it is read, and not kept', async () => {
  const quick = await level.make({ level: 'q3', digest: 'x', slowWeights: 1e9 });
  expect(quick).toMatchObject({ equal: true, read: 0, told: [] });
  expect(await level.make({ level: 'q8', digest: 'x' })).toMatchObject({ equal: true, read: 0 });
  expect(await level.files()).toEqual([]);
});

test.each(['refuseFiles', 'fillDisk'] as const)(
  'where files can not be kept (%s) nothing fails',
  async (trouble) => {
    await level[trouble]();
    const made = await level.make({ level: 'q3', digest: 'x' });
    expect(made).toMatchObject({ equal: true, error: undefined });
    const [done, total] = made.told.at(-1) ?? [];
    expect(done).toBe(total);
  },
);

test('a calibrated level takes its matrices from the calibration, and is kept', async () => {
  const asked = { level: 'q2-gptq-h4', digest: 'x', calibrated: true } as const;
  const made = await level.make(asked);
  expect(made).toMatchObject({ equal: true, error: undefined });
  expect(await level.files()).toEqual(['a%2Fb q2-gptq-h4.level']);
  expect(await level.make(asked)).toMatchObject({ read: 0, told: [] });
});

test('a calibrated level of a model that can not be calibrated is unavailable', async () => {
  const made = await level.make({ level: 'q3-gptq', digest: 'x' });
  expect(made).toMatchObject({ error: 'level-unavailable' });
  expect(await level.files()).toEqual([]);
});
