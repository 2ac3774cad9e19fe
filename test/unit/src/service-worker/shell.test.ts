import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildLockPrefix, type BuildFile } from '../../../../src/service-worker/contract.ts';
import { foreignReferences, Shell } from '../../../../src/service-worker/shell.ts';
import { FakeCacheStorage } from '../../../fixtures/fake-cache-storage.ts';

const scope = 'https://host.example/sub/path/';

const file = (url: string, revision: string | null = null): BuildFile => ({
  url,
  revision,
  bytes: 10,
  keptAt: 'install',
});

const build = (name: string): readonly BuildFile[] => [
  file('index.html', name),
  file(`assets/main-${name}.js`),
  file('assets/same.js'),
];

const pageOf = (name: string): string => `<script src="./assets/main-${name}.js"></script>`;

/** What the server has, by path below the scope. */
let server: Map<string, Response>;
let fetched: string[];
let stored: FakeCacheStorage;

function deploy(name: string): void {
  const html = { headers: { 'Content-Type': 'text/html; charset=utf-8' } };
  const script = { headers: { 'Content-Type': 'text/javascript' } };
  server = new Map([
    ['index.html', new Response(pageOf(name), html)],
    [`assets/main-${name}.js`, new Response(`main of ${name}`, script)],
    ['assets/same.js', new Response('the same', script)],
  ]);
}

beforeEach(() => {
  stored = new FakeCacheStorage();
  fetched = [];
  deploy('a');
  vi.stubGlobal('caches', stored);
  vi.stubGlobal('fetch', (url: string) => {
    const path = url.slice(scope.length);
    fetched.push(path);
    return Promise.resolve(server.get(path)?.clone() ?? new Response('', { status: 404 }));
  });
});
afterEach(() => vi.unstubAllGlobals());

async function installed(name: string): Promise<Shell> {
  deploy(name);
  const shell = new Shell(build(name), scope, '');
  await shell.keep();
  return shell;
}

const text = async (response: Promise<Response | undefined>): Promise<string | undefined> =>
  (await response)?.text();

const no = (): boolean => false;

describe('keeping a build', () => {
  test('answers for the page and its files', async () => {
    const shell = await installed('a');
    expect(await text(shell.page())).toBe(pageOf('a'));
    expect(await text(shell.match(`${scope}assets/main-a.js`))).toBe('main of a');
    expect(await shell.match(`${scope}assets/other.js`)).toBeUndefined();
    expect(shell.bytes).toBe(30);
  });

  test.each([
    ['a file is missing', () => server.delete('assets/same.js')],
    [
      'a page comes in place of a script',
      () =>
        server.set(
          'assets/same.js',
          new Response('<html>', { headers: { 'Content-Type': 'text/html' } }),
        ),
    ],
    ['the page is of another build', () => server.set('index.html', new Response(pageOf('b')))],
  ])('keeps nothing where %s', async (_, spoil) => {
    spoil();
    await expect(new Shell(build('a'), scope, '').keep()).rejects.toThrow();
    expect(await stored.keys()).toEqual([]);
  });

  test('a failure leaves the build before it as it was', async () => {
    const first = await installed('a');
    server.delete('index.html');
    // Another worker with the same files.
    await expect(new Shell(build('a'), scope, '').keep()).rejects.toThrow();
    server.clear();
    await expect(new Shell(build('b'), scope, '').keep()).rejects.toThrow();
    expect(await text(first.page())).toBe(pageOf('a'));
    expect(await stored.keys()).toHaveLength(1);
  });

  test('fetches what is new only', async () => {
    await installed('a');
    fetched = [];
    await installed('b');
    expect(fetched.sort()).toEqual(['assets/main-b.js', 'index.html']);
  });

  test('other headers make another build', async () => {
    await installed('a');
    await new Shell(build('a'), scope, 'another policy').keep();
    expect(await stored.keys()).toHaveLength(2);
  });
});

describe('mending', () => {
  test('keeps again what was cleared, and nothing where not all of it comes', async () => {
    const shell = await installed('a');
    await shell.mend();
    expect(fetched).toHaveLength(3);
    for (const name of await stored.keys()) await stored.delete(name);
    const script = server.get('assets/same.js');
    server.delete('assets/same.js');
    await expect(shell.mend()).rejects.toThrow();
    expect(await shell.page()).toBeUndefined();
    if (script) server.set('assets/same.js', script);
    await shell.mend();
    expect(await text(shell.page())).toBe(pageOf('a'));
    expect(await text(shell.match(`${scope}assets/same.js`))).toBe('the same');
  });
});

describe('tidying', () => {
  const lockOf = (name: string): string => `${buildLockPrefix}${scope}assets/main-${name}.js`;

  test('leaves the build that an open page came from', async () => {
    await installed('a');
    const second = await installed('b');
    expect(await second.tidy([lockOf('a'), lockOf('b'), 'another lock'], no)).toBe(false);
    expect(await text(second.match(`${scope}assets/main-a.js`))).toBe('main of a');
    expect(await second.tidy([lockOf('b')], no)).toBe(true);
    expect(await second.match(`${scope}assets/main-a.js`)).toBeUndefined();
    expect(await text(second.page())).toBe(pageOf('b'));
  });

  test('does not touch a version that is on its way', async () => {
    const first = await installed('a');
    const second = await installed('b');
    expect(await first.tidy([lockOf('a')], () => true)).toBe(false);
    expect(await text(second.page())).toBe(pageOf('b'));
  });

  test('leaves apps under other paths and other caches alone', async () => {
    await stored.open('featherweight-shell /other/ 0');
    await stored.open('featherweight-model-files-v1');
    const shell = await installed('a');
    await shell.tidy([], no);
    expect(await stored.keys()).toHaveLength(3);
  });
});

test('only the app’s own address is answered with the app', () => {
  const shell = new Shell([], scope, '');
  const isPage = (address: string): boolean => shell.isPage(new URL(address, scope));
  expect(isPage('./')).toBe(true);
  expect(isPage('./?from=home')).toBe(true);
  expect(isPage('index.html')).toBe(true);
  expect(isPage('models/smollm2-135m-instruct/README.md')).toBe(false);
  expect(isPage('/')).toBe(false);
  expect(isPage('https://elsewhere.example/sub/path/')).toBe(false);
});

test('names of another build are found in a page', () => {
  const files = new Set(['assets/a.js', 'assets/a.css']);
  const page = '<script src="./assets/a.js"></script><link href="./assets/a.css">';
  expect(foreignReferences(page, files)).toEqual([]);
  expect(foreignReferences(`${page}<link href="./assets/b.js">`, files)).toEqual(['assets/b.js']);
});
