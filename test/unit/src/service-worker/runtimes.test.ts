import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BuildFile } from '../../../../src/service-worker/contract.ts';
import { runtimeFiles, Runtimes } from '../../../../src/service-worker/runtimes.ts';
import { FakeCacheStorage } from '../../../fixtures/fake-cache-storage.ts';

const scope = 'https://host.example/app/';

const files: readonly BuildFile[] = [
  'assets/ort-wasm-simd-threaded-1.wasm',
  'assets/ort-wasm-simd-threaded.jspi-2.wasm',
  'assets/ort-wasm-simd-threaded.asyncify-3.wasm',
  'assets/ort.webgpu.min-4.js',
].map((url) => ({ url, revision: null, bytes: 7, keptAt: 'use' }));

const cpu = `${scope}assets/ort-wasm-simd-threaded-1.wasm`;

let answer: () => Response;
let fetches = 0;

beforeEach(() => {
  fetches = 0;
  answer = () => new Response('runtime', { headers: { 'Content-Type': 'application/wasm' } });
  vi.stubGlobal('caches', new FakeCacheStorage());
  vi.stubGlobal('fetch', () => {
    fetches++;
    return Promise.resolve(answer());
  });
});
afterEach(() => vi.unstubAllGlobals());

test('a browser needs one of the builds for the GPU', () => {
  const forGpu = (jspi: boolean): readonly string[] =>
    runtimeFiles(files, scope, jspi)
      .filter(({ engine }) => engine === 'webgpu')
      .map(({ url }) => url);
  expect(forGpu(true)).toEqual([`${scope}assets/ort-wasm-simd-threaded.jspi-2.wasm`]);
  expect(forGpu(false)).toEqual([
    `${scope}assets/ort-wasm-simd-threaded.asyncify-3.wasm`,
    `${scope}assets/ort.webgpu.min-4.js`,
  ]);
  expect(runtimeFiles(files, scope, true).map(({ engine }) => engine)).toEqual(['wasm', 'webgpu']);
});

async function use(runtimes: Runtimes): Promise<Response> {
  const work: Promise<void>[] = [];
  const response = await runtimes.get(new Request(cpu), (each) => work.push(each));
  await Promise.all(work);
  return response;
}

test('what was used is kept, and comes from there', async () => {
  const runtimes = new Runtimes(files, scope);
  expect(await (await use(runtimes)).text()).toBe('runtime');
  expect(await (await use(runtimes)).text()).toBe('runtime');
  expect(fetches).toBe(1);
});

test.each([
  ['a refusal', () => new Response('', { status: 503 })],
  ['a page', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })],
])('%s is handed on and not kept', async (_, refusal) => {
  const runtimes = new Runtimes(files, scope);
  answer = refusal;
  await use(runtimes);
  expect(await runtimes.match(cpu)).toBeUndefined();
});

test('what only earlier builds used goes', async () => {
  const earlier = new Runtimes(files, scope);
  await use(earlier);
  const later = new Runtimes(
    [{ url: 'assets/ort-9.wasm', revision: null, bytes: 7, keptAt: 'use' }],
    scope,
  );
  expect(await later.match(cpu)).toBeDefined();
  await later.tidy();
  expect(await later.match(cpu)).toBeUndefined();
});
