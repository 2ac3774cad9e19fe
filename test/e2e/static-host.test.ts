import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../scripts/headers.mjs';
import { App } from './support/app.ts';
import { ask, engineWorker, ready } from './support/chat.ts';
import { kept, openSettings } from './support/offline.ts';

let app: App;
beforeAll(async () => {
  app = await App.start({ host: 'plain' });
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const shortAnswers = { maxTokens: 8 };

describe.each(['/', '/sub/path/'])('a static host without headers, the app at %s', (folder) => {
  it('is isolated by one reload, before anything of the model comes', async () => {
    const page = await app.blank({ serviceWorkers: 'allow', preferences: shortAnswers });
    let loads = 0;
    let weights = 0;
    page.on('domcontentloaded', () => loads++);
    app.interference = (request, _response, next) => {
      if (request.url?.endsWith('.onnx_data')) weights++;
      next();
    };
    await page.goto(`${app.origin}${folder}`);
    await page.waitForFunction(() => crossOriginIsolated);
    expect(await ask(page, 'Hello')).not.toBe('');
    expect(loads).toBe(2);
    expect(weights).toBe(1);
    expect(await engineWorker(page)?.evaluate(() => crossOriginIsolated)).toBe(true);

    const policy = await page.evaluate(async () => {
      const response = await fetch(document.querySelector('script')?.src ?? '');
      return response.headers.get('Content-Security-Policy');
    });
    expect(policy).toBe(contentSecurityPolicy());

    await page.reload();
    await ready(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(loads).toBe(3);

    await page.context().setOffline(true);
    await page.reload();
    await ready(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  });
});

describe('a static host without headers', () => {
  it('is isolated again after a reload past the service worker', async () => {
    const first = await app.open({ serviceWorkers: 'allow', preferences: shortAnswers });
    await first.waitForFunction(() => crossOriginIsolated);
    await kept(first);
    const page = await first.context().newPage();
    await page.goto(`${app.origin}/`);
    await ready(page);
    let loads = 0;
    page.on('domcontentloaded', () => loads++);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Page.reload', { ignoreCache: true });
    await expect.poll(() => loads, { timeout: 20_000 }).toBe(2);
    await ready(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(loads).toBe(2);
  });

  it('works with one thread where the browser has no service workers, and says so', async () => {
    const page = await app.open({ preferences: shortAnswers });
    expect(await ask(page, 'Hello')).not.toBe('');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await openSettings(page);
    await page.getByText('This browser or window keeps no apps').waitFor();
  });
});
