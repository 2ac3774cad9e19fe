import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { answers, ask, ready } from './support/chat.ts';
import { heldBack } from './support/interference.ts';
import { kept, shellCaches } from './support/offline.ts';
import { makeTinyModel, tinyConfigs } from './support/tiny-model.ts';

let app: App;
let disk: Awaited<ReturnType<typeof makeTinyModel>>;
beforeAll(async () => {
  app = await App.start();
  disk = await makeTinyModel(tinyConfigs.quick);
});
afterEach(() => app.reset());
afterAll(async () => {
  await app.stop();
  await disk.remove();
});

interface Kept {
  readonly files: readonly string[];
  readonly caches: readonly string[];
  readonly databases: readonly string[];
  readonly settings: readonly string[];
}

/** All that the origin has on the device, by name. */
const keptBy = (page: Page): Promise<Kept> =>
  page.evaluate(async () => {
    const files: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        files.push(`${path}${name}`);
        if (handle.kind === 'directory') await walk(handle, `${path}${name}/`);
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    return {
      files: files.sort(),
      caches: (await caches.keys()).sort(),
      databases: (await indexedDB.databases()).map(({ name }) => name ?? '').sort(),
      settings: Object.keys(localStorage).sort(),
    };
  });

/** Another app of the same origin. */
const settleNeighbour = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await root.getDirectoryHandle('neighbour', { create: true });
    await caches.open('neighbour');
    await new Promise((resolve) => {
      const request = indexedDB.open('neighbour');
      request.onsuccess = () => {
        request.result.close();
        resolve(undefined);
      };
    });
    localStorage.setItem('neighbour', '1');
  });

it('deletes chats, results, models and settings, and nothing of another app', async () => {
  const page = await app.open({ serviceWorkers: 'allow', preferences: { maxTokens: 8 } });
  expect(await ask(page, 'To be forgotten')).not.toBe('');
  await kept(page);
  await settleNeighbour(page);
  await page.getByRole('link', { name: 'Benchmark' }).click();
  await page.locator('#prompts').fill('16');
  await page.locator('#generations').fill('8');
  await page.locator('#repetitions').fill('2');
  await page.locator('fw-bench-setup button.start').click();
  const rows = page.locator('fw-result-table').getByRole('row');
  await rows.filter({ hasText: 'tg8' }).first().waitFor();
  await page.getByRole('link', { name: 'Models' }).click();
  await page.locator('fw-import-box input.folder').setInputFiles(disk.folder);
  await page.getByRole('button', { name: 'Keep on this device' }).click();
  const name = disk.folder.slice(disk.folder.lastIndexOf('/') + 1);
  await page.getByRole('button', { name, exact: true }).waitFor();

  const before = await keptBy(page);
  expect(before.files.some((path) => path.startsWith('models/'))).toBe(true);
  expect(before.databases).toEqual(
    expect.arrayContaining(['featherweight-benchmarks', 'featherweight-chats', 'neighbour']),
  );
  expect(before.caches.length).toBeGreaterThan(2);
  expect(before.settings).toContain('featherweight.preferences');

  // The page that comes after keeps things anew: looked at from beside the app, before it comes.
  const beside = await page.context().newPage();
  await beside.goto(`${app.origin}/tiny/config.json`);
  const next = heldBack('/');
  app.interference = next.interference;
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete everything' }).click();
  await next.reached;
  const neighbour = ['neighbour'];
  expect(await keptBy(beside)).toEqual({
    files: neighbour,
    caches: neighbour,
    databases: neighbour,
    settings: neighbour,
  });
  await beside.close();
  next.release();
  app.interference = undefined;

  await ready(page);
  expect(await answers(page).count()).toBe(0);
  expect(await page.getByText('To be forgotten').count()).toBe(0);
  // And works without the network again.
  await expect.poll(async () => (await shellCaches(page)).length, { timeout: 20_000 }).toBe(1);
  await page.context().setOffline(true);
  await page.reload();
  await ready(page);
});
