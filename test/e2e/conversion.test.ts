import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeGguf } from '../fixtures/gguf/gguf-writer.ts';
import { tinyConfig, tinyLlama } from '../fixtures/gguf/tiny-llama.ts';
import { App } from './support/app.ts';
import { ready, shownText } from './support/chat.ts';
import { importFile } from './support/models.ts';

let app: App;
let folder: string;
let file: string;
beforeAll(async () => {
  app = await App.start();
  folder = await mkdtemp(join(tmpdir(), 'featherweight-conversion-'));
  file = join(folder, 'mixed.gguf');
  const config = {
    ...tinyConfig,
    ...{ hiddenSize: 256, intermediateSize: 256, headSize: 64, contextLength: 1024 },
  };
  await writeFile(file, writeGguf(tinyLlama({ config, linear: 'Q4_K', down: 'Q6_K' })));
});
afterEach(() => app.reset());
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

async function open(): Promise<Page> {
  const page = await app.open();
  await ready(page);
  await page.getByRole('link', { name: 'Models' }).click();
  await importFile(page, file);
  await page.getByRole('button', { name: 'mixed', exact: true }).click();
  return page;
}

describe('a GGUF with a type that no kernel has', () => {
  it('tells what becomes of it, measures what that costs, and keeps it with the model', async () => {
    const page = await open();
    const cost = page.locator('fw-conversion-cost');
    await cost
      .getByRole('row', { name: /Q6_K .* 8 bits with a scale per 32 not computed/ })
      .waitFor();
    await cost.getByRole('button', { name: 'Measure what this costs' }).click();
    await cost.getByText(/± [\d.]+ nats/).waitFor();
    const told = (await shownText(cost)).replace(/\s+/g, ' ');
    const [, kld] = /([\d.]+) ± [\d.]+ nats/.exec(told) ?? [];
    expect(Number(kld)).toBeLessThan(0.05);
    const [, same] = /([\d.]+) ± [\d.]+ %/.exec(told) ?? [];
    expect(Number(same)).toBeGreaterThan(80);
    expect(told).toContain('q4 on SIMD');
    expect(told).toContain('2,048 tokens, 1,020 of them predicted');
    const [, error] = /Relative squared error ([\d.]+) %/.exec(told) ?? [];
    expect(Number(error)).toBeGreaterThan(0);
    expect(Number(error)).toBeLessThan(1);

    await page.reload();
    await page.getByRole('button', { name: 'mixed', exact: true }).click();
    await cost.getByText(/± [\d.]+ nats/).waitFor();
    expect((await shownText(cost)).replace(/\s+/g, ' ')).toBe(told);
  });

  it('is saved as GGUF bit for bit as it came', async () => {
    const page = await open();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as GGUF: q4', exact: true }).click(),
    ]);
    const saved = join(folder, 'saved.gguf');
    await download.saveAs(saved);
    expect((await readFile(saved)).equals(await readFile(file))).toBe(true);
  });
});
