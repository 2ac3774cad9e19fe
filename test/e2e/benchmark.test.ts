import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { englishWords, overflow, violations } from './support/page-checks.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterEach(() => app.reset());
afterAll(() => app.stop());

async function openBenchmark(options: Parameters<App['open']>[0] = {}): Promise<Page> {
  const page = await app.blank(options);
  await page.goto(`${app.origin}/#/benchmark`);
  await page.locator('fw-bench-setup button.start').waitFor();
  return page;
}

/** A run of a moment: 16 prompt and 8 generated tokens, twice. */
async function run(page: Page): Promise<void> {
  await page.locator('#prompts').fill('16');
  await page.locator('#generations').fill('8');
  await page.locator('#repetitions').fill('2');
  await page.locator('fw-bench-setup button.start').click();
  await page.locator('fw-live-run').waitFor();
  await page.locator('fw-live-run').waitFor({ state: 'detached' });
  await page.locator('fw-run-report .actions').waitFor();
}

const table = (page: Page) => page.locator('fw-result-table').getByRole('row');

describe('a run on this device', () => {
  it('gives rates of each test, is kept, and comes out as a file that can be imported', async () => {
    const page = await openBenchmark();
    await run(page);
    await expect.poll(() => table(page).filter({ hasText: 'pp16' }).count()).toBe(1);
    const decode = await table(page).filter({ hasText: 'tg8' }).innerText();
    expect(decode).toMatch(/q4.*\d.*±/s);
    await page.reload();
    await table(page).filter({ hasText: 'pp16' }).waitFor();

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export JSON' }).click();
    const path = await (await download).path();
    const exported = JSON.parse(readFileSync(path, 'utf8')) as {
      results: { circumstances: { crossOriginIsolated: boolean; browser: string } }[];
    };
    expect(exported.results).toHaveLength(1);
    expect(exported.results[0]?.circumstances.crossOriginIsolated).toBe(true);

    await page.getByRole('button', { name: 'Delete all' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No results yet').waitFor();
    await page.locator('fw-run-history input[type=file]').setInputFiles(path);
    await page.getByText('1 run was imported.').waitFor();
    await table(page).filter({ hasText: 'pp16' }).waitFor();
  });

  it('can be stopped, and keeps what it has', async () => {
    const page = await openBenchmark();
    await page.locator('#prompts').fill('16, 17, 18, 19');
    await page.locator('#generations').fill('8');
    await page.locator('fw-bench-setup button.start').click();
    await table(page).filter({ hasText: 'pp17' }).filter({ hasText: '±' }).waitFor();
    await page.getByRole('button', { name: 'Stop and keep results' }).click();
    await page.getByText('stopped early').first().waitFor();
    expect(await table(page).filter({ hasText: 'pp16' }).count()).toBe(1);
  });

  it('is refused with a sentence where it could not run', async () => {
    const page = await openBenchmark();
    await page.locator('#depths').fill('100000');
    await page.getByText('this model’s context holds 8,192').waitFor();
    expect(await page.locator('fw-bench-setup button.start').isDisabled()).toBe(true);
  });
});

describe('the device card', () => {
  it('is saved as a PNG', async () => {
    const page = await openBenchmark();
    await run(page);
    await page.getByRole('button', { name: 'Device card' }).click();
    await page.getByRole('img', { name: /Device card/ }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as PNG' }).click();
    const file = readFileSync(await (await download).path());
    expect(file.subarray(1, 4).toString()).toBe('PNG');
    expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([2400, 1260]);
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it.each([1280, 360])('axe finds nothing at %d px, before and after a run', async (width) => {
    const page = await openBenchmark({ colorScheme, viewport: { width, height: 800 } });
    expect(await violations(page)).toEqual([]);
    await run(page);
    await page.locator('fw-run-history .pick input').first().check();
    await page.locator('fw-run-comparison').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });
});

it('speaks Korean throughout', async () => {
  const page = await openBenchmark({ locale: 'ko' });
  await run(page);
  expect(await englishWords(page)).toEqual([]);
});
