import { expect, test } from 'vitest';
import { isolate, type IsolationPage } from '../../../../src/offline/isolate.ts';

/** A tab: what is remembered in it, and the clock. */
function tab() {
  const values = new Map<string, string>();
  let time = 1_800_000_000_000;
  let reloads = 0;
  const session = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
  const load = (page: Partial<IsolationPage> = {}): Promise<boolean> =>
    isolate({
      crossOriginIsolated: false,
      controlled: false,
      session,
      active: () => Promise.resolve(true),
      wait: () => new Promise(() => undefined),
      now: () => time,
      reload: () => reloads++,
      ...page,
    });
  const pass = (ms: number): void => {
    time += ms;
  };
  return { load, pass, reloads: () => reloads };
}

test('a page without isolation is loaded again once its worker runs', async () => {
  const { load, reloads } = tab();
  expect(await load()).toBe(true);
  expect(await load({ crossOriginIsolated: true, controlled: true })).toBe(false);
  expect(reloads()).toBe(1);
});

test('an isolated page stays', async () => {
  const { load, reloads } = tab();
  expect(await load({ crossOriginIsolated: true })).toBe(false);
  expect(reloads()).toBe(0);
});

test('a page that the worker answered for stays: its headers did not help', async () => {
  const { load, reloads } = tab();
  expect(await load({ controlled: true })).toBe(false);
  expect(reloads()).toBe(0);
});

test('a page that comes back past the worker is not reloaded again and again', async () => {
  const { load, pass, reloads } = tab();
  for (let loads = 0; loads < 20; loads++) {
    await load();
    pass(2000);
  }
  expect(reloads()).toBe(1);
});

test('a reload past the worker long after is made good again', async () => {
  const { load, pass, reloads } = tab();
  await load();
  pass(600_000);
  expect(await load()).toBe(true);
  expect(reloads()).toBe(2);
});

test.each([
  ['no worker can run', { active: () => Promise.resolve(false) }],
  ['there is no place to remember it', { session: undefined }],
  [
    'that place is full',
    {
      session: {
        getItem: () => null,
        setItem: () => {
          throw new DOMException('full', 'QuotaExceededError');
        },
      },
    },
  ],
  [
    'the worker takes too long',
    { active: () => new Promise<boolean>(() => undefined), wait: () => Promise.resolve() },
  ],
])('the page goes on as it is where %s', async (_, page) => {
  const { load, reloads } = tab();
  expect(await load(page)).toBe(false);
  expect(reloads()).toBe(0);
});
