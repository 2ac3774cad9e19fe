import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { ask, ready } from './support/chat.ts';
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

const name = (): string => disk.folder.slice(disk.folder.lastIndexOf('/') + 1);

async function goTo(page: Page, screen: string): Promise<void> {
  await page.getByRole('link', { name: screen }).click();
}

/** Picks the folder and keeps what was recognised in it. */
async function importFolder(page: Page): Promise<void> {
  await page.locator('fw-import-box input.folder').setInputFiles(disk.folder);
  const dialog = page.getByRole('dialog', { name: 'What these files hold' });
  await dialog.getByText('llama').waitFor();
  for (const told of ['8,192 tokens', 'SIMD, WASM, WebGPU', 'its own'])
    expect(await dialog.getByText(told).count(), told).toBeGreaterThan(0);
  await dialog.getByRole('button', { name: 'Keep on this device' }).click();
  await page.getByRole('button', { name: name(), exact: true }).waitFor();
}

describe('a model from the disk', () => {
  it('is recognised, kept, chatted with, still there after a reload, and removed', async () => {
    const page = await app.open({ preferences: { maxTokens: 8, locale: 'en' } });
    await ready(page);
    await goTo(page, 'Models');
    await importFolder(page);

    await page.getByRole('button', { name: name(), exact: true }).click();
    await page.getByRole('button', { name: 'Use in Chat: q4', exact: true }).click();
    await goTo(page, 'Chat');
    await page.getByRole('button', { name: `Model: ${name().slice(0, 23)}` }).waitFor();
    await ready(page);
    expect(await ask(page, 'Hello')).not.toBe('');

    await page.reload();
    await ready(page);
    await page.getByRole('button', { name: `Model: ${name().slice(0, 23)}` }).waitFor();
    expect(await ask(page, 'Hello again')).not.toBe('');

    await goTo(page, 'Models');
    await page.getByRole('button', { name: `Remove ${name()}`, exact: false }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: name(), exact: true }).waitFor({ state: 'detached' });
    await goTo(page, 'Chat');
    await page.getByRole('button', { name: 'Model: Tiny' }).waitFor();
    await ready(page);
  });

  it('is checked file by file when asked', async () => {
    const page = await app.open();
    await ready(page);
    await goTo(page, 'Models');
    await importFolder(page);
    await page.getByRole('button', { name: name(), exact: true }).click();
    await page.getByRole('button', { name: 'Check the files' }).click();
    await page.getByText('Every file is as it came.').waitFor();
  });

  it('is saved as GGUF, and runs when that is imported', async () => {
    const page = await app.open({ preferences: { maxTokens: 8, locale: 'en' } });
    await ready(page);
    await goTo(page, 'Models');
    await importFolder(page);
    await page.getByRole('button', { name: name(), exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as GGUF: q4', exact: true }).click(),
    ]);
    const saved = join(disk.folder, 'saved-again.gguf');
    await download.saveAs(saved);
    await page.locator('fw-import-box input.files').setInputFiles(saved);
    const dialog = page.getByRole('dialog', { name: 'What these files hold' });
    await dialog.getByText('saved-again').waitFor();
    await dialog.getByRole('button', { name: 'Keep on this device' }).click();
    await page.getByRole('button', { name: 'saved-again', exact: true }).click();
    await page.getByRole('button', { name: 'Use in Chat: q4', exact: true }).click();
    await goTo(page, 'Chat');
    await page.getByRole('button', { name: 'Model: saved-again' }).waitFor();
    await ready(page);
    expect(await ask(page, 'Hello')).not.toBe('');
    await rm(saved);
  });

  it('is refused with the reason where it is none', async () => {
    const page = await app.open();
    await ready(page);
    await goTo(page, 'Models');
    const pickle = join(disk.folder, 'not-a-model.gguf');
    await writeFile(pickle, Buffer.from([0x80, 2, ...Buffer.alloc(100)]));
    await page.locator('fw-import-box input.files').setInputFiles(pickle);
    const dialog = page.getByRole('dialog', { name: 'What these files hold' });
    await dialog.getByRole('alert').waitFor();
    await dialog.getByText('The file was left untouched.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Keep on this device' }).isDisabled()).toBe(
      true,
    );
  });
});
