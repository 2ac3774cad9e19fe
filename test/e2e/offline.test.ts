import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App, type PageOptions } from './support/app.ts';
import { answers, ask, ready } from './support/chat.ts';
import { kept, keptRow, openSettings } from './support/offline.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const shortAnswers = { maxTokens: 8 };
const smallComparison = {
  variants: [
    { level: 'q4', engine: 'simd' },
    { level: 'q4', engine: 'wasm' },
  ],
  maxTokens: 8,
};

/** Opens the app and waits until it is kept and its model loaded. */
async function visit(options: PageOptions = {}): Promise<Page> {
  const page = await app.open({
    serviceWorkers: 'allow',
    preferences: { ...shortAnswers, compare: smallComparison },
    ...options,
  });
  await ready(page);
  await kept(page);
  return page;
}

/** Takes the network away; @returns what still asks for the server */
async function unplug(page: Page): Promise<readonly string[]> {
  const reached: string[] = [];
  app.interference = (request, response) => {
    // The browser itself asks for a newer service worker, and that for the server's headers: being
    // offline in a test doesn't keep them from it.
    if (request.url !== '/service-worker.js' && request.method !== 'HEAD')
      reached.push(request.url ?? '');
    response.destroy();
  };
  await page.context().setOffline(true);
  return reached;
}

describe('after a first visit, with the network off', () => {
  it('the page reloads, chats, compares and benchmarks', async () => {
    const page = await visit();
    const reached = await unplug(page);
    await page.reload();
    await page.getByText('The network is off.').first().waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await ask(page, 'Is anyone there?')).not.toBe('');

    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('Hello');
    await page.getByRole('button', { name: 'Run both' }).click();
    const columns = page.locator('fw-variant-column');
    await columns.nth(0).getByText('tok/s').first().waitFor();
    // Its runtime was not kept: that is told in its own column.
    await columns.nth(1).getByRole('alert').waitFor();

    await page.getByRole('link', { name: 'Benchmark' }).click();
    await page.locator('#prompts').fill('16');
    await page.locator('#generations').fill('8');
    await page.locator('#repetitions').fill('2');
    await page.locator('fw-bench-setup button.start').click();
    const rows = page.locator('fw-result-table').getByRole('row');
    await rows.filter({ hasText: 'tg8' }).first().waitFor();
    expect(reached).toEqual([]);
  });

  it('an engine works that was used before', async () => {
    const page = await visit({ preferences: { ...shortAnswers, engine: 'wasm' } });
    // On a first visit the engine may come before the service worker runs.
    await page.reload();
    expect(await ask(page, 'The first')).not.toBe('');
    await openSettings(page);
    await expect.poll(() => keptRow(page, 'onnxruntime for the CPU')).toMatch(/ kept$/);
    const reached = await unplug(page);
    await page.reload();
    await answers(page).first().waitFor();
    expect(await ask(page, 'The second')).not.toBe('');
    expect(reached).toEqual([]);
  });
});

it('keeps everything offline at a click, its size named before', async () => {
  const page = await visit();
  await openSettings(page);
  expect(await keptRow(page, 'onnxruntime for the CPU')).toMatch(/14\.3 MB not kept$/);
  await page.getByRole('button', { name: /^Keep everything offline: [\d.]+ MB$/ }).click();
  await expect.poll(() => keptRow(page, 'onnxruntime for the CPU')).toMatch(/14\.3 MB kept$/);
  const missing = page.locator('fw-offline-settings li').filter({ hasText: 'not kept' });
  await expect.poll(() => missing.count()).toBe(0);
  await unplug(page);
  await page.reload();
  await page.getByText('Everything here works without it.').first().waitFor();
});

it('answers from the embedded model when the server is gone', async () => {
  const page = await visit({ model: 'embedded' });
  app.stopServer();
  await page.reload();
  expect(await ask(page, 'What is the capital of France?')).toContain('Paris');
  await page.close();
});
