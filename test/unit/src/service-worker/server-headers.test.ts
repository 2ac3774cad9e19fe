import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServerHeaders } from '../../../../src/service-worker/server-headers.ts';
import { FakeCacheStorage } from '../../../fixtures/fake-cache-storage.ts';

const scope = 'https://host.example/app/';
const name = 'Content-Security-Policy';

let answer: () => Promise<Response>;
let asked: RequestInit[];

const page = (policy?: string): Response =>
  new Response(null, {
    headers: { 'Content-Type': 'text/html', ...(policy !== undefined && { [name]: policy }) },
  });

beforeEach(() => {
  asked = [];
  answer = () => Promise.resolve(page('first'));
  vi.stubGlobal('caches', new FakeCacheStorage());
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    asked.push(init);
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

const open = (waitMs = 5000): ServerHeaders => new ServerHeaders(scope, [name], waitMs);
const ignore = (): void => undefined;

test('says what the server says now, and remembers it when the worker was stopped', async () => {
  expect(await open().latest()).toBeUndefined();
  expect(await open().now(ignore)).toEqual({ [name]: 'first' });
  expect(asked).toEqual([{ method: 'HEAD', cache: 'no-store' }]);
  expect(await open().latest()).toEqual({ [name]: 'first' });
  answer = () => Promise.resolve(page('second'));
  const headers = open();
  expect(await headers.now(ignore)).toEqual({ [name]: 'second' });
  expect(await headers.latest()).toEqual({ [name]: 'second' });
});

test('a header that the server sends no more is gone', async () => {
  await open().now(ignore);
  answer = () => Promise.resolve(page());
  expect(await open().now(ignore)).toEqual({});
  expect(await open().latest()).toEqual({});
});

test.each([
  ['no network', () => Promise.reject(new TypeError('failed'))],
  ['an error', () => Promise.resolve(new Response(null, { status: 502 }))],
  ['no page', () => Promise.resolve(new Response('{}'))],
  [
    'a sign-in page elsewhere',
    () => Promise.resolve(Object.defineProperty(page('theirs'), 'redirected', { value: true })),
  ],
])('%s: what was told last holds', async (_, failing) => {
  await open().now(ignore);
  answer = failing;
  expect(await open().now(ignore)).toEqual({ [name]: 'first' });
});

test('offline nothing is asked', async () => {
  await open().now(ignore);
  vi.stubGlobal('navigator', { onLine: false });
  expect(await open().now(ignore)).toEqual({ [name]: 'first' });
  expect(asked).toHaveLength(1);
});

test('a slow server is not waited for; its word holds for the next page', async () => {
  const late: ((response: Response) => void)[] = [];
  answer = () => new Promise((resolve) => late.push(resolve));
  const headers = open(1);
  const work: Promise<unknown>[] = [];
  expect(await headers.now((each) => work.push(each))).toBeUndefined();
  late[0]?.(page('late'));
  await Promise.all(work);
  expect(await headers.latest()).toEqual({ [name]: 'late' });
});
