import { afterAll, beforeAll, expect, it } from 'vitest';
import { productionHeaders } from '../../scripts/headers.mjs';
import { App } from './support/app.ts';
import { ask, engineWorker } from './support/chat.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterAll(() => app.stop());

it('loads the embedded model, answers, and asks nothing of anyone else', async () => {
  const page = await app.blank({ model: 'embedded', serviceWorkers: 'allow' });
  const addresses: string[] = [];
  const wrongHeaders: string[] = [];
  const complaints: string[] = [];
  page.context().on('request', (request) => addresses.push(request.url()));
  page.context().on('response', (response) => {
    const headers = response.headers();
    for (const [name, value] of Object.entries(productionHeaders()))
      if (response.url().startsWith('http') && headers[name.toLowerCase()] !== value)
        wrongHeaders.push(`${response.url()} ${name}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));

  await page.goto(`${app.origin}/`);
  const answer = await ask(page, 'What is the capital of France?');

  expect(answer).toContain('Paris');
  await page.getByText('first token').first().waitFor();
  expect(complaints).toEqual([]);
  const elsewhere = addresses.filter((address) => !address.startsWith(`${app.origin}/`));
  expect(elsewhere.filter((address) => !/^(data|blob):/.test(address))).toEqual([]);
  const asked = (ending: RegExp): boolean => addresses.some((address) => ending.test(address));
  expect(asked(/engine\.worker-.*\.js$/)).toBe(true);
  // Once, although the service worker keeps the app meanwhile.
  expect(addresses.filter((address) => address.endsWith('model_q4.onnx_data_1'))).toHaveLength(1);
  expect(asked(/service-worker\.js$/)).toBe(true);
  expect(asked(/-shared[^/]*\.wasm$/)).toBe(true);
  // onnxruntime is 14 MB, 27 for the GPU: only where it runs.
  expect(asked(/ort-wasm|jsep|asyncify|jspi/)).toBe(false);
  expect(wrongHeaders).toEqual([]);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await engineWorker(page)?.evaluate(() => crossOriginIsolated)).toBe(true);

  const second = await page.context().newPage();
  const again: string[] = [];
  second.on('request', (request) => again.push(request.url()));
  await second.goto(`${app.origin}/`);
  await second.getByText('Offline').first().waitFor();
  expect(again.filter((address) => address.includes('.onnx_data'))).toEqual([]);
});

it('is not let out by the Content-Security-Policy', async () => {
  const page = await app.open();
  const outcome = await page.evaluate(async () => {
    const blocked = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        resolve(event.effectiveDirective);
      });
    });
    await fetch('https://example.com/').catch(() => undefined);
    return blocked;
  });
  expect(outcome).toBe('connect-src');
});
