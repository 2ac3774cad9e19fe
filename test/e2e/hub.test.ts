import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ModelServer } from '../fixtures/store/model-server.ts';
import { App } from './support/app.ts';
import { ask, ready } from './support/chat.ts';
import { kept } from './support/offline.ts';
import { makeTinyModel, tinyConfigs } from './support/tiny-model.ts';

let app: App;
let hub: ModelServer;
/** What the policy names; `127.0.0.1` alone would be this page's own host with another port. */
let base: string;

const largeBytes = 24_000_007;
const large = '/owner/large/resolve/main/large-Q8_0.gguf';

beforeAll(async () => {
  hub = await ModelServer.start();
  base = `${hub.origin}/`;
  app = await App.start({ hubs: [] });
  await offerTiny();
  const { bytes, sha256 } = hub.addFile(large, largeBytes, 21);
  offer('owner/large', [
    { type: 'file', path: 'large-Q8_0.gguf', size: bytes, lfs: { oid: sha256, size: bytes } },
  ]);
  // A mirror that tells no sizes.
  hub.addFile('/owner/untold/resolve/main/untold-Q8_0.gguf', largeBytes, 22);
  offer('owner/untold', [{ type: 'file', path: 'untold-Q8_0.gguf' }]);
});
afterEach(async () => {
  hub.forget();
  await app.reset();
});
afterAll(async () => {
  await app.stop();
  await hub.stop();
});

function offer(name: string, files: readonly object[]): void {
  hub.addJson(`/api/models/${name}/tree/main?recursive=true`, files);
}

/** A whole model in the hub's layout. */
async function offerTiny(): Promise<void> {
  const { folder, remove } = await makeTinyModel(tinyConfigs.quick);
  const listed: object[] = [];
  for (const path of [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'onnx/model_q4.onnx',
    'onnx/model_q4.onnx_data',
  ]) {
    const content = await readFile(join(folder, path));
    const { bytes, sha256 } = hub.addContent(`/owner/tiny/resolve/main/${path}`, content);
    listed.push({ type: 'file', path, size: bytes, lfs: { oid: sha256, size: bytes } });
  }
  offer('owner/tiny', listed);
  await remove();
}

async function openModels(page: Page): Promise<void> {
  await ready(page);
  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByRole('combobox', { name: 'Hub or mirror' }).waitFor();
}

async function visit(options: Parameters<App['open']>[0] = {}): Promise<Page> {
  const page = await app.open({ preferences: { maxTokens: 8, hub: base }, ...options });
  await openModels(page);
  return page;
}

async function look(page: Page, model: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Model, as owner/name' }).fill(model);
  await page.getByRole('button', { name: 'Show its files', exact: true }).click();
}

const blocked = (page: Page) => page.locator('fw-hub-panel #blocked');
const says = (page: Page, part: string) => page.locator('fw-transfer-list').getByText(part).first();

describe('a hub that the page’s policy does not name', () => {
  it('is never reached, which is said with what to do; once it is allowed a reload is enough', async () => {
    app.allowHubs([]);
    const page = await visit({ serviceWorkers: 'allow' });
    await kept(page);
    await expect.poll(() => blocked(page).innerText()).toContain(`npm start -- --hub ${base}`);
    await look(page, 'owner/tiny');
    const failure = page.locator('fw-hub-panel').getByRole('alert');
    await failure.getByText('This page may not reach 127.0.0.1').waitFor();
    expect(hub.asked).toEqual([]);

    // The server is started again; the build, which the service worker keeps, stays the same.
    app.allowHubs([base]);
    await page.reload();
    await openModels(page);
    expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await expect.poll(() => blocked(page).innerText()).toBe('');
    expect(hub.asked).toEqual([]);
    await look(page, 'owner/tiny');
    await page.getByRole('button', { name: 'Fetch q4' }).waitFor();
    // Listed, and nothing of the model fetched.
    expect(hub.requests).toEqual([]);
    await page.getByRole('button', { name: 'Fetch q4' }).click();
    await page.getByRole('button', { name: 'tiny', exact: true }).click();
    await page.getByRole('button', { name: 'Use in Chat: q4i', exact: true }).click();
    await page.getByRole('link', { name: 'Chat' }).click();
    await page.getByRole('button', { name: 'Model: tiny' }).waitFor();
    await ready(page);
    expect(await ask(page, 'Hello')).not.toBe('');

    // And taken away again; without the network what was told last holds.
    app.allowHubs([]);
    await page.reload();
    await openModels(page);
    await expect.poll(() => blocked(page).innerText()).toContain('may not reach');
    await page.context().setOffline(true);
    await page.reload();
    await openModels(page);
    await expect.poll(() => blocked(page).innerText()).toContain('may not reach');
  });

  it('is the one to begin with where the deployment names it', async () => {
    app.allowHubs([base, 'https://other.example/']);
    const page = await app.open({ preferences: { maxTokens: 8 } });
    await openModels(page);
    const field = page.getByRole('combobox', { name: 'Hub or mirror' });
    await expect.poll(() => field.inputValue()).toBe(base);
  });
});

describe('a download', () => {
  it('goes on in the next tab when its tab is closed, and hardly a byte comes twice', async () => {
    app.allowHubs([base]);
    const first = await visit();
    const pace = { bytes: 32_768, ms: 2 };
    hub.behave(large, { kind: 'serve', pace }, { kind: 'serve' });
    await look(first, 'owner/large');
    await first.getByRole('button', { name: 'Fetch Q8_0' }).click();
    await expect
      .poll(() => hub.requests[0]?.sent ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(11_000_000);
    const second = await first.context().newPage();
    await first.close();
    await second.goto(`${app.origin}/`);
    await openModels(second);
    await says(second, 'Cut off when the page closed').waitFor();
    await second.getByRole('button', { name: 'Resume' }).click();
    await second.getByRole('button', { name: 'large', exact: true }).waitFor();
    const [before, after] = hub.requests;
    expect(hub.requests).toHaveLength(2);
    const twice = (before?.sent ?? 0) - (after?.start ?? 0);
    expect(twice).toBeGreaterThanOrEqual(0);
    expect(twice).toBeLessThanOrEqual(4 * 2 ** 20);
    expect((after?.start ?? 0) + (after?.sent ?? 0)).toBe(largeBytes);
  });

  it('that fills the storage says what is missing, keeps what came, and goes on', async () => {
    app.allowHubs([base]);
    const page = await visit();
    const devTools = await page.context().newCDPSession(page);
    const setQuota = (quotaSize?: number) =>
      devTools.send('Storage.overrideQuotaForOrigin', {
        origin: app.origin,
        ...(quotaSize !== undefined && { quotaSize }),
      });
    const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
    await setQuota(usage + 12_000_000);
    await look(page, 'owner/untold');
    await page.getByRole('button', { name: 'Fetch Q8_0' }).click();
    await says(page, 'more are needed').waitFor();
    const cut = hub.requests.length;
    await setQuota();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'untold', exact: true }).waitFor();
    expect(hub.requests[cut]?.start).toBeGreaterThan(2_000_000);
  });
});
