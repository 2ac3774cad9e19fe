import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentSecurityPolicy, productionHeaders } from '../../../scripts/headers.mjs';
import { createAppServer, listen } from '../../../scripts/serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'featherweight-serve-'));
let server: Server;
let port: number;
const get = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, init);

beforeAll(async () => {
  for (const name of ['app/assets', 'tiny']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'app/index.html'), '<!doctype html>page');
  writeFileSync(join(folder, 'app/assets/worker-1a2b.js'), 'self');
  writeFileSync(join(folder, 'tiny/model.onnx_data'), '0123456789');
  writeFileSync(join(folder, 'secret'), 'secret');
  server = createAppServer({
    root: join(folder, 'app'),
    mounts: { '/tiny/': join(folder, 'tiny') },
  });
  port = await listen(server, { port: 0, host: '127.0.0.1' });
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

it.each(['/', '/assets/worker-1a2b.js', '/tiny/model.onnx_data', '/missing', '/tiny/missing'])(
  'isolates the page on %s',
  async (path) => {
    const { headers } = await get(path);
    for (const [name, value] of Object.entries(productionHeaders()))
      expect(headers.get(name)).toBe(value);
  },
);

it('lets the page fetch models from the hubs that it is given', async () => {
  const hubs = ['https://models.example.org/'];
  const other = createAppServer({ root: join(folder, 'app'), hubs });
  const at = await listen(other, { port: 0, host: '127.0.0.1' });
  const { headers } = await fetch(`http://127.0.0.1:${at}/assets/worker-1a2b.js`);
  expect(headers.get('Content-Security-Policy')).toBe(contentSecurityPolicy(hubs));
  other.close();
});

it('has a browser keep what is named by its content, and ask again for the rest', async () => {
  const asset = await get('/assets/worker-1a2b.js');
  expect(asset.headers.get('cache-control')).toContain('immutable');
  expect(asset.headers.get('content-type')).toContain('javascript');
  const page = await get('/');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const again = await get('/', { headers: { 'If-None-Match': page.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
});

it('serves byte ranges', async () => {
  const part = await get('/tiny/model.onnx_data', { headers: { Range: 'bytes=2-4' } });
  expect(part.status).toBe(206);
  expect(await part.text()).toBe('234');
});

it('answers what it does not have with 404, never with the page', async () => {
  for (const path of ['/missing', '/tiny/', '/..%2fsecret', '/tiny/..%2f..%2fsecret'])
    expect((await get(path)).status).toBe(404);
  expect((await get('/', { method: 'POST' })).status).toBe(405);
});

it('takes the next port where one is taken', async () => {
  const second = createAppServer({ root: join(folder, 'app') });
  const next = await listen(second, { port, host: '127.0.0.1' });
  expect(next).toBeGreaterThan(port);
  second.close();
  const third = createAppServer({ root: join(folder, 'app') });
  await expect(listen(third, { port, host: '127.0.0.1', attempts: 1 })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
